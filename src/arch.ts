/** rpm's names of the architectures CoreOS is made for. */
export const ARCHES = ['x86_64', 'aarch64', 'ppc64le', 's390x'] as const;

/** rpm's names of the architectures node knows by another name. */
const RPM_NAMES: Readonly<Record<string, string>> = { x64: 'x86_64', arm64: 'aarch64', ppc64: 'ppc64le' };

/** The names container images have for the architectures node knows by another name. */
const IMAGE_NAMES: Readonly<Record<string, string>> = { x64: 'amd64', ppc64: 'ppc64le' };

/** The machine's architecture as rpm names it. */
export function hostArch(): string {
  return RPM_NAMES[process.arch] ?? process.arch;
}

/** The machine's architecture as container images name it. */
export function hostImageArch(): string {
  return IMAGE_NAMES[process.arch] ?? process.arch;
}
