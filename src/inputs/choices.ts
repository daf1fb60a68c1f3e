/** The images that can be asked for, in the order they are reported. */
export const IMAGE_KINDS = [
  'live-iso',
  'commit-tarball',
  'metal',
  'live-kernel',
  'live-initramfs',
  'live-rootfs',
  'oci-archive',
] as const;

/** The values of the inputs that choose between a few. */
export const COMMANDS = ['build', 'validate', 'publish-release'] as const;
export const ENGINES = ['auto', 'podman', 'docker', 'host'] as const;
export const RUN_MODES = ['unprivileged', 'privileged'] as const;
export const GPGCHECKS = ['repo', 'require', 'off'] as const;
export const KVM_MODES = ['auto', 'require', 'off'] as const;
export const VERIFICATIONS = ['off', 'boot'] as const;
export const FAIL_ON = ['error', 'warning', 'never'] as const;
export const COMMENTS = ['auto', 'off'] as const;

/** A name of {@link IMAGE_KINDS}. */
export type ImageKind = (typeof IMAGE_KINDS)[number];
