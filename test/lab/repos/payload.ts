import { copyFile, mkdir, readdir, rm, symlink, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { must } from '../must.ts';

/** Drivers a live ISO needs to find itself and its root; what they depend on is found by modprobe. */
const MODULES = [
  'isofs',
  'squashfs',
  'loop',
  'overlay',
  'sr_mod',
  'ata_piix',
  'ahci',
  'virtio_pci',
  'virtio_blk',
  'virtio_scsi',
];

/** Commands scripts and the stand-in for systemd use, as links to busybox. */
const APPLETS = [
  'sh',
  'ash',
  'env',
  'cat',
  'cp',
  'mv',
  'rm',
  'ls',
  'mkdir',
  'chmod',
  'chown',
  'sed',
  'grep',
  'awk',
  'cut',
  'tr',
  'head',
  'tail',
  'sort',
  'uniq',
  'touch',
  'test',
  'true',
  'false',
  'echo',
  'printf',
  'mount',
  'umount',
  'poweroff',
  'sleep',
  'sync',
  'find',
  'xargs',
  'basename',
  'dirname',
  'date',
  'id',
  'readlink',
  'tee',
  'wc',
  'which',
  'realpath',
  'uname',
];

/**
 * The stand-in for systemd: says on the console which system runs, from the tree's own os-release, asks for a login
 * that nobody answers, and powers off.
 */
const INIT = `#!/usr/bin/busybox sh
export PATH=/usr/bin
PRETTY_NAME=
. /etc/os-release
echo "ONI-BOOT PRETTY_NAME=$PRETTY_NAME"
printf '\\nlocalhost login: '
sleep 5
sync
poweroff -f
`;

/** busybox's ln has no `-r`, which scripts of real trees use between absolute paths. */
const LN = `#!/usr/bin/bash
if [[ "$1" == -*r* && $# -eq 3 && "$2" == /* && "$3" == /* ]]; then
  up=
  rest=\${3%/*}
  while [[ -n "$rest" ]]; do up+=../ rest=\${rest%/*}; done
  exec busybox ln "\${1/r/}" "$up\${2#/}" "$3"
fi
exec busybox ln "$@"
`;

/** Files of systemd that the scripts of real trees edit. */
const SYSTEMD_FILES: Readonly<Record<string, string>> = {
  'usr/lib/systemd/system/basic.target':
    '[Unit]\nDescription=Basic System\n# RHEL-only: Disable /tmp on tmpfs\n#Wants=tmp.mount\n',
  'usr/lib/tmpfiles.d/etc.conf':
    'L /etc/os-release - - - - ../usr/lib/os-release\nL+ /etc/resolv.conf - - - - ../run/resolv.conf\n',
};

/** Kernel release and version of the package, as unpacked. */
export interface KernelPayload {
  readonly root: string;
  readonly release: string;
}

/** Fetches a Debian package by way of apt and unpacks it. */
async function unpackDebian(name: string, workDir: string): Promise<string> {
  const dir = join(workDir, name);
  await rm(dir, { recursive: true, force: true });
  await mkdir(dir, { recursive: true });
  await must(['apt-get', 'download', '-qq', '-o', 'APT::Sandbox::User=root', name], { cwd: dir });
  const file = (await readdir(dir)).find((entry) => entry.endsWith('.deb'));
  if (file === undefined) throw new Error(`apt downloaded nothing for ${name}`);
  await must(['dpkg-deb', '--extract', join(dir, file), join(dir, 'root')]);
  return join(dir, 'root');
}

/** Debian's kernel as a package of the target: vmlinuz and the few drivers, below usr/lib/modules. */
export async function kernelPayload(workDir: string): Promise<KernelPayload> {
  const depends = await must(['apt-cache', 'depends', '--important', 'linux-image-amd64']);
  const name = /Depends: (linux-image-[\w.+-]+)/.exec(depends)?.[1];
  if (name === undefined) throw new Error('linux-image-amd64 depends on no kernel');
  const source = await unpackDebian(name, workDir);
  const [release] = await readdir(join(source, 'lib', 'modules'));
  if (release === undefined) throw new Error(`${name} has no modules`);
  await must(['depmod', '-b', source, release]);
  const root = join(workDir, 'kernel-root');
  await rm(root, { recursive: true, force: true });
  const target = join(root, 'usr', 'lib', 'modules', release);
  await mkdir(target, { recursive: true });
  await copyFile(join(source, 'boot', `vmlinuz-${release}`), join(target, 'vmlinuz'));
  for (const file of ['modules.builtin', 'modules.builtin.modinfo', 'modules.order']) {
    await copyFile(join(source, 'lib', 'modules', release, file), join(target, file));
  }
  for (const module of MODULES) {
    const listed = await must(['modprobe', '-d', source, '-S', release, '--show-depends', module]);
    for (const [, path = ''] of listed.matchAll(/^insmod (\S+)/gm)) {
      const inner = path.slice(join(source, 'lib', 'modules', release).length + 1);
      await mkdir(dirname(join(target, inner)), { recursive: true });
      await copyFile(path, join(target, inner));
    }
  }
  await symlink('usr/lib', join(root, 'lib'));
  await must(['depmod', '-b', root, release]);
  await rm(join(root, 'lib'));
  return { root, release };
}

/** busybox and its links, and the stand-in for systemd. @returns the root directories of the two packages. */
export async function systemPayload(workDir: string): Promise<{ busybox: string; systemd: string }> {
  const source = await unpackDebian('busybox-static', workDir);
  const busybox = join(workDir, 'busybox-root');
  await rm(busybox, { recursive: true, force: true });
  await mkdir(join(busybox, 'usr', 'bin'), { recursive: true });
  await copyFile(join(source, 'bin', 'busybox'), join(busybox, 'usr', 'bin', 'busybox'));
  // Scripts of real trees use arrays and process substitution: nothing but bash will do for them.
  const bash = await unpackDebian('bash-static', workDir);
  await copyFile(join(bash, 'bin', 'bash-static'), join(busybox, 'usr', 'bin', 'bash'));
  await writeFile(join(busybox, 'usr', 'bin', 'ln'), LN, { mode: 0o755 });
  for (const applet of APPLETS) await symlink('busybox', join(busybox, 'usr', 'bin', applet));
  const systemd = join(workDir, 'systemd-root');
  await rm(systemd, { recursive: true, force: true });
  await mkdir(join(systemd, 'usr', 'lib', 'systemd'), { recursive: true });
  await mkdir(join(systemd, 'usr', 'sbin'), { recursive: true });
  await writeFile(join(systemd, 'usr', 'lib', 'systemd', 'systemd'), INIT, { mode: 0o755 });
  await symlink('../lib/systemd/systemd', join(systemd, 'usr', 'sbin', 'init'));
  for (const [path, text] of Object.entries(SYSTEMD_FILES)) {
    await mkdir(dirname(join(systemd, path)), { recursive: true });
    await writeFile(join(systemd, path), text);
  }
  return { busybox, systemd };
}
