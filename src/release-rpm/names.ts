/** What a person calls the values a release package is asked for with; they stand in messages. */
export interface ReleaseNames {
  readonly release: string;
  readonly sha256: string;
  readonly key: string;
  readonly target: string;
  readonly arch: string;
}

/** Names of the action's inputs, which are flags of `build` and `render` as well. */
export const INPUT_NAMES: ReleaseNames = {
  release: 'ovirt-release',
  sha256: 'ovirt-release-sha256',
  key: 'ovirt-release-key',
  target: 'target',
  arch: 'arch',
};

/** Names of the flags of the command `release`. */
export const FLAG_NAMES: ReleaseNames = {
  release: 'FILE|URL',
  sha256: '--sha256',
  key: '--key',
  target: '--target',
  arch: '--arch',
};
