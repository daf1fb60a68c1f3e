import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { cp, mkdir, readdir, readFile, rename, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { must } from '../must.ts';
import { rpmbuild, WITH_FILES } from '../repos/build.ts';
import { signPackages, type LabKey } from '../repos/key.ts';
import { emptySpec, realSpec, type EmptyPackage } from '../repos/spec.ts';
import { packagesAskedFor, standInPackages } from './packages.ts';
import { SHARED } from '../../support/shared.ts';

/**
 * What the repositories of an oVirt host of today hold, each something ovirt-host needs, so that a repository that is
 * lost on the way is noticed. Those of the SIGs are not signed, as their files say gpgcheck=0.
 */
const OVIRT: Readonly<Record<string, readonly EmptyPackage[]>> = {
  copr: [
    {
      name: 'ovirt-host',
      requires: ['vdsm', 'gluster', 'openvswitch-any', 'collectd', 'ceph', 'openstack-network', 'from-crb'],
    },
  ],
  appliance: [{ name: 'ovirt-engine-appliance' }],
  node: [{ name: 'ovirt-node-ng-image' }],
  ovirt45: [{ name: 'vdsm' }],
  gluster10: [{ name: 'gluster' }],
  openvswitch2: [{ name: 'openvswitch', version: '2', provides: ['openvswitch-any'] }],
  collectd5: [{ name: 'collectd' }],
  'ceph-pacific': [{ name: 'ceph' }],
  // The second one is excluded by the repository's own file, over several lines.
  'openstack-yoga': [
    { name: 'openstack-network' },
    { name: 'rdo-openvswitch', version: '9', provides: ['openvswitch-any'] },
  ],
  crb: [{ name: 'from-crb' }],
  // Of 2020, for Fedora.
  'snapshot-2020': [{ name: 'ovirt-host' }],
};

/** Builds and signs the repositories of the real trees, once. @returns the directory with one per repository. */
export async function buildRealRepositories(labDir: string, key: LabKey): Promise<string> {
  const trees = { fedora: 'fedora-coreos-config', c9s: 'openshift-os' } as const;
  const asked = {
    fedora: await packagesAskedFor(join(SHARED, 'data', trees.fedora)),
    c9s: await packagesAskedFor(join(SHARED, 'data', trees.c9s)),
  };
  const sources = await Promise.all(
    [...(await readdir(import.meta.dirname)).map((name) => join(import.meta.dirname, name)), key.path]
      .sort()
      .map(async (file) => await readFile(file, 'utf8')),
  );
  const hash = createHash('sha256')
    .update([...sources, JSON.stringify([asked, OVIRT])].join('\0'))
    .digest('hex')
    .slice(0, 16);
  const root = join(labDir, 'cache', `real-${hash}`);
  if (existsSync(root)) return root;
  const work = join(labDir, 'tmp', 'real');
  await rm(work, { recursive: true, force: true });
  const out = join(work, 'out');
  for (const os of ['fedora', 'c9s'] as const) {
    const files = await standInPackages(work, os);
    const taken = new Set([...WITH_FILES, ...files.map(({ name }) => name)]);
    await rpmbuild(
      emptySpec(
        `${os}-empty`,
        asked[os].filter(({ name }) => !taken.has(name)),
      ),
      join(work, `build-${os}`),
      join(out, os),
    );
    for (const entry of files)
      await rpmbuild(realSpec(entry), join(work, `build-${os}-${entry.name}`), join(out, os), 'noarch');
  }
  for (const [name, packages] of Object.entries(OVIRT))
    await rpmbuild(emptySpec(`${name}-empty`, packages), join(work, `build-${name}`), join(out, name));
  for (const name of await readdir(out)) {
    const dir = join(out, name);
    const rpms = (await readdir(dir)).filter((file) => file.endsWith('.rpm')).map((file) => join(dir, file));
    if (['fedora', 'c9s', 'copr', 'crb'].includes(name)) await signPackages(rpms, key);
    await must(['createrepo_c', '--quiet', dir]);
  }
  await mkdir(dirname(root), { recursive: true });
  await rename(out, root);
  await rm(work, { recursive: true, force: true });
  return root;
}

/** Directory in the layout of the package distribution-gpg-keys, which the real assembler has, with the lab's key. */
export async function gpgKeysDirectory(dir: string, key: LabKey): Promise<string> {
  for (const name of ['centos/RPM-GPG-KEY-CentOS-Official', 'fedora/RPM-GPG-KEY-fedora-40-primary']) {
    await mkdir(dirname(join(dir, name)), { recursive: true });
    await cp(key.path, join(dir, name));
  }
  return dir;
}
