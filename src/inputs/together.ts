import { EMULATORS } from '../boot/machine.ts';
import { IMAGE_KINDS } from './choices.ts';
import { type InputName, type RawInputs } from './schema.ts';
import type { BuildInputs } from './types.ts';

/**
 * Inputs that are fine alone and wrong together.
 *
 * @param raw what was given: an input that was given and refused must not be called missing as well.
 * @param hostArch architecture the images have to be for; undefined when nothing is composed.
 * @returns one text for each problem.
 */
export function togetherProblems(
  inputs: BuildInputs,
  raw: RawInputs,
  hostArch: string | undefined,
): string[] {
  const isGiven = (name: InputName): boolean => (raw[name] ?? '').trim() !== '';
  const problems: string[] = [];
  if (inputs.kvm === 'off' && inputs.runMode === 'unprivileged') {
    problems.push(
      'kvm, run-mode: `kvm: off` and `run-mode: unprivileged` exclude each other: without a virtual machine the ' +
        'assembler needs --privileged; leave run-mode out or use `kvm: auto`',
    );
  }
  if (isGiven('base-config-ref') && !isGiven('base-config') && !isGiven('target')) {
    problems.push(
      'base-config-ref: given without base-config and without target; say which repository it belongs to',
    );
  }
  problems.push(...releaseProblems(inputs, raw));
  if (isGiven('max-age-days') && !inputs.skipUnchanged) {
    problems.push(
      'max-age-days: given without `skip-unchanged: true`; nothing is skipped that could be too old',
    );
  }
  problems.push(
    ...unprotected(given(inputs.previousBuild), false).map(
      (text) => `previous-build: ${text}; use https, or a directory`,
    ),
  );
  if (hostArch !== undefined && inputs.arch !== hostArch) {
    problems.push(
      `arch: found ${JSON.stringify(inputs.arch)}, expected ${hostArch}: this machine composes for itself only; ` +
        'use a runner of that architecture',
    );
  }
  if (inputs.verify === 'boot' && !inputs.images.includes('live-iso')) {
    problems.push('verify: `boot` starts the live ISO, and images does not ask for live-iso');
  }
  if (inputs.verify === 'boot' && EMULATORS[inputs.arch] === undefined) {
    problems.push(
      `verify: \`boot\` is there for ${Object.keys(EMULATORS).join(', ')} so far, not for ${inputs.arch}; use \`verify: off\``,
    );
  }
  if (inputs.maxIsoSize !== undefined && !inputs.images.includes('live-iso')) {
    problems.push('max-iso-size: images does not ask for live-iso, whose size it limits');
  }
  if (inputs.push !== undefined && !inputs.images.includes('oci-archive'))
    problems.push('push: pushes the OCI archive, and images does not ask for oci-archive');
  if (inputs.images.length === 0)
    problems.push(`images: none asked for, expected some of ${IMAGE_KINDS.join(', ')}`);
  return problems;
}

/** What is wrong with the inputs about the release rpm when they are taken together; one text for each problem. */
export function releaseProblems(inputs: Pick<BuildInputs, 'ovirtRelease'>, raw: RawInputs): string[] {
  const isGiven = (name: InputName): boolean => (raw[name] ?? '').trim() !== '';
  const problems: string[] = [];
  if (!isGiven('ovirt-release')) {
    for (const [name, what] of [
      ['ovirt-release-sha256', 'be the digest of'],
      ['ovirt-release-key', 'have signed'],
    ] as const) {
      if (isGiven(name)) {
        problems.push(`${name}: given without ovirt-release; there is nothing it could ${what}`);
      }
    }
  }
  problems.push(
    ...unprotected(inputs.ovirtRelease, isGiven('ovirt-release-sha256') || isGiven('ovirt-release-key')).map(
      (text) => `ovirt-release: ${text}; give ovirt-release-sha256 or ovirt-release-key, or use https`,
    ),
  );
  return problems;
}

function given(value: string | undefined): string[] {
  return value === undefined ? [] : [value];
}

/** Sources anybody on the way could put another file in the place of, unless it is `vouched` for. */
export function unprotected(sources: readonly string[], vouched: boolean): string[] {
  if (vouched) return [];
  return sources
    .filter((source) => source.startsWith('http:'))
    .map((source) => `${source}: plain http is not protected`);
}
