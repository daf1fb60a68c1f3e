import { UNKNOWN } from '../assembler/failures/step-error.ts';
import { UserError } from '../errors.ts';
import type { BuildResult } from './result.ts';

/** One output of the action; for images it stands for one output each. */
export interface OutputSpec {
  readonly name: string;
  readonly description: string;
}

/** Outputs every build has; action.yml is checked against this table and the one of the images. */
export const OUTPUTS = [
  {
    name: 'changed',
    description:
      '`false` when nothing had changed and the earlier build stands, else `true`. For `validate`: whether anything that decides the image is different; absent when nothing was compared.',
  },
  {
    name: 'skip-level',
    description:
      'Only where nothing was built: `1` nothing had moved, `2` the packages are the same, `3` the assembler says so, `fork` for a scheduled run on a fork (docs/nightly.md).',
  },
  { name: 'build-id', description: 'Version of the image.' },
  {
    name: 'build-dir',
    description: "Directory of the build in the assembler's work directory; absent where nothing was built.",
  },
  { name: 'meta', description: "Path of the build's meta.json." },
  { name: 'ostree-commit', description: 'Checksum of the OSTree commit.' },
  { name: 'ref', description: 'OSTree ref of the commit.' },
  { name: 'manifest', description: 'Path of the rendered manifest.' },
  { name: 'package-count', description: 'Number of packages in the commit.' },
  {
    name: 'assembler-digest',
    description:
      'Digest of the assembler image that ran; with engine `host` its id, or `commit:` and the commit it was made from.',
  },
  { name: 'base-config-commit', description: 'Commit of the base configuration.' },
  { name: 'ovirt-release-sha256', description: 'sha256 of the ovirt-release rpm that was used.' },
  {
    name: 'packages-added',
    description:
      'Number of packages that the previous build did not have; absent, as the next four, where there is none to compare with.',
  },
  { name: 'packages-removed', description: 'Number of packages that only the previous build had.' },
  {
    name: 'packages-upgraded',
    description: 'Number of packages newer than in the previous build, rebuilt ones included.',
  },
  { name: 'packages-downgraded', description: 'Number of packages older than in the previous build.' },
  {
    name: 'changes',
    description:
      'Path of changes.json: everything that changed since the previous build (see docs/changes.md).',
  },
  {
    name: 'metadata-artifact-id',
    description:
      'Id of the artifact with the metadata, when it was uploaded by this run; its name may be another after a fault.',
  },
  {
    name: 'push-digest',
    description: 'Digest of the image in the registry (sha256:…), when the input push is given.',
  },
  {
    name: 'failure-class',
    description:
      'Only of a failed build: what kind of failure it is, such as input, pull, config, repository, packages or upload (see docs/failures.md).',
  },
  {
    name: 'failure-signature',
    description: 'Only of a failed build: which known failure it is (see docs/failures.md), or unknown.',
  },
] as const satisfies readonly OutputSpec[];

/** Outputs of `validate`, besides `changed`. */
export const VALIDATE_OUTPUTS = [
  { name: 'valid', description: 'Only of `validate`: `true` when there is no finding of severity error.' },
  { name: 'errors', description: 'Only of `validate`: number of errors.' },
  { name: 'warnings', description: 'Only of `validate`: number of warnings.' },
  {
    name: 'diff',
    description:
      'Only of `validate`: what is different, as JSON. Over 256 KiB it holds numbers only; the file has all of it.',
  },
  {
    name: 'findings',
    description: 'Only of `validate`: the findings, as JSON; the worst 256 KiB of them.',
  },
  {
    name: 'report',
    description: 'Only of `validate`: path of a JSON file with the whole diff and all findings.',
  },
  {
    name: 'sarif',
    description: 'Only of `validate`: path of a SARIF file with all findings, for code scanning.',
  },
] as const satisfies readonly OutputSpec[];

/** Outputs of `publish-release`. */
export const RELEASE_OUTPUTS = [
  { name: 'release-url', description: 'Only of `publish-release`: page of the release.' },
  { name: 'release-sums', description: 'Only of `publish-release`: path of its SHA256SUMS.' },
] as const satisfies readonly OutputSpec[];

/** Outputs of one image. */
export function imageOutputs(kind: string): OutputSpec[] {
  return [
    {
      name: kind,
      description: `Path of the ${kind} image; absent where nothing was built and the file is not on this machine.`,
    },
    { name: `${kind}-sha256`, description: `sha256 of the ${kind} image.` },
    {
      name: `${kind}-artifact-id`,
      description: `Id of the artifact of the ${kind} image, when it was uploaded.`,
    },
    {
      name: `${kind}-artifact-url`,
      description: `Page of the artifact of the ${kind} image, when it was uploaded.`,
    },
  ];
}

/**
 * Values of the outputs. An output that is promised has a value; an output that does not apply (an image nobody asked
 * for, an artifact that was not uploaded) is left out instead of being empty.
 */
export function outputsOf(result: BuildResult): Record<string, string> {
  const values: Record<string, string> = {
    changed: String(result.changed),
    'build-id': result.buildId,
    'build-dir': result.buildDir,
    meta: result.meta,
    'ostree-commit': result.ostreeCommit,
    ref: result.ref,
    manifest: result.manifest,
    'package-count': String(result.packageCount),
    'assembler-digest': result.assembler.digest,
    'base-config-commit': result.baseConfig.commit,
  };
  if (result.release !== undefined) values['ovirt-release-sha256'] = result.release.sha256;
  Object.assign(values, changesOutputs(result.changes));
  if (result.metadataArtifact !== undefined)
    values['metadata-artifact-id'] = String(result.metadataArtifact.id);
  if (result.pushed !== undefined) values['push-digest'] = result.pushed.digest;
  for (const { kind, path, sha256, artifact } of result.images) {
    values[kind] = path;
    values[`${kind}-sha256`] = sha256;
    if (artifact !== undefined) {
      values[`${kind}-artifact-id`] = String(artifact.id);
      if (artifact.url !== undefined) values[`${kind}-artifact-url`] = artifact.url;
    }
  }
  for (const [name, value] of Object.entries(values)) {
    if (value === '') throw new Error(`the output ${name} has no value`);
  }
  return values;
}

/** Values of the outputs about the previous build; none where there is none. */
function changesOutputs(reported: BuildResult['changes']): Record<string, string> {
  if (reported === undefined) return {};
  const { packages } = reported.changes;
  return {
    'packages-added': String(packages.added.length),
    'packages-removed': String(packages.removed.length),
    'packages-upgraded': String(packages.upgraded.length),
    'packages-downgraded': String(packages.downgraded.length),
    changes: reported.file,
  };
}

/** Values of the outputs of a build that failed. */
export function failureOutputs(error: unknown): Record<'failure-class' | 'failure-signature', string> {
  if (error instanceof UserError && error.exitCode === 2)
    return { 'failure-class': 'input', 'failure-signature': 'bad-input' };
  const failure = error instanceof UserError ? error.failure : undefined;
  return {
    'failure-class': failure?.class ?? UNKNOWN,
    'failure-signature': failure?.signature ?? UNKNOWN,
  };
}
