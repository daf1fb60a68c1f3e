import { existsSync, readdirSync } from 'node:fs';
import { mkdir, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { UserError } from '../../../src/errors.ts';
import { parseInputs } from '../../../src/inputs/parse.ts';
import type { RawInputs } from '../../../src/inputs/schema.ts';
import { checkWorkDir, claimWorkDir } from '../../../src/runner/work-dir.ts';
import { refusal } from '../../support/refusal.ts';
import { tempDir } from '../../support/temp.ts';
import { plant } from '../config-tree/trees.ts';
import { contextIn } from '../inputs/context.ts';

describe('the work directory', () => {
  it('is made with its parents and marked, and taken again whatever is in it by then', async () => {
    const dir = join(await tempDir(), 'a/work');
    await claimWorkDir(dir);
    expect(readdirSync(dir)).toEqual(['.work-of-ovirt-node-image']);
    await plant(dir, { 'srv/builds/x': 'x' });
    await claimWorkDir(dir);
    expect(existsSync(join(dir, 'srv/builds/x'))).toBe(true);
  });

  it('may be empty, and may be a link to a directory', async () => {
    const dir = await tempDir();
    await mkdir(join(dir, 'disk'));
    await symlink('disk', join(dir, 'work'));
    await claimWorkDir(join(dir, 'work'));
    expect(readdirSync(join(dir, 'disk'))).toEqual(['.work-of-ovirt-node-image']);
    await claimWorkDir(join(dir, 'work'));
  });

  it.each(['notes', 'base/x', 'logs/x', 'srv/x', '.lock', '.git/HEAD'])(
    'with %s in it that nobody marked is refused, and left as it is',
    async (file) => {
      const dir = await plant(await tempDir(), { [file]: 'mine' });
      await expect(claimWorkDir(dir)).rejects.toThrow(
        `work-dir: ${dir} is not empty and was not made by ovirt-node-image`,
      );
      expect(readdirSync(dir)).toEqual([file.split('/')[0]]);
    },
  );

  it.each([
    ['a file', 'notes', 'is a file and no directory'],
    ['a path through a file', 'notes/work', 'leads through something that is no directory'],
    ['a link to nothing', 'gone', 'is a link to nothing'],
    ['a link to a file', 'to-notes', 'is a file and no directory'],
  ])('%s is refused', async (_what, path, why) => {
    const dir = await plant(await tempDir(), { notes: 'mine', gone: '-> nowhere', 'to-notes': '-> notes' });
    await expect(claimWorkDir(join(dir, path))).rejects.toThrow(`work-dir: ${join(dir, path)} ${why}`);
    await expect(claimWorkDir(join(dir, path))).rejects.toThrow(UserError);
  });

  it('holds nothing that is read, not even behind a link', async () => {
    const dir = await tempDir();
    const work = join(dir, 'work');
    await claimWorkDir(work);
    await plant(work, { 'own/a.rpm': 'x' });
    await symlink(work, join(dir, 'linked'));
    for (const path of [work, join(work, 'own/a.rpm'), join(dir, 'linked/own')]) {
      expect(() => checkWorkDir(work, [{ input: 'override-rpms', path }])).toThrow(
        /work-dir: .* (is|contains) override-rpms \(.*\), and what a work-dir holds is deleted/,
      );
    }
    // Beside it, around it, or with a name that only begins alike, is fine.
    await mkdir(`${work}-2`);
    for (const path of [dir, `${work}-2`, join(work, 'not-there')])
      expect(() => checkWorkDir(work, [{ input: 'config', path }])).not.toThrow();
  });
});

describe('the input work-dir', () => {
  const problems = async (dir: string, raw: RawInputs): Promise<UserError> => {
    const glob = async (patterns: readonly string[]): Promise<string[]> =>
      await Promise.resolve([...patterns]);
    return await refusal(parseInputs(raw, { ...contextIn(dir), glob }));
  };

  it('is refused with the other bad inputs when it is or contains one that is read', async () => {
    const dir = await plant(await tempDir(), { 'cfg/manifest.yaml': '', 'base/x': '', 'r/r.rpm': '' });
    for (const [workDir, named] of [
      ['cfg', 'is config'],
      ['.', 'contains config'],
      ['base', 'is base-config'],
      ['r', 'contains ovirt-release'],
    ] as const) {
      const error = await problems(dir, {
        config: 'cfg',
        'base-config': workDir === 'base' ? `file://${join(dir, 'base')}` : 'base',
        'ovirt-release': 'r/r.rpm',
        'work-dir': workDir,
        memory: 'lots',
      });
      expect(error.exitCode).toBe(2);
      expect(error.message).toMatch(new RegExp(`work-dir: \\S+ ${named} `));
      expect(error.message).toContain('memory: ');
    }
  });

  it('is refused when it is a file, or lies behind one', async () => {
    const dir = await plant(await tempDir(), { 'manifest.yaml': '' });
    await writeFile(join(dir, 'notes'), 'mine');
    for (const workDir of ['notes', 'notes/work'])
      expect((await problems(dir, { 'work-dir': workDir })).message).toMatch(/work-dir: \S+notes/);
  });
});
