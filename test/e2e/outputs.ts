import { existsSync } from 'node:fs';
import { isAbsolute } from 'node:path';
import { readObject } from '../../src/images/json.ts';
import { sha256 } from '../support/sha256.ts';

/**
 * Compares the outputs of a run with what lies on the disk and with the build's own meta.json.
 *
 * @param kinds images that were asked for.
 * @param uploaded whether artifacts were made.
 * @param compared whether there was a build before.
 * @returns what is wrong, a line each; empty when every promise was kept.
 */
export async function wrongOutputs(
  outputs: Readonly<Record<string, string>>,
  kinds: readonly string[],
  uploaded: boolean,
  compared = false,
): Promise<string[]> {
  const wrong: string[] = [];
  const check = (name: string, right: boolean): void => {
    if (!right) wrong.push(`${name}: ${JSON.stringify(outputs[name])}`);
  };
  const meta = existsSync(outputs['meta'] ?? '') ? await readObject(outputs['meta'] ?? '') : {};
  check('meta', Object.keys(meta).length > 0);
  check('changed', /^(true|false)$/.test(outputs['changed'] ?? ''));
  check('build-id', outputs['build-id'] === meta['buildid']);
  check('build-dir', `${outputs['build-dir']}/meta.json` === outputs['meta']);
  check('ostree-commit', outputs['ostree-commit'] === meta['ostree-commit']);
  check('ref', outputs['ref'] === meta['ref']);
  check('manifest', isAbsolute(outputs['manifest'] ?? '') && existsSync(outputs['manifest'] ?? ''));
  check('package-count', Number(outputs['package-count']) > 0);
  check('assembler-digest', /^sha256:[0-9a-f]{64}$/.test(outputs['assembler-digest'] ?? ''));
  check('base-config-commit', /^[0-9a-f]{40}$/.test(outputs['base-config-commit'] ?? ''));
  check('ovirt-release-sha256', /^[0-9a-f]{64}$/.test(outputs['ovirt-release-sha256'] ?? ''));
  if (compared) {
    for (const name of COUNTS) check(name, /^\d+$/.test(outputs[name] ?? ''));
    check('changes', isAbsolute(outputs['changes'] ?? '') && existsSync(outputs['changes'] ?? ''));
  }
  if (uploaded) check('metadata-artifact-id', /^\d+$/.test(outputs['metadata-artifact-id'] ?? ''));
  for (const kind of kinds) {
    const path = outputs[kind] ?? '';
    const there = isAbsolute(path) && existsSync(path);
    check(kind, there);
    check(`${kind}-sha256`, there && outputs[`${kind}-sha256`] === (await sha256(path)));
    if (!uploaded) continue;
    check(`${kind}-artifact-id`, /^\d+$/.test(outputs[`${kind}-artifact-id`] ?? ''));
    const url = outputs[`${kind}-artifact-url`] ?? '';
    check(`${kind}-artifact-url`, url.endsWith(`/artifacts/${outputs[`${kind}-artifact-id`]}`));
  }
  return wrong;
}

/** Outputs about the build before. */
const COUNTS = ['packages-added', 'packages-removed', 'packages-upgraded', 'packages-downgraded'] as const;

/** Names of the outputs a run with these images must have: no more and no fewer. */
export function promisedOutputs(kinds: readonly string[], uploaded: boolean, compared = false): string[] {
  const images = kinds.flatMap((kind) => [
    kind,
    `${kind}-sha256`,
    ...(uploaded ? [`${kind}-artifact-id`, `${kind}-artifact-url`] : []),
  ]);
  return [
    'changed',
    'build-id',
    'build-dir',
    'meta',
    'ostree-commit',
    'ref',
    'manifest',
    'package-count',
    'assembler-digest',
    'base-config-commit',
    'ovirt-release-sha256',
    ...images,
    ...(uploaded ? ['metadata-artifact-id'] : []),
    ...(compared ? [...COUNTS, 'changes'] : []),
  ].sort();
}
