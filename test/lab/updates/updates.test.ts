import { copyFile, mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { must } from '../must.ts';
import { tempDir } from '../../support/temp.ts';
import { buildNight, pack, REF, type NightBuild } from './commits.ts';
import { makeNode, type Node } from './node.ts';

/** Two nights, and a node that was installed with the first. */
async function installed(): Promise<{ dir: string; node: Node; first: NightBuild; second: NightBuild }> {
  const dir = await tempDir();
  const work = join(dir, 'work');
  await mkdir(work);
  const first = await buildNight(work, '9.20261124.0');
  const second = await buildNight(work, '9.20261125.0');
  const node = await makeNode(dir, REF);
  await node.follow('Take it in', { TARBALL: first.tarball });
  await node.follow('Deploy it');
  return { dir, node, first, second };
}

it('a node takes the second night, keeps what was changed on it, and goes back', async () => {
  const { node, first, second } = await installed();
  expect(await node.deployed()).toEqual([first.commit]);
  // What an installer and an administrator do.
  await must([
    'ostree',
    'admin',
    'kargs',
    'edit-in-place',
    `--sysroot=${node.sysroot}`,
    '--append-if-missing=root=LABEL=root',
  ]);
  const etc = join(node.sysroot, 'ostree/deploy/ovirt-node/deploy', `${first.commit}.0`, 'etc');
  await writeFile(join(etc, 'vdsm.conf'), 'changed by hand\n');
  await writeFile(join(node.sysroot, 'ostree/deploy/ovirt-node/var', 'data'), 'kept\n');

  await node.follow('Take it in', { TARBALL: second.tarball });
  expect(await node.deployed()).toEqual([first.commit]);
  await node.follow('Deploy it');
  expect(await node.deployed()).toEqual([second.commit, first.commit]);
  expect(await node.follow('See what there is')).toMatch(
    /Version: 9\.20261125\.0[\s\S]*Version: 9\.20261124\.0/,
  );
  expect(await node.read(second.commit, 'usr/share/ovirt-node/build-facts')).toBe('version=9.20261125.0\n');
  expect(await node.read(second.commit, 'etc/vdsm.conf')).toBe('changed by hand\n');
  expect(await node.read(second.commit, 'etc/untouched.conf')).toBe('default of 9.20261125.0\n');
  expect(await node.kernelArguments()).toMatch(/^ostree=\S+ root=LABEL=root$/);
  await node.follow('Check everything');

  await node.follow('Roll back');
  expect(await node.deployed()).toEqual([first.commit]);
  expect(await node.read(first.commit, 'etc/vdsm.conf')).toBe('changed by hand\n');
  expect(await readFile(join(node.sysroot, 'ostree/deploy/ovirt-node/var', 'data'), 'utf8')).toBe('kept\n');
  await node.follow('Check everything');
  // And forward again, with what is still there.
  await node.follow('Take it in', { TARBALL: second.tarball });
  await node.follow('Deploy it');
  expect(await node.deployed()).toEqual([second.commit, first.commit]);
});

it('twin: a tarball with a damaged object is refused, and the node stays as it is', async () => {
  const { dir, node, first, second } = await installed();
  const repo = join(dir, 'damaged');
  await mkdir(repo);
  await must(['tar', '-C', repo, '-xf', second.tarball]);
  // The first night's objects are known to the node: one that is new has to be damaged.
  const known = new Set(await readdir(join(node.sysroot, 'ostree/repo/objects'), { recursive: true }));
  const objects = await readdir(join(repo, 'objects'), { recursive: true });
  const fresh = objects.filter((name) => name.endsWith('.filez') && !known.has(name.replace(/z$/, '')));
  expect(fresh.length).toBeGreaterThan(1);
  // A whole object in the place of another: only its checksum gives it away.
  const [victim = '', other = ''] = fresh;
  await copyFile(join(repo, 'objects', other), join(repo, 'objects', victim));
  const tarball = join(dir, 'damaged.tar');
  await must(['tar', '-C', repo, '-cf', tarball, '.']);
  await expect(node.follow('Take it in', { TARBALL: tarball })).rejects.toThrow(/Corrupted|checksum/);
  await must(['rm', '-r', join(dir, 'update')]);
  expect(await node.deployed()).toEqual([first.commit]);
  await node.follow('Check everything');
  // The same without the damage is taken.
  await node.follow('Take it in', { TARBALL: second.tarball });
  await node.follow('Deploy it');
  expect(await node.deployed()).toEqual([second.commit, first.commit]);
});

it('twin: an object that is damaged on the node is seen by the check', async () => {
  const { node } = await installed();
  const objects = join(node.sysroot, 'ostree/repo/objects');
  const names = await readdir(objects, { recursive: true });
  const victim = names.find((name) => name.endsWith('.file')) ?? '';
  await writeFile(join(objects, victim), 'damaged');
  await expect(node.follow('Check everything')).rejects.toThrow(/corrupted|mismatch/i);
});

it('a commit that is not the one of meta.json is not packed', async () => {
  const work = join(await tempDir(), 'work');
  await mkdir(work);
  const id = '9.20261124.0';
  const { commit } = await buildNight(work, id);
  const other = commit.replace(/^./, (digit) => (digit === '0' ? '1' : '0'));
  await expect(pack(work, id, other)).rejects.toThrow(
    `${id} is commit ${commit} in tmp/repo, and meta.json says ${other}`,
  );
  expect(await readdir(join(work, 'tmp'))).toEqual(['repo']);
  // Twin: it was the checksum.
  await pack(work, id, commit);
  expect((await readdir(join(work, 'tmp'))).sort()).toEqual(['oni-commit.tar', 'repo']);
});
