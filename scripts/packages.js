/**
 * Programs the lab and its tests start, and the Debian package each comes from. A test compares this list with the
 * programs the lab's sources name, so that what a developer once installed by hand cannot hide a gap.
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
  createrepo_c: 'createrepo-c',
  ostree: 'ostree',
  xorriso: 'xorriso',
  mksquashfs: 'squashfs-tools',
  cpio: 'cpio',
  xz: 'xz-utils',
  zstd: 'zstd',
  debootstrap: 'debootstrap',
  'dpkg-deb': 'dpkg',
  depmod: 'kmod',
  modprobe: 'kmod',
  'qemu-system-x86_64': 'qemu-system-x86',
  skopeo: 'skopeo',
  git: 'git',
  tar: 'tar',
  du: 'coreutils',
  cp: 'coreutils',
  dd: 'coreutils',
  mount: 'mount',
  umount: 'mount',
  sfdisk: 'fdisk',
  python3: 'python3',
};

/** Packages without a program of their own that the programs need here. */
export const LIBRARIES = [
  'netavark',
  'aardvark-dns',
  'isolinux',
  'syslinux-common',
  'seabios',
  'ipxe-qemu',
  'ca-certificates',
];

/** All of them, sorted, each once. */
export function packages() {
  return [...new Set([...Object.values(PROGRAMS), ...LIBRARIES])].sort();
}
