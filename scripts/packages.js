/**
 * Programs the rehearsal and the lab it runs in start, and the Debian package each comes from. A test compares this list
 * with the programs their sources name, so that what a developer once installed by hand cannot hide a gap.
 */
export const PROGRAMS = {
  podman: 'podman',
  runc: 'runc',
  iptables: 'iptables',
  'docker-registry': 'docker-registry',
  dnf: 'dnf',
  rpm: 'rpm',
  rpmbuild: 'rpm',
  rpmsign: 'rpm',
  rpmkeys: 'rpm',
  rpm2cpio: 'rpm',
  gpg: 'gnupg',
  gpgconf: 'gnupg',
  createrepo_c: 'createrepo-c',
  ostree: 'ostree',
  xorriso: 'xorriso',
  mksquashfs: 'squashfs-tools',
  cpio: 'cpio',
  xz: 'xz-utils',
  bzip2: 'bzip2',
  zstd: 'zstd',
  mmdebstrap: 'mmdebstrap',
  chroot: 'coreutils',
  'dpkg-deb': 'dpkg',
  depmod: 'kmod',
  modprobe: 'kmod',
  skopeo: 'skopeo',
  git: 'git',
  curl: 'curl',
  tar: 'tar',
  du: 'coreutils',
  cp: 'coreutils',
  dd: 'coreutils',
  mkfifo: 'coreutils',
  ldd: 'libc-bin',
  sfdisk: 'fdisk',
  python3: 'python3',
  setsid: 'util-linux',
  ps: 'procps',
  which: 'debianutils',
  mount: 'mount',
  umount: 'mount',
};

/** The same of programs only the tests start: other engines, other users, virtual machines. */
export const TEST_PROGRAMS = {
  'qemu-system-x86_64': 'qemu-system-x86',
  docker: 'docker.io',
  dockerd: 'docker.io',
  useradd: 'passwd',
  newuidmap: 'uidmap',
  slirp4netns: 'slirp4netns',
  sudo: 'sudo',
  openssl: 'openssl',
  htpasswd: 'apache2-utils',
};

/**
 * Packages that are left out where one of their programs comes from elsewhere: docker's own packages, which hosted
 * runners have, and Debian's exclude each other.
 */
export const ELSEWHERE = { 'docker.io': 'dockerd' };

/** Packages without a program of their own that the programs need here. */
export const LIBRARIES = ['netavark', 'aardvark-dns', 'isolinux', 'syslinux-common', 'ca-certificates'];

/** The same of the tests' programs. */
export const TEST_LIBRARIES = ['seabios', 'ipxe-qemu'];

/** What the rehearsal needs, sorted, each once. */
export function rehearsalPackages() {
  return [...new Set([...Object.values(PROGRAMS), ...LIBRARIES])].sort();
}

/** All of them, sorted, each once. */
export function packages() {
  return [...new Set([...rehearsalPackages(), ...Object.values(TEST_PROGRAMS), ...TEST_LIBRARIES])].sort();
}
