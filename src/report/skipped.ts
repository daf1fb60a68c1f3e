import type { BuildRecord, RecordedImage } from '../build-record/record.ts';
import { code, escapeMarkdown, humanSize, table } from './markdown.ts';
import { redactUrl } from '../log/redact.ts';

/** How much was looked at until it was clear that the image would be the same; docs/nightly.md. */
export type SkipLevel = 1 | 2 | 3;

/** A build that was not needed: the earlier one stands for it. */
export interface SkippedBuild {
  readonly skip: SkipLevel;
  /** Why, in a sentence. */
  readonly why: string;
  /** Of the build that stands. */
  readonly record: BuildRecord;
  /** Where its state was found. */
  readonly from: string;
  /** Its meta.json, a copy. */
  readonly meta: string;
  /** The manifest as it was rendered now; it is the earlier one's but for what a skip allows. */
  readonly manifest: string;
  /** Images that were asked for; the path is that of a file of this machine, where there is one. */
  readonly images: readonly (RecordedImage & { readonly path: string | undefined })[];
  /** Digest that the tag of `push` has in the registry; undefined where nothing is pushed. */
  readonly pushed: string | undefined;
  /** What moved since, a text each. */
  readonly moved: readonly string[];
  readonly timings: readonly { readonly title: string; readonly seconds: number }[];
}

/** A scheduled run on a fork that was to do nothing. */
export interface ForkRun {
  readonly skip: 'fork';
}

/**
 * Values of the outputs of a skipped build: the earlier build's, as they were. Paths of files that are not on this
 * machine are left out, `build-dir` always: nothing was built in it.
 */
export function skippedOutputs({
  skip,
  record,
  meta,
  manifest,
  images,
  pushed,
}: SkippedBuild): Record<string, string> {
  const values: Record<string, string> = {
    changed: 'false',
    'skip-level': String(skip),
    'build-id': record.buildId,
    meta,
    'ostree-commit': record.ostreeCommit,
    ref: record.ref,
    manifest,
    'package-count': String(record.packages.length),
    'assembler-digest': record.assembler.digest,
    'base-config-commit': record.baseConfig.commit,
  };
  if (record.release !== null) values['ovirt-release-sha256'] = record.release.sha256;
  if (pushed !== undefined) values['push-digest'] = pushed;
  for (const { kind, path, sha256, artifact } of images) {
    if (path !== undefined) values[kind] = path;
    values[`${kind}-sha256`] = sha256;
    if (artifact === null) continue;
    values[`${kind}-artifact-id`] = String(artifact.id);
    if (artifact.url !== '') values[`${kind}-artifact-url`] = artifact.url;
  }
  return values;
}

const MEANING: Readonly<Record<SkipLevel, string>> = {
  1: 'nothing that goes into the image has moved; nothing was pulled and nothing built',
  2: 'nothing but repositories may have moved, and the solver takes the same packages; nothing was built',
  3: 'the assembler says that nothing has changed',
};

/** The job summary of a skipped build: which level, why, and the build that stands. */
export function skippedSummary(skipped: SkippedBuild): string {
  const { skip, why, record, from, images, moved, timings } = skipped;
  const link = (text: string, url: string | undefined): string =>
    url === undefined || url === '' ? code(text) : `[${escapeMarkdown(text)}](${url})`;
  const parts = [
    `## oVirt Node: not built, ${escapeMarkdown(record.buildId)} stands`,
    `**Skipped at level ${skip}:** ${escapeMarkdown(MEANING[skip])}. ${escapeMarkdown(why)}`,
    `The build that stands was made at ${escapeMarkdown(record.finished)}${
      record.run === null ? '' : ` by ${link(`run ${record.run.id}`, record.run.url)}`
    } (state from ${escapeMarkdown(redactUrl(from))}); its OSTree commit is ${code(record.ostreeCommit)} on ${code(record.ref)}.`,
    table(
      ['Image', 'File', 'Size', 'sha256'],
      images.map(({ kind, file, size, sha256, artifact }) => [
        kind,
        link(file, artifact?.url),
        humanSize(size),
        code(sha256),
      ]),
    ),
    moved.length === 0
      ? ''
      : `What moved since:\n\n${moved.map((text) => `- ${escapeMarkdown(text)}`).join('\n')}`,
    table(
      ['Step', 'Seconds'],
      timings.map(({ title, seconds }) => [escapeMarkdown(title), seconds.toFixed(1)]),
    ),
  ];
  return `${parts.filter((part) => part !== '').join('\n\n')}\n`;
}
