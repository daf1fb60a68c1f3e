import { chown, mkdir, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { BUILDER_UID } from '../../../../src/assembler/engine.ts';
import type { Step } from '../../../../src/assembler/plan.ts';
import { addPackages, edit, git, remove, repoText, stepOf, VERSION, withCommand, type Room } from './room.ts';

/** One way to make the assembler fail. */
export interface Row {
  /** What is wrong. */
  readonly title: string;
  /** Signature it has to be recognized as. */
  readonly id: string;
  /** What the line that is shown must have in it. */
  readonly line: string | RegExp;
  /** Breaks something in the room and returns the steps; the last one fails. */
  readonly cause: (room: Room) => Promise<readonly Step[]> | readonly Step[];
}

const buildDir = (room: Room): string => join(room.request.srvDir, 'builds', VERSION, 'x86_64');

/** Lets the manifest's packages come from another repository. */
export async function useRepository(
  room: Room,
  name: string,
  url: string,
  more = '',
  key = 'RPM-GPG-KEY-oni-lab',
): Promise<void> {
  await writeFile(
    join(room.request.configDir, `${name}.repo`),
    repoText({ name, url, key: `${room.url}/${key}`, more }),
  );
  await edit(room, 'manifest.yaml', '  - good\n', `  - ${name}\n`);
}

/** Forgets what was fetched: a key that was taken once stays trusted in the cache. */
async function forgetFetched(room: Room): Promise<void> {
  const cache = join(room.request.srvDir, 'cache');
  await rm(cache, { recursive: true });
  await mkdir(cache);
  await chown(cache, BUILDER_UID, BUILDER_UID);
}

const MACHINE: readonly Row[] = [
  {
    title: 'no /dev/kvm',
    id: 'kvm-missing',
    line: 'fatal: Missing /dev/kvm',
    cause: (room) => [stepOf(room, 'fetch', { kvmDisabled: false })],
  },
  {
    title: 'a work directory inside the container',
    id: 'work-dir-no-volume',
    line: 'fatal: /srv must be a volume when privileged',
    cause: (room) => {
      const { container, ...step } = stepOf(room, 'fetch', { runMode: 'privileged' });
      const builds = { source: join(room.request.srvDir, 'builds'), target: '/srv/builds' };
      return [{ ...step, container: { ...container, user: '0', mounts: [builds] } }];
    },
  },
  {
    title: 'a work directory of another user',
    id: 'work-dir-not-writable',
    line: 'fatal: /srv is not writable',
    cause: async (room) => {
      await chown(room.request.srvDir, 0, 0);
      return [stepOf(room, 'fetch')];
    },
  },
  {
    title: 'a fresh work directory of another user',
    id: 'work-dir-not-writable',
    line: 'init: running unprivileged, and current directory not writable',
    cause: async (room) => {
      await chown(room.request.srvDir, 0, 0);
      return [stepOf(room, 'init')];
    },
  },
  {
    title: 'a directory in it of another user',
    id: 'work-dir-not-writable',
    line: "mkdir: cannot create directory 'tmp/override': Permission denied",
    cause: async (room) => {
      const tmp = join(room.request.srvDir, 'tmp');
      await rm(join(tmp, 'override'), { recursive: true });
      await chown(tmp, 0, 0);
      return [stepOf(room, 'fetch')];
    },
  },
  {
    title: 'a configuration of another user, and a git that is not told',
    id: 'config-foreign-owner',
    line: 'fatal: detected dubious ownership in repository',
    cause: async (room) => {
      await chown(join(room.request.configDir), 4711, 4711);
      await chown(join(room.request.configDir, '.git'), 4711, 4711);
      const step = stepOf(room, 'fetch');
      return [
        { ...step, container: { ...step.container, env: { COSA_NO_KVM: '1', FORCE_UNPRIVILEGED: '1' } } },
      ];
    },
  },
  {
    title: 'umask 0000',
    id: 'umask-unset',
    line: 'fatal: Your umask is unset',
    cause: (room) => [stepOf(room, 'fetch', { engineArgs: ['--umask=0000'] })],
  },
  {
    title: 'a program the assembler says it needs',
    id: 'assembler-incomplete',
    line: 'fatal: Failed to find expected dependencies: no-such-program',
    cause: async (room) => {
      const source = join(room.dir, 'deps.txt');
      await writeFile(source, 'git\nno-such-program\n');
      const { container, ...step } = stepOf(room, 'fetch');
      const list = { source, target: '/usr/lib/coreos-assembler/deps.txt' };
      return [{ ...step, container: { ...container, mounts: [...container.mounts, list] } }];
    },
  },
];

const CONFIGURATION: readonly Row[] = [
  {
    title: 'a configuration that is no repository',
    id: 'config-not-git',
    line: 'fatal: not a git repository',
    cause: async (room) => {
      await remove(room, '.git');
      return [stepOf(room, 'fetch')];
    },
  },
  {
    title: 'a repository without a commit',
    id: 'config-not-git',
    line: "fatal: ambiguous argument 'HEAD'",
    cause: async (room) => {
      await remove(room, '.git');
      await git(room.request.configDir, 'init', '--quiet');
      return [stepOf(room, 'fetch')];
    },
  },
  {
    title: 'no manifest',
    id: 'config-files-missing',
    line: 'fatal: Failed to find /srv/src/config/manifest.yaml',
    cause: async (room) => {
      await remove(room, 'manifest.yaml');
      return [stepOf(room, 'fetch')];
    },
  },
  {
    title: 'no image.yaml',
    id: 'config-files-missing',
    line: 'be sure it has a manifest.yaml & image.yaml',
    cause: async (room) => {
      await remove(room, 'image.yaml');
      return [stepOf(room, 'init')];
    },
  },
  {
    title: 'no live/ for the commit',
    id: 'live-missing',
    line: "cp: cannot stat '/srv/src/config/live'",
    cause: async (room) => {
      await remove(room, 'live');
      return [stepOf(room, 'build')];
    },
  },
  {
    title: 'no live/ for the ISO',
    id: 'live-missing',
    line: 'missing directory src/config/live/',
    cause: async (room) => {
      await remove(room, 'live');
      return [stepOf(room, 'live')];
    },
  },
  {
    title: 'no platforms.yaml',
    id: 'platforms-missing',
    line: "cp: cannot stat '/srv/src/config/platforms.yaml'",
    cause: async (room) => {
      await remove(room, 'platforms.yaml');
      return [stepOf(room, 'fetch')];
    },
  },
  {
    title: 'a repository nobody has',
    id: 'repository-unknown',
    line: 'error: Unknown rpm-md repository: appstream',
    cause: async (room) => {
      await edit(room, 'manifest.yaml', '  - good\n', '  - good\n  - appstream\n');
      return [stepOf(room, 'fetch')];
    },
  },
  {
    title: 'a .repo file in a subdirectory only',
    id: 'repo-files-missing',
    line: 'ERROR: no yum repo files were found',
    cause: async (room) => {
      const { configDir } = room.request;
      await mkdir(join(configDir, 'repos'));
      await rename(join(configDir, 'good.repo'), join(configDir, 'repos', 'good.repo'));
      return [stepOf(room, 'fetch')];
    },
  },
  {
    title: 'a manifest without repositories',
    id: 'repositories-none',
    line: 'error: No enabled repositories',
    cause: async (room) => {
      await edit(room, 'manifest.yaml', 'repos:\n  - good\n', '');
      return [stepOf(room, 'fetch')];
    },
  },
  {
    title: 'an overlay that is not there',
    id: 'layer-missing',
    line: "Refspec 'overlay/15gone' not found",
    cause: async (room) => {
      await edit(room, 'manifest.yaml', '  - overlay/05lab\n', '  - overlay/05lab\n  - overlay/15gone\n');
      return [stepOf(room, 'build')];
    },
  },
  {
    title: 'a manifest that includes itself',
    id: 'include-loop',
    line: 'error: Include loop detected; ',
    cause: async (room) => {
      await writeFile(join(room.request.configDir, 'other.yaml'), 'include: manifest.yaml\n');
      await edit(room, 'manifest.yaml', /^/, 'include: other.yaml\n');
      return [stepOf(room, 'fetch')];
    },
  },
  {
    title: 'a variable nobody sets',
    id: 'manifest-variable',
    line: "error: undefined variable 'nobody'",
    cause: async (room) => {
      const text = 'conditional-include:\n  - if: nobody == "x"\n    include: other.yaml\n';
      await edit(room, 'manifest.yaml', /^/, text);
      return [stepOf(room, 'fetch')];
    },
  },
  {
    title: 'no automatic-version-prefix',
    id: 'manifest-field-missing',
    line: 'Missing required field in src/config/manifest.yaml: automatic-version-prefix',
    cause: async (room) => {
      await edit(room, 'manifest.yaml', 'automatic-version-prefix: "9"\n', '');
      return [stepOf(room, 'fetch')];
    },
  },
  {
    title: 'a key rpm-ostree does not know',
    id: 'manifest-invalid',
    line: /error: Parsing .*manifest\.yaml: .*misspelled/,
    cause: async (room) => {
      await edit(room, 'manifest.yaml', /^/, 'misspelled: true\n');
      return [stepOf(room, 'fetch')];
    },
  },
  {
    title: 'an included manifest that is not there',
    id: 'manifest-invalid',
    line: `error: Can't open file "/srv/src/config/moved.yaml" for reading`,
    cause: async (room) => {
      await edit(room, 'manifest.yaml', /^/, 'include: moved.yaml\n');
      return [stepOf(room, 'fetch')];
    },
  },
];

const PACKAGE_SET: readonly Row[] = [
  {
    title: 'misspelled packages',
    id: 'packages-not-found',
    line: 'error: Installing packages: Packages not found: ovirt-hosst, vdsmm',
    cause: async (room) => {
      await addPackages(room, 'ovirt-hosst', 'vdsmm');
      return [stepOf(room, 'fetch')];
    },
  },
  {
    title: 'a package whose needs nobody meets',
    id: 'packages-unresolvable',
    line: '- nothing provides nobody-has-this needed by needy-1-1.el9.noarch',
    cause: async (room) => {
      await addPackages(room, 'needy');
      return [stepOf(room, 'fetch')];
    },
  },
  {
    title: 'two packages that exclude each other',
    id: 'packages-unresolvable',
    line: 'Problem: package clash-b-1-1.el9.noarch conflicts with clash-a provided by clash-a-1-1.el9.noarch',
    cause: async (room) => {
      await addPackages(room, 'clash-a', 'clash-b');
      return [stepOf(room, 'fetch')];
    },
  },
  {
    title: 'a package that is excluded and needed',
    id: 'packages-excluded',
    line: '- package excluded-1-1.el9.noarch is filtered out by exclude filtering',
    cause: async (room) => {
      await addPackages(room, 'wants-excluded');
      await edit(room, 'manifest.yaml', /^/, 'exclude-packages: [excluded]\n');
      return [stepOf(room, 'fetch')];
    },
  },
  {
    title: 'a file of two packages',
    id: 'file-conflict',
    line: 'file /usr/share/lab/shared conflicts between attempted installs of file-a-1-1.el9.x86_64 and file-b-1-1.el9.x86_64',
    cause: async (room) => {
      await addPackages(room, 'file-a', 'file-b');
      return [stepOf(room, 'fetch'), stepOf(room, 'build')];
    },
  },
];

const REPOSITORIES: readonly Row[] = [
  {
    title: 'an address without a repository',
    id: 'repository-not-found',
    line: /cannot update repo 'gone': Cannot download repomd\.xml: .*Status code: 404 for http/,
    cause: async (room) => {
      await useRepository(room, 'gone', `${room.url}/gone`);
      return [stepOf(room, 'fetch')];
    },
  },
  {
    title: 'a server that wants a login',
    id: 'repository-refused',
    line: /cannot update repo 'closed': .*Status code: 401 for http/,
    cause: async (room) => {
      await useRepository(room, 'closed', `${room.url}/status-401`);
      return [stepOf(room, 'fetch')];
    },
  },
  {
    title: 'a server in trouble',
    id: 'repository-unreachable',
    line: /cannot update repo 'busy': .*Status code: 503 for http/,
    cause: async (room) => {
      await useRepository(room, 'busy', `${room.url}/status-503`);
      return [stepOf(room, 'fetch')];
    },
  },
  {
    title: 'no server',
    id: 'repository-unreachable',
    line: /cannot update repo 'nobody': .*Curl error \(7\)/,
    cause: async (room) => {
      await useRepository(room, 'nobody', `${new URL(room.url).origin.replace(/:\d+$/, ':1')}/good`);
      return [stepOf(room, 'fetch')];
    },
  },
  {
    title: 'an index of other bytes',
    id: 'repository-unreachable',
    line: /cannot update repo 'stale': .*Downloading successful, but checksum doesn't match/,
    cause: async (room) => {
      await useRepository(room, 'stale', `${room.url}/stale`);
      return [stepOf(room, 'fetch')];
    },
  },
  {
    title: 'a package without signature, in the second repository',
    id: 'package-unverified',
    line: 'package unsigned-1-1.el9.noarch cannot be verified and repo unsigned is GPG enabled',
    cause: async (room) => {
      await useRepository(room, 'unsigned', `${room.url}/unsigned`);
      await edit(room, 'manifest.yaml', '  - unsigned\n', '  - good\n  - unsigned\n');
      await addPackages(room, 'unsigned');
      return [stepOf(room, 'fetch')];
    },
  },
  {
    title: 'packages signed by another key',
    id: 'package-unverified',
    line: /package lab-\w+-1-1\.el9\.x86_64 cannot be verified and repo other is GPG enabled/,
    cause: async (room) => {
      await forgetFetched(room);
      await useRepository(room, 'other', `${room.url}/good`, '', 'RPM-GPG-KEY-oni-lab-other');
      return [stepOf(room, 'fetch')];
    },
  },
  {
    title: 'a key that is not there',
    id: 'repository-key-missing',
    line: "Failed to download gpg key for repo 'keyless'",
    cause: async (room) => {
      await forgetFetched(room);
      await useRepository(room, 'keyless', `${room.url}/good`, '', 'RPM-GPG-KEY-gone');
      return [stepOf(room, 'fetch')];
    },
  },
  {
    title: 'an index signed by another key',
    id: 'metadata-unsigned',
    line: /cannot update repo 'foreign': repomd\.xml GPG signature verification error/,
    cause: async (room) => {
      await useRepository(room, 'foreign', `${room.url}/foreign`, 'repo_gpgcheck=1\n');
      return [stepOf(room, 'fetch')];
    },
  },
  {
    title: 'an index without a signature',
    id: 'metadata-unsigned',
    line: /cannot update repo 'bare': GPG verification is enabled, but GPG signature is not available/,
    cause: async (room) => {
      await useRepository(room, 'bare', `${room.url}/good`, 'repo_gpgcheck=1\n');
      return [stepOf(room, 'fetch')];
    },
  },
];

const LEFTOVERS: readonly Row[] = [
  {
    title: 'a build without a fetch',
    id: 'not-fetched',
    line: 'fatal: Must fetch before building',
    cause: async (room) => {
      const { srvDir } = room.request;
      for (const name of ['builds', 'cache', 'tmp']) {
        await rm(join(srvDir, name), { recursive: true });
        await mkdir(join(srvDir, name));
        await chown(join(srvDir, name), BUILDER_UID, BUILDER_UID);
      }
      return [stepOf(room, 'build')];
    },
  },
  {
    title: 'the semaphore of a disk image',
    id: 'semaphore-stale',
    line: '.metal.building found: another process is running a build for metal',
    cause: async (room) => {
      await writeFile(join(buildDir(room), '.metal.building'), '');
      return [stepOf(room, 'metal')];
    },
  },
  {
    title: 'the semaphore of the live image',
    id: 'semaphore-stale',
    line: '.live.building exists: another process is building live',
    cause: async (room) => {
      await edit(
        room,
        '../srv/builds/9.1/x86_64/meta.json',
        '"images": {',
        '"images": {"metal": {}, "metal4k": {},',
      );
      await writeFile(join(buildDir(room), '.live.building'), '');
      return [stepOf(room, 'live')];
    },
  },
  {
    title: 'a live image before its disk images',
    id: 'image-order',
    line: 'Live image generation requires `metal` image',
    cause: (room) => [stepOf(room, 'live')],
  },
  {
    title: 'a version that is taken',
    id: 'version-used',
    line: `ERROR: Build ID ${VERSION} (x86_64) already exists!`,
    cause: async (room) => {
      await edit(room, 'manifest.yaml', /^/, 'remove-files: [usr/share/none]\n');
      return [stepOf(room, 'build')];
    },
  },
];

const DIALECT: readonly Row[] = [
  {
    title: 'an option getopt does not know',
    id: 'option-unknown',
    line: "getopt: unrecognized option '--nosuch'",
    cause: (room) => [withCommand(stepOf(room, 'fetch'), 'fetch', '--nosuch')],
  },
  {
    title: 'an option argparse does not know',
    id: 'option-unknown',
    line: 'error: unrecognized arguments: --nosuch',
    cause: (room) => [withCommand(stepOf(room, 'live'), 'buildextend-live', '--nosuch')],
  },
  {
    title: 'a target that is not made',
    id: 'target-unknown',
    line: 'Unrecognized target: nosuch',
    cause: (room) => [withCommand(stepOf(room, 'build'), 'build', 'nosuch')],
  },
  {
    title: 'a command that is not there',
    id: 'command-unknown',
    line: 'error: unknown command: buildextend-installer',
    cause: (room) => [withCommand(stepOf(room, 'live'), 'buildextend-installer')],
  },
];

/** All of them; those that need a disk or a server of their own have tests of their own. */
export const ROWS: readonly Row[] = [
  ...MACHINE,
  ...CONFIGURATION,
  ...PACKAGE_SET,
  ...REPOSITORIES,
  ...LEFTOVERS,
  ...DIALECT,
];

/** Signatures that failures.test.ts makes the assembler die of outside of the table. */
export const CAUSED_ELSEWHERE = ['no-space', 'repository-untrusted'] as const;
