import type { InputName } from './schema.ts';

/** Inputs `validate` understands, those of its own and some of `build`; they are flags of the command line too. */
export const VALIDATE_INPUTS: readonly InputName[] = [
  'configs',
  'config',
  'base',
  'fail-on',
  'comment',
  'check-repos',
  'rpm-ostree',
  'ovirt-release',
  'ovirt-release-sha256',
  'ovirt-release-key',
  'yum-variables',
  'github-token',
  'arch',
  'ovirt-version',
  'target',
  'variables',
  'packages',
  'overrides',
  'base-config',
  'base-config-ref',
  'base-config-path',
  'work-dir',
  'ca-certificates',
];
