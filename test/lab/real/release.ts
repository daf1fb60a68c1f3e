import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { packRelease } from '../release/build.ts';
import type { LabKey } from '../repos/key.ts';
import { pointSections } from './trees.ts';
import { SHARED } from '../../support/shared.ts';

const TEMPLATES = join(SHARED, 'data', 'ovirt-release');

/** A release package made from real templates, and the repositories in it. */
export interface RealRelease {
  readonly path: string;
  /** Ids of the repositories in its files that were pointed at the lab. */
  readonly ids: readonly string[];
}

interface ReleaseOptions {
  readonly workDir: string;
  readonly key: LabKey;
  /** Template → name in the package. */
  readonly files: Readonly<Record<string, string>>;
  /** What the build of the package fills into the templates. */
  readonly fill: Readonly<Record<string, string>>;
  /** Addresses by id of the repository. */
  readonly addresses: Readonly<Record<string, string>>;
  /** Replaces the address of the COPR's key. */
  readonly keyUrl: string;
}

async function buildRelease(options: ReleaseOptions): Promise<RealRelease> {
  const { workDir, key, files, fill, addresses, keyUrl } = options;
  await rm(workDir, { recursive: true, force: true });
  const share = join(workDir, 'root', 'usr', 'share', 'ovirt-release-master');
  await mkdir(share, { recursive: true });
  const ids: string[] = [];
  for (const [template, name] of Object.entries(files)) {
    let text = await readFile(join(TEMPLATES, template), 'utf8');
    for (const [placeholder, value] of Object.entries(fill))
      text = text.replaceAll(`@${placeholder}@`, value);
    const pointed = pointSections(text, addresses);
    ids.push(...pointed.ids);
    await writeFile(join(share, name), pointed.text.replaceAll(/^gpgkey=https:.*$/gm, `gpgkey=${keyUrl}`));
  }
  return { path: await packRelease(join(workDir, 'root'), workDir, key), ids };
}

/** Ids of the six repositories of CentOS SIGs in the EL 9 file, and the lab's directory of each. */
export const EL9_SIGS: Readonly<Record<string, string>> = {
  'ovirt-master-centos-stream-ovirt45-testing': 'ovirt45',
  'ovirt-master-centos-stream-gluster10-testing': 'gluster10',
  'ovirt-master-centos-stream-nfv-openvswitch2-testing': 'openvswitch2',
  'ovirt-master-centos-stream-opstools-collectd5-testing': 'collectd5',
  'ovirt-master-centos-stream-ceph-pacific-testing': 'ceph-pacific',
  'ovirt-master-centos-stream-openstack-yoga-testing': 'openstack-yoga',
};

/** The package of today, for EL 9 and 10, with every repository of x86_64 EL 9 pointed at `repoUrl`. */
export async function todaysRelease(
  workDir: string,
  key: LabKey,
  repoUrl: string,
  keyUrl: string,
): Promise<RealRelease> {
  const arches = { el9: ['x86_64', 'aarch64', 'ppc64le'], el10: ['x86_64', 'aarch64', 'ppc64le', 's390x'] };
  const deps = Object.entries(arches).flatMap(([target, list]) =>
    list.map((arch): [string, string] => [
      `ovirt-${target}-stream-${arch}-deps.repo.in`,
      `ovirt-${target}-stream-${arch}-deps.repo`,
    ]),
  );
  return await buildRelease({
    workDir,
    key,
    keyUrl,
    files: { 'ovirt-snapshot.repo.in': 'ovirt-snapshot.repo', ...Object.fromEntries(deps) },
    fill: { OVIRT_SLOT: 'master' },
    addresses: {
      ...Object.fromEntries(Object.entries(EL9_SIGS).map(([id, dir]) => [id, `${repoUrl}/${dir}/`])),
      'copr:copr.fedorainfracloud.org:ovirt:ovirt-master-snapshot': `${repoUrl}/copr/`,
      'ovirt-appliance-master-snapshot': `${repoUrl}/appliance/`,
      'ovirt-node-master-snapshot': `${repoUrl}/node/`,
    },
  });
}

/**
 * The package of 2020 as it would have been for Fedora 40: its placeholders for the distribution and for mirror lists
 * are still in it, since only its %post filled them.
 */
export async function release2020(
  workDir: string,
  key: LabKey,
  repoUrl: string,
  keyUrl: string,
): Promise<RealRelease> {
  const template = await readFile(join(TEMPLATES, 'ovirt-f31-deps.repo.in'), 'utf8');
  const deps = [...template.matchAll(/^\[(.+)\]/gm)].map(([, id = '']) =>
    id.replace('@OVIRT_SLOT@', 'master'),
  );
  return await buildRelease({
    workDir,
    key,
    keyUrl,
    files: {
      'ovirt-f31-deps.repo.in': 'ovirt-f40-deps.repo',
      'ovirt-snapshot-2020.repo.in': 'ovirt-snapshot.repo',
    },
    fill: {
      OVIRT_SLOT: 'master',
      OVIRT_YUM_REPO: repoUrl,
      REPO_PATH_NORMAL: '/mirrorlist-ovirt-master-snapshot-',
      REPO_PATH_STATIC: '/mirrorlist-ovirt-master-snapshot-static-',
    },
    addresses: Object.fromEntries(deps.map((id) => [id, `${repoUrl}/appliance/`])),
  });
}
