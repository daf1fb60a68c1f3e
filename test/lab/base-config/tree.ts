/** Names the base asks for; most become empty packages. */
export const BASE_PACKAGES = [
  'NetworkManager', 'audit', 'bash', 'bootupd', 'busybox', 'centos-stream-release', 'chrony', 'cloud-utils-growpart',
  'coreos-installer', 'coreutils', 'cryptsetup', 'dracut', 'e2fsprogs', 'filesystem', 'fuse', 'git-core', 'grub2',
  'hostname', 'ignition', 'iproute', 'iptables', 'jq', 'kernel', 'kexec-tools', 'less', 'lvm2', 'mdadm', 'nfs-utils-coreos',
  'openssh-server', 'ostree', 'podman', 'rpm-ostree', 'selinux-policy-targeted', 'skopeo', 'sos', 'sssd-client', 'sudo',
  'systemd', 'tar', 'toolbox', 'vim-minimal', 'xfsprogs', 'zram-generator',
] as const;

/** Only on x86_64. */
export const X86_PACKAGES = ['microcode_ctl', 'irqbalance'] as const;

/**
 * Files of the inner configuration, which the outer one has as a submodule: the shape of fedora-coreos-config with
 * its manifests in a directory of their own.
 */
export function innerTree(): Record<string, string> {
  return {
    'manifests/kernel.yaml': 'packages:\n  - kernel\n',
    'manifests/system.yaml': [
      'variables:',
      '  with_zram: true',
      'packages:',
      ...BASE_PACKAGES.filter((name) => name !== 'kernel').map((name) => `  - ${name}`),
      'packages-x86_64:',
      ...X86_PACKAGES.map((name) => `  - ${name}`),
      'remove-files:',
      '  - usr/share/info',
      'postprocess:',
      '  - |',
      '    #!/usr/bin/env bash',
      '    set -euo pipefail',
      '    echo "from the base" > /usr/share/base-was-here',
      '',
    ].join('\n'),
    'manifests/zram.yaml': 'ostree-layers:\n  - overlay/20zram\n',
    'overlay.d/05core/usr/lib/systemd/system-preset/40-core.preset': 'enable sshd.service\n',
    'overlay.d/20zram/usr/lib/systemd/zram-generator.conf': '[zram0]\n',
    'image-base.yaml': 'size: 8\nextra-kargs:\n  - mitigations=auto\n',
    'platforms.yaml': 'x86_64:\n  metal:\n    default_console: ttyS0\n',
    'live/isolinux/isolinux.cfg': [
      'serial 0',
      'default linux',
      'timeout 10',
      'menu title Fedora CoreOS',
      'label linux',
      '  menu label Fedora CoreOS (Live)',
      '  kernel /images/pxeboot/vmlinuz',
      '  append initrd=/images/pxeboot/initrd.img @@KERNEL-ARGS@@',
      '',
    ].join('\n'),
    'live/EFI/fedora/grub.cfg': [
      'set timeout=5',
      "menuentry 'Fedora CoreOS (Live)' --class fedora {",
      '  linux /images/pxeboot/vmlinuz @@KERNEL-ARGS@@',
      '  initrd /images/pxeboot/initrd.img',
      '}',
      '',
    ].join('\n'),
  };
}

/** Files of the outer configuration, in the shape of openshift/os. `links` are symbolic links. */
export function outerTree(repoUrl: string, keyUrl: string): { files: Record<string, string>; links: Record<string, string> } {
  return {
    files: {
      'manifest-c9s.yaml': [
        '# CentOS Stream 9 based',
        'include:',
        '  - common.yaml',
        'repos:',
        '  - c9s-baseos',
        'releasever: 9',
        'mutate-os-release: "9"',
        'automatic-version-prefix: "9.<date:%Y%m%d>"',
        'metadata:',
        '  name: scos',
        '',
      ].join('\n'),
      'common.yaml': [
        'include:',
        '  - fedora-coreos-config/manifests/kernel.yaml',
        '  - fedora-coreos-config/manifests/system.yaml',
        'conditional-include:',
        '  - if: basearch != "s390x"',
        '    include: zram.yaml',
        'ostree-layers:',
        '  - overlay/05core',
        'recommends: false',
        'default-target: multi-user.target',
        '',
      ].join('\n'),
      'zram.yaml': 'include: fedora-coreos-config/manifests/zram.yaml\n',
      'c9s.repo': [
        '[c9s-baseos]',
        'name=CentOS Stream 9 - BaseOS',
        `baseurl=${repoUrl}/baseos`,
        'gpgcheck=1',
        'enabled=1',
        `gpgkey=${keyUrl}`,
        '',
        '[crb]',
        'name=CentOS Stream 9 - CRB',
        `baseurl=${repoUrl}/baseos`,
        'gpgcheck=1',
        'enabled=0',
        `gpgkey=${keyUrl}`,
        '',
      ].join('\n'),
    },
    links: {
      'overlay.d/05core': '../fedora-coreos-config/overlay.d/05core',
      'overlay.d/20zram': '../fedora-coreos-config/overlay.d/20zram',
      live: 'fedora-coreos-config/live',
      'platforms.yaml': 'fedora-coreos-config/platforms.yaml',
    },
  };
}
