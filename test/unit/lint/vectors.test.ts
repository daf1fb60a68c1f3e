import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { UserError } from '../../../src/errors.ts';
import { Merged } from '../../../src/lint/merged.ts';
import { readTreefile } from '../../../src/lint/treefile.ts';
import { Tree } from '../../../src/lint/tree.ts';
import { walk } from '../../../src/lint/walk.ts';
import { hasShared, SHARED } from '../../support/shared.ts';
import { lintFiles, plant } from './trees.ts';

interface Vector {
  name: string;
  kind?: string;
  files: Record<string, string>;
  symlinks?: Record<string, string>;
  executable?: string[];
  entry: string;
  basearch: string | null;
  mode?: string;
  vars?: Record<string, string>;
  expect: { ok: boolean; stage?: string; flattened?: Record<string, unknown>; visited?: string[] };
}

function vectors(): Vector[] {
  if (!hasShared()) return [];
  // eslint-disable-next-line typescript/no-unsafe-assignment -- the file's shape is documented in it
  const file: { vectors: Vector[] } = JSON.parse(
    readFileSync(join(SHARED, 'reference/treefile-vectors.json'), 'utf8'),
  );
  return file.vectors.filter(({ kind = 'treefile' }) => kind === 'treefile');
}

/** The rule for what only a later stage of rpm-ostree refuses; two depend on what repositories have. */
const LATER: Readonly<Record<string, string>> = {
  'compose-units-vs-machineid-compat': 'units-machineid',
  'compose-remove-files-absolute': 'file-paths',
  'compose-remove-files-dotdot': 'file-paths',
  'compose-passwd-file-without-group-file': 'passwd-pairing',
};

describe.skipIf(!hasShared())('vectors', () => {
  it.each(Object.entries(LATER))('%s is found by %s', async (name, rule) => {
    const vector = vectors().find((entry) => entry.name === name);
    const found = await lintFiles(vector?.files ?? {}, { arches: ['x86_64'] });
    expect(found.filter(({ severity }) => severity === 'error').map((finding) => finding.rule)).toContain(
      rule,
    );
  });

  const plainOnes = vectors().filter(
    ({ expect: { ok, flattened }, mode = 'parse', entry, basearch }) =>
      ok &&
      mode !== 'client' &&
      Array.isArray(flattened?.['packages']) &&
      basearch !== null &&
      !entry.endsWith('.ks'),
  );

  it.each(plainOnes.map((vector) => [vector.name, vector] as const))(
    '%s: what rules see is what rpm-ostree makes of it',
    async (_name, vector) => {
      const links = Object.entries(vector.symlinks ?? {}).map(([path, link]) => [path, { link }] as const);
      const dir = await plant({ ...vector.files, ...Object.fromEntries(links) });
      const tree = new Tree(dir);
      const walked = walk(
        { entry: vector.entry, arch: vector.basearch ?? '', vars: vector.vars ?? {}, buildArgs: undefined },
        { tree, treefile: (path) => readTreefile(path, tree.read(path) ?? '') },
      );
      const merged = new Merged(walked, vector.basearch ?? '');
      const packages = [...new Set(merged.packages().map(({ text }) => text))].sort((one, two) =>
        Buffer.compare(Buffer.from(one), Buffer.from(two)),
      );
      if (Object.keys(vector.files).some((path) => path.endsWith('.ks'))) return;
      expect(packages).toEqual(vector.expect.flattened?.['packages']);
      for (const key of ['repos', 'exclude-packages', 'postprocess', 'ostree-layers']) {
        const value = vector.expect.flattened?.[key];
        if (value !== undefined)
          expect(
            merged.strings(key).map(({ text }) => text),
            key,
          ).toEqual(value);
      }
      if (vector.expect.visited !== undefined) expect(walked.files).toEqual(vector.expect.visited);
    },
  );

  it('never throw anything but a refusal', async () => {
    const odd: string[] = [];
    for (const vector of vectors()) {
      const { entry, files, basearch } = vector;
      try {
        await lintFiles(files, { manifests: [entry], ...(basearch === null ? {} : { arches: [basearch] }) });
      } catch (error) {
        if (error instanceof UserError) continue;
        odd.push(`${vector.name}: ${String(error)}`);
      }
    }
    expect(odd).toEqual([]);
  });
});
