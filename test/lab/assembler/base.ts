import { mkdir, readFile, rename, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
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

/**
 * What the packages' own scripts would have done and the stand-ins need: accounts, the links of alternatives, PAM, the
 * authorities. The scripts themselves take four times as long as everything else.
 */
const FINISH = `set -e
cp /usr/share/base-passwd/passwd.master /etc/passwd
cp /usr/share/base-passwd/group.master /etc/group
pwconv
grpconv
cp /usr/share/libc-bin/nsswitch.conf /etc/nsswitch.conf
ln -s mawk /usr/bin/awk
ln -s which.debianutils /usr/bin/which
for kind in auth account password session; do
  echo "$kind required pam_permit.so" > /etc/pam.d/common-$kind
done
cp /etc/pam.d/common-session /etc/pam.d/common-session-noninteractive
ldconfig
(cd /usr/share/ca-certificates && find . -name '*.crt' | sed 's,^\\./,,' | sort) > /etc/ca-certificates.conf
update-ca-certificates > /dev/null
# Nobody else may write there: each start would compile anew.
python3 -m compileall -q /usr/lib/python3 /usr/lib/python3.*
`;

/** What decides whether a base that was made before still is the one that is wanted. */
export const BASE_CONTENT = [...PACKAGES, ...STRIPPED, FINISH].join(' ');

/**
 * Makes the file tree of a small Debian with the packages, unpacked and not installed, as a tar file.
 *
 * @param labDir where it is put together.
 */
export async function makeBase(labDir: string, tar: string): Promise<void> {
  const root = join(labDir, 'tmp', 'base');
  await rm(root, { recursive: true, force: true });
  await mkdir(dirname(tar), { recursive: true });
  await mkdir(dirname(root), { recursive: true });
  const suite = /^VERSION_CODENAME=(\w+)$/m.exec(await readFile('/etc/os-release', 'utf8'))?.[1] ?? 'stable';
  // The machine's own package source is the one it can reach.
  const targets = await must(['apt-get', 'indextargets', '--format', '$(SITE) $(CODENAME) $(COMPONENT)']);
  const site = targets
    .split('\n')
    .find((line) => line.endsWith(` ${suite} main`))
    ?.split(' ')[0];
  if (site === undefined) throw new Error(`apt knows no package source for ${suite}`);
  await must([
    'mmdebstrap',
    '--quiet',
    '--variant=extract',
    '--hook-dir=/usr/share/mmdebstrap/hooks/merged-usr',
    '--include=?essential',
    `--include=${PACKAGES.join(',')}`,
    suite,
    root,
    site,
  ]);
  await must(['chroot', root, '/bin/sh', '-c', FINISH]);
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
