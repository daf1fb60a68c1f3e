/** Where the repositories of a release package are. */
export interface ReleaseAddresses {
  /** Directory that holds `ovirt`, `sigs` and `snapshots`. */
  readonly repoUrl: string;
  /** Key of the packages in `ovirt`. */
  readonly keyUrl: string;
}

interface Section {
  readonly id: string;
  readonly lines: readonly string[];
}

/** Parts of the ids of what CentOS SIGs build; as the package of today has them (reference/ovirt-release.md). */
const SIGS = {
  el9: ['ovirt45', 'gluster10', 'nfv-openvswitch2', 'opstools-collectd5', 'ceph-pacific', 'openstack-yoga'],
  el10: ['ovirt45', 'nfv-openvswitch2', 'ceph-squid'],
} as const;

const ARCHES = {
  el9: ['x86_64', 'aarch64', 'ppc64le'],
  el10: ['x86_64', 'aarch64', 'ppc64le', 's390x'],
} as const;

/** Repository whose packages are signed; the only one with gpgcheck=1. */
export const SIGNED = 'copr:copr.fedorainfracloud.org:ovirt:ovirt-master-snapshot';

/** Repositories that are switched off on el10 by the package's %post. */
export const OFF_ON_EL10 = ['ovirt-appliance-master-snapshot', 'ovirt-node-master-snapshot'] as const;

/** Ids of what the SIGs build for a target. */
export function sigIds(target: 'el9' | 'el10'): string[] {
  return SIGS[target].map((sig) => `ovirt-master-centos-stream-${sig}-testing`);
}

/**
 * The .repo files of a release package in the shape of today's: the ids, which checks signatures and which does not,
 * a list that goes on over several lines, and no CRB, which a host's own release brings.
 *
 * @returns text by file name.
 */
export function releaseRepoFiles({ repoUrl, keyUrl }: ReleaseAddresses): Record<string, string> {
  const unchecked = (id: string, dir: string, more: readonly string[] = []): Section => ({
    id,
    lines: [`name=${id}`, `baseurl=${repoUrl}/${dir}`, 'gpgcheck=0', 'enabled=1', ...more],
  });
  const snapshot: Section[] = [
    {
      id: SIGNED,
      lines: [
        'name=Snapshots of the lab',
        `baseurl=${repoUrl}/ovirt`,
        'type=rpm-md',
        'skip_if_unavailable=True',
        'gpgcheck=1',
        `gpgkey=${keyUrl}`,
        'repo_gpgcheck=0',
        'enabled=1',
      ],
    },
    ...OFF_ON_EL10.map((id) => unchecked(id, 'snapshots')),
  ];
  const files = { 'ovirt-snapshot.repo': textOf(snapshot) };
  const deps = (['el9', 'el10'] as const).flatMap((target) => {
    const sections = sigIds(target).map((id) =>
      unchecked(id, 'sigs', id.includes('openstack') ? ['exclude=', ' left-out-one', ' left-out-two'] : []),
    );
    return ARCHES[target].map((arch): [string, string] => [
      `ovirt-${target}-stream-${arch}-deps.repo`,
      `# dependencies of ${target}\n${textOf(sections)}`,
    ]);
  });
  return { ...files, ...Object.fromEntries(deps) };
}

function textOf(sections: readonly Section[]): string {
  return sections.map(({ id, lines }) => `[${id}]\n${lines.join('\n')}\n`).join('\n');
}
