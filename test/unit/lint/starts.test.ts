import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { startsOf } from '../../../src/lint/starts.ts';
import { Tree } from '../../../src/lint/tree.ts';
import type { LookSettings } from '../../../src/validate/look-settings.ts';
import { variantsIn } from '../../../src/validate/variants.ts';
import type { Example } from '../../../src/lint/rule.ts';
import { brief, lintFiles, plant } from './trees.ts';

const PLAIN: LookSettings = { arches: undefined, vars: [{}], manifests: [] };

/** Manifests that are built, with the file of what is handed to them. */
async function starts(files: Example['files'], given: readonly string[] = []): Promise<string[]> {
  const dir = await plant(files);
  const found = startsOf(new Tree(dir), given);
  // What a validation flattens and what the rules look at is the same.
  expect(variantsIn(dir, { ...PLAIN, manifests: given }).map(({ entry, args }) => ({ entry, args }))).toEqual(
    found,
  );
  return found.map(({ entry, args }) => (args === undefined ? entry : `${entry} ${args.file}`));
}

const M = 'packages: [bash]\n';

describe('the manifests that are built', () => {
  it('are manifest.yaml and its variants, and none that another leads to', async () => {
    const files = {
      'manifest.yaml': 'include: parts/a.yaml\n',
      'parts/a.yaml': 'include: ../manifest-part.yaml\n',
      'manifest-part.yaml': M,
      'manifest-next.yaml': M,
      'manifest-old.yml': M,
      'manifest-lock.x86_64.yaml': 'packages: {}\n',
    };
    expect(await starts(files)).toEqual(['manifest.yaml', 'manifest-next.yaml']);
  });

  it('are those that include each other, each: rpm-ostree refuses both', async () => {
    const files = {
      'manifest.yaml': M,
      'manifest-a.yaml': 'include: manifest-b.yaml\n',
      'manifest-b.yaml': 'include: manifest-a.yaml\n',
      'manifest-self.yaml': 'include: manifest-self.yaml\n',
    };
    expect(await starts(files)).toEqual([
      'manifest.yaml',
      'manifest-a.yaml',
      'manifest-b.yaml',
      'manifest-self.yaml',
    ]);
    const found = await lintFiles(files);
    expect(found.filter(({ rule }) => rule === 'file-included-twice')).toHaveLength(3);
  });

  it('are those build arguments name, in a directory too, and the others without any', async () => {
    const files = {
      'build-args-a.conf': 'MANIFEST=manifest-a.yaml\n',
      'build-args-b.conf': 'MANIFEST=manifest-a.yaml\n',
      'build-args-c.conf': 'MANIFEST=sub/m.yaml\n',
      'build-args-gone.conf': 'MANIFEST=manifest-gone.yaml\n',
      'manifest-a.yaml': M,
      'sub/m.yaml': M,
      'manifest.yaml': M,
      'manifest-link.yaml': { link: 'manifest-a.yaml' },
    };
    expect(await starts(files)).toEqual([
      'manifest-a.yaml build-args-a.conf',
      'manifest-a.yaml build-args-b.conf',
      'sub/m.yaml build-args-c.conf',
      'manifest.yaml',
    ]);
    expect(await starts(files, ['manifest.yaml'])).toEqual(['manifest.yaml']);
    expect(await starts(files, ['manifest-a.yaml', 'sub/m.yaml'])).toEqual([
      'manifest-a.yaml build-args-a.conf',
      'manifest-a.yaml build-args-b.conf',
      'sub/m.yaml build-args-c.conf',
    ]);
  });

  it('are there when they cannot be opened, to be refused', async () => {
    const outside = await plant({ 'secret.yaml': 'packages: [top-secret]\n' });
    const out = { link: join(outside, 'secret.yaml') };
    const files = {
      'manifest.yaml': out,
      'manifest-out.yaml': out,
      'manifest-gone.yaml': { link: 'gone.yaml' },
      'manifest-dir.yaml/x': '',
    };
    expect(await starts(files)).toEqual(['manifest.yaml', 'manifest-gone.yaml', 'manifest-out.yaml']);
    const found = await lintFiles(files);
    expect(found.map(brief)).toEqual([
      'treefile-refused manifest-gone.yaml error',
      'treefile-refused manifest-out.yaml error',
      'treefile-refused manifest.yaml error',
    ]);
    expect(JSON.stringify(found)).not.toContain('top-secret');
  });

  it('are not read behind a link out of the configuration', async () => {
    const outside = await plant({ 'build-args.conf': 'STREAM=x\n' });
    const files = { 'manifest.yaml': M, 'build-args.conf': { link: join(outside, 'build-args.conf') } };
    expect(await starts(files)).toEqual(['manifest.yaml']);
  });
});

describe('the build arguments of a base', () => {
  const base = {
    'base/build-args.conf': 'ID=fedora\nSTREAM=testing\nVERSION=43\n',
    'base/manifest.yaml': 'include: manifests/a.yaml\n',
    'base/manifests/a.yaml': 'conditional-include:\n  - if: stream == "testing"\n    include: b.yaml\n',
    'base/manifests/b.yaml': 'packages: [x]\nexclude-packages: [x]\n',
  };

  it('are handed to a manifest that includes files of it', async () => {
    const files = {
      ...base,
      'manifest.yaml': 'include: part.yaml\n',
      'part.yaml': 'include: base/manifests/a.yaml\nboot-location: modules\n',
    };
    expect(await starts(files)).toEqual(['manifest.yaml base/build-args.conf']);
    const found = await lintFiles(files);
    expect(found.map(({ rule }) => rule)).toEqual(['requested-and-excluded']);
    // It was its own base's to say what is in it.
    const own = { ...files, 'build-args.conf': 'STREAM=own\n' };
    expect(await starts(own)).toEqual(['manifest.yaml build-args.conf']);
  });

  it('are those of the outer one, where the base has a base of its own', async () => {
    const files = {
      'manifest.yaml': 'include: outer/manifest-b.yaml\n',
      'outer/manifest-a.yaml': 'include: inner/m.yaml\n',
      'outer/manifest-b.yaml': 'include: inner/m.yaml\n',
      'outer/build-args-a.conf': 'MANIFEST=manifest-a.yaml\n',
      'outer/build-args-b.conf': 'MANIFEST=manifest-b.yaml\n',
      'outer/inner/m.yaml': M,
      'outer/inner/build-args.conf': 'STREAM=x\n',
    };
    expect(await starts(files)).toEqual(['manifest.yaml outer/build-args-b.conf']);
  });

  it('are none of a manifest that takes nothing of it, and do not beat what the manifest says', async () => {
    expect(await starts({ ...base, 'manifest.yaml': M })).toEqual(['manifest.yaml']);
    const dir = await plant({
      ...base,
      'manifest.yaml': 'include: base/manifests/a.yaml\nvariables: {stream: own}\nreleasever: 42\n',
    });
    expect(startsOf(new Tree(dir), []).map(({ args }) => args)).toEqual([
      {
        file: 'base/build-args.conf',
        variables: { deriving: true, id: 'fedora', osversion: 'fedora-43' },
        releasever: undefined,
      },
    ]);
  });
});
