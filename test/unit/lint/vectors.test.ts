import { readFileSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { checkRepositories } from '../../../src/commands/check-repos.ts';
import { UserError } from '../../../src/errors.ts';
import { Merged } from '../../../src/lint/merged.ts';
import { readTreefile } from '../../../src/lint/treefile.ts';
import { Tree } from '../../../src/lint/tree.ts';
import { walk } from '../../../src/lint/walk.ts';
import { hasShared, SHARED } from '../../support/shared.ts';
import { MemoryLog } from '../../support/memory-log.ts';
import { makeRepository, writeRepository } from '../../support/rpm-md/metadata.ts';
import { tempDir } from '../../support/temp.ts';
import { brief, lintFiles, plant } from './trees.ts';

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

function filesOf(name: string): Record<string, string> {
  return vectors().find((entry) => entry.name === name)?.files ?? {};
}

/**
 * The rule for what only a later stage of rpm-ostree refuses. What is missing in a repository is found by looking there;
 * that something excluded is needed by something else takes a solver, and is not found.
 */
const LATER: Readonly<Record<string, string>> = {
  'compose-units-vs-machineid-compat': 'units-machineid',
  'compose-remove-files-absolute': 'file-paths',
  'compose-remove-files-dotdot': 'file-paths',
  'compose-passwd-file-without-group-file': 'passwd-pairing',
};

describe.skipIf(!hasShared())('vectors', () => {
  it.each(Object.entries(LATER))('%s is found by %s', async (name, rule) => {
    const found = await lintFiles(filesOf(name), { arches: ['x86_64'] });
    expect(found.filter(({ severity }) => severity === 'error').map((finding) => finding.rule)).toContain(
      rule,
    );
  });

  it('a package its repository does not have is found there', async () => {
    const dir = await plant(filesOf('compose-repo-packages-no-match'));
    const repository = await tempDir();
    await writeRepository(repository, makeRepository([{ name: 'other', arch: 'x86_64' }]));
    await writeFile(join(dir, 'r.repo'), `[r]\nname=R\nbaseurl=${repository}\n`);
    const check = async (): Promise<string[]> => {
      const options = { arches: ['x86_64'] };
      const network = { log: new MemoryLog() };
      const found = await checkRepositories({
        dir,
        options,
        yumVariables: {},
        cacheDir: await tempDir(),
        network,
      });
      return found.filter(({ severity }) => severity === 'error').map(brief);
    };
    expect(await check()).toEqual(['package-missing manifest.yaml:2 error']);
    await writeRepository(repository, makeRepository([{ name: 'zzz', arch: 'x86_64' }]));
    expect(await check()).toEqual([]);
  });

  it('every later refusal is looked at here, but the one that takes a solver', () => {
    const later = vectors().filter(({ expect: { stage } }) => stage !== undefined);
    expect(later.map(({ name }) => name).sort()).toEqual(
      [...Object.keys(LATER), 'compose-excluded-dependency', 'compose-repo-packages-no-match'].sort(),
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
        { entry: vector.entry, arch: vector.basearch ?? '', vars: vector.vars ?? {}, args: undefined },
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
