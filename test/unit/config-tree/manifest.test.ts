import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { addToList, editManifest } from '../../../src/config-tree/manifest.ts';
import {
  fillPlaceholders,
  findUndefinedPlaceholders,
  placeholderValues,
} from '../../../src/config-tree/placeholders.ts';
import { flatten } from '../../../src/treefile/flatten.ts';
import type { Flattened } from '../../../src/treefile/types.ts';
import { tempDir } from '../../support/temp.ts';

const MANIFEST = `# what it is
include: base.yaml

ref: a/b # the ref
metadata:
  name: node # our name
packages:
  - one # first
  - two
`;

async function tree(): Promise<{ file: string; flat: () => Flattened }> {
  const dir = await tempDir();
  await writeFile(join(dir, 'manifest.yaml'), MANIFEST);
  await writeFile(join(dir, 'base.yaml'), 'packages:\n  - theirs\npostprocess:\n  - "#!/bin/sh"\n');
  const file = join(dir, 'manifest.yaml');
  return { file, flat: () => flatten(file, { basearch: 'x86_64' }) };
}

async function edit(overrides: string, packages: readonly string[] = []): Promise<string> {
  const { file, flat } = await tree();
  return editManifest(MANIFEST, file, { overrides, packages }, flat);
}

describe('editManifest', () => {
  it('leaves a manifest nothing is changed in as it is', async () => {
    expect(await edit('')).toBe(MANIFEST);
  });

  it('replaces a key, merges a mapping one level, deletes with null; comments and order survive', async () => {
    const text = await edit('ref: c/d\nmetadata:\n  extra: x\npackages: null\n');
    expect(text).toContain('# what it is');
    expect(text).toContain('name: node # our name');
    expect(text).toContain('extra: x');
    expect(text).toContain('ref: c/d');
    expect(text).not.toContain('packages');
    expect(text.indexOf('include')).toBeLessThan(text.indexOf('ref'));
  });

  it('adds packages once and takes ours out', async () => {
    const text = await edit('', ['three', 'one', '-two']);
    expect(text).toContain('- one # first');
    expect(text.match(/- one/g)).toHaveLength(1);
    expect(text).toContain('- three');
    expect(text).not.toContain('- two');
  });

  it.each([
    ['postprocess: []', [], /postprocess: .* values? come from included manifests|postprocess: its 1 values/],
    ['nosuch: 1', [], /nosuch: no treefile has this key/],
    ['units: null', [], /units: null deletes from the manifest itself/],
    ['', ['-theirs'], /base\.yaml:2, an included manifest/],
    ['', ['-absent'], /no manifest asks for absent/],
  ] as const)('refuses overrides %j with packages %j', async (overrides, packages, expected) => {
    await expect(edit(overrides, packages)).rejects.toThrow(expected);
  });

  it('adds to a list that is not there', () => {
    expect(addToList('a: 1\n', 'm', 'repos', ['x'])).toContain('repos:\n  - x');
    expect(addToList(MANIFEST, 'm', 'repos', [])).toBe(MANIFEST);
  });
});

describe('placeholders', () => {
  const values = placeholderValues({
    ovirtVersion: '4.5',
    target: 'el9',
    arch: 'x86_64',
    variables: { MINE: 'x' },
  });

  it('come from version, target, arch and variables', () => {
    expect(values).toEqual({
      ARCH: 'x86_64',
      OVIRT_VERSION: '4.5',
      TARGET: 'el9',
      RELEASEVER: '9',
      FEDORA_RELEASEVER: '9',
      MINE: 'x',
    });
    expect(fillPlaceholders('@MINE@-@RELEASEVER@ a@b.c', 'f', values)).toBe('x-9 a@b.c');
  });

  it('are named with file and line when nobody defines them', async () => {
    expect(() => fillPlaceholders('a\nb: @NOPE@\n', 'manifest.yaml.in', values)).toThrow(
      /manifest\.yaml\.in:2: nobody defines @NOPE@/,
    );
    const dir = await tempDir();
    await writeFile(join(dir, 'manifest.yaml.in'), '# @IN_A_COMMENT@\nx: @A@ @B@\ny: @B@ @OVIRT_VERSION@\n');
    expect(await findUndefinedPlaceholders(dir, new Set(['A']))).toEqual([
      expect.stringMatching(/manifest\.yaml\.in:2: nobody defines @B@; .* variables: B=/),
      expect.stringMatching(/manifest\.yaml\.in:3: .*OVIRT_VERSION.* the input ovirt-version$/),
    ]);
  });
});
