import { createHash } from 'node:crypto';
import { cpSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { fillPlaceholders } from '../../../src/config-tree/placeholders.ts';
import { flatten } from '../../../src/treefile/flatten.ts';
import { printOnly } from '../../../src/treefile/print-only.ts';
import { cliIn } from '../../support/run-cli.ts';
import { hasShared, SHARED } from '../../support/shared.ts';
import { tempDir } from '../../support/temp.ts';

/** What rpm-ostree made of a real tree; the file says what each member is. */
interface Real {
  tree: string;
  entry: string;
  basearch: string;
  visited?: string[];
  counts: Record<string, number>;
  scalars: Record<string, unknown>;
  packages_sha256: string;
  postprocess_sha256: string[];
  variables?: Record<string, unknown>;
}

/** Keys that are listed whole where a tree has them; null = it has none. */
const LISTS = [
  'repos',
  'lockfile-repos',
  'ostree-layers',
  'exclude-packages',
  'etc-group-members',
  'remove-files',
] as const;

type Listed = Real & { [key in (typeof LISTS)[number]]?: string[] | null };

function flattens(): Listed[] {
  // eslint-disable-next-line typescript/no-unsafe-assignment -- the file's shape is documented in it
  const file: { flattens: Listed[] } = JSON.parse(
    readFileSync(join(SHARED, 'reference', 'real-flatten.json'), 'utf8'),
  );
  return file.flattens;
}

/** Puts the tree together that an entry names, in `dir`. @throws Error for a tree that is not known here */
function plantTree(tree: string, dir: string): void {
  const data = join(SHARED, 'data');
  if (tree.startsWith('FCOS ')) {
    cpSync(join(data, 'fedora-coreos-config'), dir, { recursive: true });
  } else if (tree.startsWith('data/openshift-os')) {
    cpSync(join(data, 'openshift-os'), dir, { recursive: true });
  } else if (tree.startsWith('data/ovirt-node-coreos')) {
    cpSync(join(data, 'fedora-coreos-config'), join(dir, 'fedora-coreos-config'), { recursive: true });
    const template = readFileSync(join(data, 'ovirt-node-coreos', 'manifest.yaml.in'), 'utf8');
    const manifest = fillPlaceholders(template, 'manifest.yaml.in', {
      FEDORA_RELEASEVER: '40',
      OVIRT_VERSION: '4.5',
    }).replace('fedora-coreos-config/fedora', 'fedora-coreos-config/manifests/fedora');
    writeFileSync(join(dir, 'manifest.yaml'), manifest);
  } else {
    throw new Error(`real-flatten.json names a tree this test does not know: ${tree}`);
  }
}

function texts(value: unknown): string[] {
  return Array.isArray(value) ? value.map(String) : [];
}

describe.skipIf(!hasShared())('real trees', () => {
  const all = hasShared() ? flattens() : [];

  it('are all there: Fedora CoreOS for four architectures, openshift/os for two, oVirt', () => {
    expect(all.map(({ entry, basearch }) => `${entry} ${basearch}`)).toEqual([
      'manifest.yaml x86_64',
      'manifest.yaml aarch64',
      'manifest.yaml ppc64le',
      'manifest.yaml s390x',
      'manifest-c9s.yaml x86_64',
      'manifest-c9s.yaml aarch64',
      'manifest.yaml x86_64',
    ]);
  });

  it.each(all.map((real) => [`${real.tree.slice(0, 30)} ${real.entry} ${real.basearch}`, real] as const))(
    '%s',
    async (_name, real) => {
      const dir = join(await tempDir(), 'tree');
      mkdirSync(dir);
      plantTree(real.tree, dir);
      const flattened = flatten(real.entry, { cwd: dir, basearch: real.basearch });
      const { config, visited, hidden } = flattened;
      const call = ['flatten', real.entry, '--basearch', real.basearch];
      expect(await cliIn(dir, call)).toEqual({ code: 0, out: printOnly(flattened), err: '' });
      expect(JSON.parse(printOnly(flattened))).toEqual(config);
      if (real.visited !== undefined) expect(visited.map((path) => join(path))).toEqual(real.visited);
      for (const [key, count] of Object.entries(real.counts)) {
        const value = config[key];
        expect(Array.isArray(value) ? value.length : Object.keys(value ?? {}).length, key).toBe(count);
      }
      expect(config).toMatchObject(real.scalars);
      expect(createHash('sha256').update(texts(config['packages']).join('\n')).digest('hex')).toBe(
        real.packages_sha256,
      );
      expect(
        texts(config['postprocess']).map((text) =>
          createHash('sha256').update(text).digest('hex').slice(0, 16),
        ),
      ).toEqual(real.postprocess_sha256);
      for (const key of LISTS) {
        if (real[key] !== undefined) expect(config[key] ?? null, key).toEqual(real[key]);
      }
      if (real.variables !== undefined) expect(hidden['variables']).toEqual(real.variables);
    },
  );
});
