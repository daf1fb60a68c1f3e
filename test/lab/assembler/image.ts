import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { cp, mkdir, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { must } from '../must.ts';

/** Packages of the image: what the stand-ins and any cmd-* above them need. */
const PACKAGES = [
  'bash',
  'busybox-static',
  'ca-certificates',
  'cpio',
  'createrepo-c',
  'dnf',
  'dumb-init',
  'e2fsprogs',
  'fdisk',
  'git',
  'gnupg',
  'isolinux',
  'jq',
  'kmod',
  'ostree',
  'python3-minimal',
  'python3-yaml',
  'rpm',
  'squashfs-tools',
  'sudo',
  'syslinux-common',
  'xorriso',
];

/** What nobody reads in an image that is thrown away; it halves the time of pull and push. */
const STRIPPED = [
  'usr/share/doc',
  'usr/share/man',
  'usr/share/locale',
  'usr/share/info',
  'usr/share/i18n',
  'usr/share/zoneinfo',
  'var/cache/apt',
  'var/lib/apt/lists',
  'var/log',
];

const SETUP = `FROM BASE
COPY --chown=0:0 lower /usr/lib/oni-lab
COPY --chown=0:0 upper /usr/lib/coreos-assembler
RUN mv /usr/lib/oni-lab/rpm-ostree /usr/lib/oni-lab/coreos-installer /usr/bin/ \\
 && mv /usr/lib/coreos-assembler/coreos-assembler /usr/bin/coreos-assembler \\
 && ln -s coreos-assembler /usr/bin/cosa \\
 && groupadd --gid 36 kvm36 && useradd --uid 1000 --create-home --groups 36 --shell /bin/bash builder \\
 && echo 'builder ALL=(ALL) NOPASSWD: ALL' > /etc/sudoers.d/builder \\
 && mkdir -p /etc/rpm /cosa /srv /usr/share/rpm /etc/dnf/vars \\
 && echo '%_dbpath /usr/share/rpm' > /etc/rpm/macros \\
 && python3 -m compileall -q /usr/lib/oni-lab /usr/lib/coreos-assembler \\
 && echo '{"date":"2024-10-01T00:00:00Z","git":{"commit":"0000000000000000000000000000000000000d02","branch":"rehearsal-d2","dirty":"false","origin":"rehearsal"}}' > /cosa/coreos-assembler-git.json
WORKDIR /srv
USER builder
ENTRYPOINT ["/usr/bin/dumb-init", "/usr/bin/coreos-assembler"]
`;

/** Where the image is made. */
export interface AssemblerImageOptions {
  readonly labDir: string;
  /** Environment of the lab's engine. */
  readonly env: Readonly<Record<string, string>>;
}

/**
 * Makes sure the rehearsal assembler is in the engine's storage: a Debian base, kept as a tar file by what goes into
 * it, and a thin layer of our programs.
 *
 * @returns its name.
 */
export async function ensureAssemblerImage(options: AssemblerImageOptions): Promise<string> {
  const here = import.meta.dirname;
  const baseHash = hash([...PACKAGES, ...STRIPPED].join(' '));
  const base = `localhost/oni-lab-base:${baseHash}`;
  const layerHash = hash(baseHash + SETUP + (await contentOf(here)));
  const image = `localhost/oni-lab-assembler:${layerHash}`;
  if (await exists(image, options)) return image;
  if (!(await exists(base, options))) {
    const tar = join(options.labDir, 'cache', `base-${baseHash}.tar`);
    if (!existsSync(tar)) await makeBase(options.labDir, tar);
    await must(['podman', 'import', '--quiet', tar, base], { env: options.env });
  }
  const context = join(options.labDir, 'tmp', 'assembler');
  await rm(context, { recursive: true, force: true });
  await mkdir(context, { recursive: true });
  await cp(join(here, 'lower'), join(context, 'lower'), { recursive: true });
  await cp(join(here, 'upper'), join(context, 'upper'), { recursive: true });
  await writeFile(join(context, 'Containerfile'), SETUP.replace('BASE', base));
  await must(['podman', 'build', '--quiet', '--format=docker', '--tag', image, context], {
    env: options.env,
  });
  return image;
}

async function makeBase(labDir: string, tar: string): Promise<void> {
  const root = join(labDir, 'tmp', 'base');
  await rm(root, { recursive: true, force: true });
  await mkdir(join(labDir, 'cache'), { recursive: true });
  await mkdir(join(labDir, 'tmp'), { recursive: true });
  const suite = /^VERSION_CODENAME=(\w+)$/m.exec(await readFile('/etc/os-release', 'utf8'))?.[1] ?? 'stable';
  // The machine's own package source is the one it can reach.
  const targets = await must(['apt-get', 'indextargets', '--format', '$(SITE) $(CODENAME) $(COMPONENT)']);
  const site = targets
    .split('\n')
    .find((line) => line.endsWith(` ${suite} main`))
    ?.split(' ')[0];
  if (site === undefined) throw new Error(`apt knows no package source for ${suite}`);
  await must(['debootstrap', '--variant=minbase', `--include=${PACKAGES.join(',')}`, suite, root, site]);
  for (const path of STRIPPED) await rm(join(root, path), { recursive: true, force: true });
  await must([
    'tar',
    '-C',
    root,
    '--exclude=./dev/*',
    '--exclude=./proc/*',
    '--exclude=./sys/*',
    '-cf',
    `${tar}.part`,
    '.',
  ]);
  await rename(`${tar}.part`, tar);
  await rm(root, { recursive: true, force: true });
}

async function exists(image: string, options: AssemblerImageOptions): Promise<boolean> {
  return await must(['podman', 'image', 'exists', image], { env: options.env }).then(
    () => true,
    () => false,
  );
}

/** Content of all programs of the image, in a fixed order. */
async function contentOf(dir: string): Promise<string> {
  const parts: string[] = [];
  for (const half of ['lower', 'upper']) {
    for (const name of (await readdir(join(dir, half))).sort()) {
      parts.push(name, await readFile(join(dir, half, name), 'utf8'));
    }
  }
  return parts.join('\0');
}

function hash(text: string): string {
  return createHash('sha256').update(text).digest('hex').slice(0, 16);
}
