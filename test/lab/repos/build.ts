import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { must } from '../must.ts';
import { ensureKey, signPackages, type LabKey } from './key.ts';
import { kernelPayload, systemPayload } from './payload.ts';
import { emptySpec, realSpec, type EmptyPackage, type RealPackage } from './spec.ts';

/** What stands in the repository of oVirt's snapshots; ovirt-host pulls in the rest, as the real one does. */
const OVIRT: readonly EmptyPackage[] = [
  { name: 'ovirt-host', requires: ['ovirt-host-dependencies', 'vdsm', 'cockpit-ovirt-dashboard'] },
  { name: 'ovirt-host-dependencies', requires: ['libvirt', 'qemu-kvm', 'sanlock', 'from-sigs', 'from-crb'] },
  { name: 'vdsm', requires: ['sanlock', 'libvirt'] },
  { name: 'cockpit-ovirt-dashboard' },
  { name: 'libvirt' },
  { name: 'qemu-kvm' },
  { name: 'sanlock' },
];

/** The other repositories a release package and the example name: each has what ovirt-host cannot do without. */
const OTHERS: Readonly<
  Record<string, { readonly packages: readonly EmptyPackage[]; readonly signed: boolean }>
> = {
  // CentOS SIGs do not sign what they only test.
  sigs: { packages: [{ name: 'from-sigs' }], signed: false },
  snapshots: { packages: [{ name: 'ovirt-node-appliance' }], signed: false },
  crb: { packages: [{ name: 'from-crb' }], signed: true },
};

/** What `baseos` has with files in it; a second package of the name would take its place. */
export const WITH_FILES: readonly string[] = [
  'kernel',
  'busybox',
  'systemd',
  'filesystem',
  'centos-stream-release',
  'bash',
  'coreutils',
];

/** Repositories as directories, ready to be served. */
export interface LabRepositories {
  /** Directory that holds one directory per repository: `baseos`, `ovirt`, `crb`, `sigs`, `snapshots`. */
  readonly root: string;
  readonly key: LabKey;
}

/** What to put in. */
export interface RepositoriesOptions {
  readonly labDir: string;
  /** Names the flattened manifest asks for; each becomes an empty package of `baseos` unless a real one has it. */
  readonly packages: readonly string[];
}

/**
 * Makes and signs the repositories of a rehearsal. Kernel, busybox and the stand-in for systemd are real enough to
 * boot, everything else is empty. Kept under the lab by what goes in.
 */
export async function buildRepositories({ labDir, packages }: RepositoriesOptions): Promise<LabRepositories> {
  const key = await ensureKey(join(labDir, 'cache'));
  const sources = ['build.ts', 'payload.ts', 'spec.ts'].map((name) => join(import.meta.dirname, name));
  const content = await Promise.all([...sources, key.path].map(async (file) => await readFile(file, 'utf8')));
  const hash = createHash('sha256')
    .update([...content, ...packages].join('\0'))
    .digest('hex')
    .slice(0, 16);
  const root = join(labDir, 'cache', `repos-${hash}`);
  if (existsSync(root)) return { root, key };
  const work = join(labDir, 'tmp', 'repos');
  await rm(work, { recursive: true, force: true });
  await mkdir(work, { recursive: true });

  const [kernel, system] = await Promise.all([kernelPayload(work), systemPayload(work)]);
  const files: readonly RealPackage[] = [
    { name: 'kernel', version: kernel.release.replace(/-.*/, ''), root: kernel.root },
    { name: 'busybox', version: '1.35', root: system.busybox, requires: ['filesystem'] },
    { name: 'systemd', version: '252', root: system.systemd, requires: ['busybox'] },
    { name: 'filesystem', version: '3.16', root: await filesystemRoot(work) },
    { name: 'centos-stream-release', version: '9.0', root: await releaseRoot(work) },
  ];
  const empty = packages.filter(
    (name) => !WITH_FILES.includes(name) && !OVIRT.some((entry) => entry.name === name),
  );
  const baseos = join(work, 'out', 'baseos');
  const ovirt = join(work, 'out', 'ovirt');
  await Promise.all([
    ...files.map(async (entry) => await rpmbuild(realSpec(entry), join(work, `build-${entry.name}`), baseos)),
    rpmbuild(
      emptySpec('baseos-empty', [
        ...empty.map((name) => ({ name })),
        { name: 'bash', requires: ['busybox'] },
        { name: 'coreutils', requires: ['busybox'] },
      ]),
      join(work, 'build-empty'),
      baseos,
    ),
    rpmbuild(emptySpec('ovirt-empty', OVIRT), join(work, 'build-ovirt'), ovirt),
    ...Object.entries(OTHERS).map(
      async ([name, other]) =>
        await rpmbuild(
          emptySpec(`${name}-empty`, other.packages),
          join(work, `build-${name}`),
          join(work, 'out', name),
        ),
    ),
  ]);
  for (const name of await readdir(join(work, 'out'))) {
    const dir = join(work, 'out', name);
    const rpms = (await readdir(dir)).filter((file) => file.endsWith('.rpm')).map((file) => join(dir, file));
    if (OTHERS[name]?.signed !== false) await signPackages(rpms, key);
    await must(['createrepo_c', '--quiet', dir]);
  }
  await mkdir(dirname(root), { recursive: true });
  await rename(join(work, 'out'), root);
  await rm(work, { recursive: true, force: true });
  return { root, key };
}

