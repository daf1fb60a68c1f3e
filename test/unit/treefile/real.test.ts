import { createHash } from 'node:crypto';
import { cpSync, mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { flatten } from '../../../src/treefile/flatten.ts';
import { hasShared, SHARED } from '../../support/shared.ts';
import { tempDir } from '../../support/temp.ts';

interface Real {
  repo: string;
  entry: string;
  basearch: string;
  visited: string[];
  counts: Record<string, number>;
  scalars: Record<string, unknown>;
  packages_sha256: string;
  postprocess_sha256: string[];
  repos?: string[];
  'ostree-layers'?: string[];
}

/** Trees that are beside the repository whole. */
const TREES: Readonly<Record<string, string>> = {
  'coreos/fedora-coreos-config': 'fedora-coreos-config',
  'openshift/os': 'openshift-os',
};

function flattens(): Real[] {
  // eslint-disable-next-line typescript/no-unsafe-assignment -- the file's shape is documented in it
  const file: { flattens: Real[] } = JSON.parse(
    readFileSync(join(SHARED, 'reference', 'real-flatten.json'), 'utf8'),
  );
  return file.flattens.filter(({ repo }) => TREES[repo] !== undefined);
}

describe.skipIf(!hasShared())('real trees', () => {
  const all = hasShared() ? flattens() : [];

  it('are there', () => {
    expect(all.length).toBeGreaterThan(1);
  });

  it.each(all.map((real) => [`${real.repo} ${real.entry} ${real.basearch}`, real] as const))(
    '%s',
    async (_name, real) => {
      const dir = join(await tempDir(), 'tree');
      mkdirSync(dir);
      cpSync(join(SHARED, 'data', TREES[real.repo] ?? ''), dir, { recursive: true });
      const { config, visited } = flatten(real.entry, { cwd: dir, basearch: real.basearch });
      expect(visited.map((path) => join(path))).toEqual(real.visited);
      for (const [key, count] of Object.entries(real.counts)) {
        const value = config[key];
        expect(Array.isArray(value) ? value.length : Object.keys(value ?? {}).length, key).toBe(count);
      }
      expect(config).toMatchObject(real.scalars);
      const packages = Array.isArray(config['packages']) ? config['packages'].map(String) : [];
      expect(createHash('sha256').update(packages.join('\n')).digest('hex')).toBe(real.packages_sha256);
      const scripts = Array.isArray(config['postprocess']) ? config['postprocess'].map(String) : [];
      expect(scripts.map((text) => createHash('sha256').update(text).digest('hex').slice(0, 16))).toEqual(
        real.postprocess_sha256,
      );
      for (const key of ['repos', 'ostree-layers'] as const) {
        if (real[key] !== undefined) expect(config[key]).toEqual(real[key]);
      }
    },
  );
});
