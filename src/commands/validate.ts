import { mkdir, realpath, rm } from 'node:fs/promises';
import { join, relative } from 'node:path';
import { UserError } from '../errors.ts';
import { openCheckout } from '../git/checkout.ts';
import { recordedSubmodules } from '../git/tree.ts';
import type { ValidateInputs } from '../inputs/validate.ts';
import type { Log } from '../log/log.ts';
import { prepareNetwork } from '../net/network.ts';
import { archesOfAll } from '../validate/arches.ts';
import { compareMeanings, isEffective } from '../validate/compare.ts';
import { contentChanges } from '../validate/files.ts';
import { meaningFindings, sortFindings, withoutRepeats } from '../validate/findings.ts';
import { linkedChanges } from '../validate/linked-files.ts';
import type { Side } from '../validate/side.ts';
import { sweepScratch } from '../validate/scratch.ts';
import type { FileChange, ValidateResult } from '../validate/types.ts';
import { baseOf, meaningsIn, targetsIn } from './validate-base.ts';
import type { ValidateContext } from './validate-context.ts';
import { lintAll } from './validate-lint.ts';
import { openReleases } from './validate-release.ts';
import { renderSettings } from './validate-render.ts';

/**
 * Tells what the configurations of a working tree mean and what is wrong with them; with a base, what is different
 * from it. Needs no container, no root, and the network only for history or a base configuration that is not
 * there, and for repositories and the release package where packages are looked up.
 *
 * @throws UserError when it cannot be told; a mistake in a configuration is a finding.
 */
export async function validate(given: ValidateInputs, context: ValidateContext): Promise<ValidateResult> {
  const { cwd, log, workDir } = context;
  const scratch = join(workDir, `validate-${process.pid}`);
  await sweepScratch(workDir);
  await mkdir(scratch, { recursive: true });
  try {
    await prepareNetwork({ workDir: scratch, caCertificates: given.caCertificates }, log);
    const checkout = await openCheckout(cwd, context.trusted);
    const root = checkout?.top ?? (await realpath(cwd));
    const from = relative(root, await realpath(cwd));
    const targets = await targetsIn(root, from, given, context);
    if (targets.length === 0)
      throw new UserError(
        `configs: nothing matches ${given.configs.join(' ')}; expected directories with manifest.yaml or manifest.yaml.in, or manifests`,
        { exitCode: 2 },
      );
    const asked = { arches: given.arches, settingsRoot: root };
    const arches = archesOfAll(targets, asked);
    const releases = await openReleases(given, arches, join(scratch, 'release'), log);
    const inputs = { ...given, target: given.target ?? releases?.target };
    const render = renderSettings(inputs, log, join(workDir, 'base-configs'));
    const both = { ...asked, render, warn: warnOnce(log) };
    const submodules =
      checkout === undefined ? [] : (await recordedSubmodules(checkout)).map(({ path }) => path);
    const side: Side = { ...both, root, submodules, work: join(scratch, 'head') };
    const head = await meaningsIn(targets, side);
    const before = await baseOf(inputs, context, checkout, { scratch, from, side: both });
    const changed = before?.changed ?? [];
    const linted = await lintAll(inputs, context, { side, targets, meanings: head, before, releases });
    const findings = sortFindings(
      withoutRepeats([...linted, ...meaningFindings(head, targets, root)]),
      changed,
    );
    const diffs = compareMeanings(before?.meanings, head);
    const all = [...targets, ...(before?.targets ?? [])];
    const own = contentChanges(changed, all, [...head, ...(before?.meanings ?? [])]);
    const linked =
      before === undefined
        ? []
        : await linkedChanges(before, { side, targets, meanings: head }, changed, before.ignored);
    const files = eachOnce([...own, ...linked]);
    return {
      base: before?.commit,
      configs: [...new Set(all.map(({ path }) => path))].sort(),
      arches: archesOfAll(all, asked),
      diffs,
      files,
      findings,
      changed: before === undefined ? undefined : diffs.some(isEffective) || files.length > 0,
    };
  } finally {
    await rm(scratch, { recursive: true, force: true });
  }
}

/** By path; of two about one path the first. */
function eachOnce(files: readonly FileChange[]): FileChange[] {
  const found = new Map(files.toReversed().map((file) => [file.path, file]));
  return [...found.values()].sort((one, two) => (one.path < two.path ? -1 : 1));
}

function warnOnce(log: Log): (message: string) => void {
  const said = new Set<string>();
  return (message) => {
    if (said.size < said.add(message).size) log.warning(message);
  };
}