/** Builds a spec; the binary packages end up in `out`. */
export async function rpmbuild(spec: string, work: string, out: string, arch?: string): Promise<string[]> {
  await mkdir(join(work, 'rpms'), { recursive: true });
  await mkdir(out, { recursive: true });
  const file = join(work, 'package.spec');
  await writeFile(file, spec);
  await must([
    'rpmbuild',
    '-bb',
    '--quiet',
    '--define',
    `_topdir ${work}`,
    '--define',
    `_rpmdir ${join(work, 'rpms')}`,
    '--define',
    '_rpmfilename %%{NAME}-%%{VERSION}-%%{RELEASE}.%%{ARCH}.rpm',
    '--define',
    `_dbpath ${join(work, 'db')}`,
    ...(arch === undefined ? [] : ['--target', arch]),
    file,
  ]);
  const made = await readdir(join(work, 'rpms'));
  for (const name of made) await rename(join(work, 'rpms', name), join(out, name));
  return made.map((name) => join(out, basename(name)));
}

/** Directories and the links of a merged /usr. */
async function filesystemRoot(work: string): Promise<string> {
  const { symlink } = await import('node:fs/promises');
  const root = join(work, 'filesystem-root');
  await mkdir(join(root, 'etc'), { recursive: true });
  for (const [link, target] of [
    ['bin', 'usr/bin'],
    ['sbin', 'usr/sbin'],
    ['lib', 'usr/lib'],
    ['lib64', 'usr/lib64'],
  ] as const) {
    await symlink(target, join(root, link));
  }
  await mkdir(join(root, 'etc', 'alternatives'));
  await mkdir(join(root, 'usr', 'lib', '.build-id'), { recursive: true });
  await writeFile(join(root, 'etc', 'hosts'), '127.0.0.1 localhost\n');
  return root;
}

/** os-release as CentOS Stream's release package brings it. */
async function releaseRoot(work: string): Promise<string> {
  const { symlink } = await import('node:fs/promises');
  const root = join(work, 'release-root');
  await mkdir(join(root, 'usr', 'lib'), { recursive: true });
  await mkdir(join(root, 'etc'), { recursive: true });
  await writeFile(
    join(root, 'usr', 'lib', 'os-release'),
    [
      'NAME="CentOS Stream"',
      'ID="centos"',
      'VERSION="9"',
      'VERSION_ID="9"',
      'PRETTY_NAME="CentOS Stream 9"',
      '',
    ].join('\n'),
  );
  await symlink('../usr/lib/os-release', join(root, 'etc', 'os-release'));
  return root;
}
