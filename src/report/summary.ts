import { basename } from 'node:path';
import { UNKNOWN, type StepFailure } from '../assembler/failures/step-error.ts';
import { VERIFIED_MEANS } from '../config-tree/pairs.ts';
import { redactUrl } from '../log/redact.ts';
import { code, escapeMarkdown, humanSize, table } from './markdown.ts';
import { largestPackages } from './largest-packages.ts';
import type { BuildResult } from './result.ts';
import { timeline } from './timeline.ts';

/** GitHub refuses a step's summary over 1 MiB as a whole; this leaves room. In bytes. */
export const SUMMARY_LIMIT = 1000 * 1024;

/** The job summary: what was built from what, the images, how long each step took. */
export function buildSummary(result: BuildResult): string {
  const from: [string, string][] = [
    [
      'Assembler',
      code(result.assembler.pinned ?? `${result.assembler.reference} (${result.assembler.digest})`),
    ],
    [
      'Base configuration',
      `${escapeMarkdown(redactUrl(result.baseConfig.url))} at ${code(result.baseConfig.commit)}`,
    ],
  ];
  if (result.pair !== undefined) {
    const { target, verified } = result.pair;
    from.push([`Defaults for ${target}`, `tried with ${escapeMarkdown(VERIFIED_MEANS[verified])}`]);
  }
  if (result.release !== undefined) {
    const { nevr, sha256, signature, source } = result.release;
    from.push([
      'Release rpm',
      `${code(nevr)} from ${escapeMarkdown(redactUrl(source))}, sha256 ${code(sha256)}, signature: ${escapeMarkdown(signature)}`,
    ]);
  }
  from.push(
    ['Packages', String(result.packageCount)],
    ['OSTree commit', `${code(result.ostreeCommit)} on ${code(result.ref)}`],
  );
  if (result.booted !== undefined) {
    const { line, seconds, kvm } = result.booted;
    from.push([
      'Booted',
      `in ${seconds.toFixed(1)} s${kvm ? '' : ' (emulated)'}, as far as ${code(line.slice(0, 200))}`,
    ]);
  }
  if (result.pushed !== undefined) {
    const { reference, pinned } = result.pushed;
    from.push(['Pushed', `to ${code(reference)} as ${code(pinned)}`]);
  }
  const unchecked = result.reposWithoutGpgcheck;
  const images = result.images.map(({ kind, path, size, sha256, artifact }) => [
    kind,
    artifact?.url === undefined
      ? code(basename(path))
      : `[${escapeMarkdown(basename(path))}](${artifact.url})`,
    // The checksum beside it takes all the room there is: number and unit shall stay in one line.
    humanSize(size).replace(' ', '\u00a0'),
    code(sha256),
  ]);
  const parts = [
    `## oVirt Node ${escapeMarkdown(result.buildId)}`,
    result.changed ? '' : 'Nothing that goes into the image had changed: this is the earlier build.',
    table(['Image', 'File', 'Size', 'sha256'], images),
    result.changes?.markdown ?? '',
    table(
      ['Built from', ''],
      from.map(([name, value]) => [name, value]),
    ),
    movedSection(result),
    unchecked.length === 0
      ? 'Every repository checks the signatures of its packages.'
      : `**Repositories whose packages are not checked (gpgcheck=0):** ${unchecked.map(code).join(', ')}`,
    largestPackages(result.packageSizes),
    timeline(result.timings),
    table(
      ['Step', 'Seconds'],
      result.timings.map(({ title, seconds }) => [escapeMarkdown(title), seconds.toFixed(1)]),
    ),
  ];
  return cut(`${parts.filter((part) => part !== '').join('\n\n')}\n`);
}

/** What moved since the earlier build; empty when there was none, and when nothing is known to have moved. */
function movedSection({ moved, movedIsComplete }: BuildResult): string {
  if (moved === undefined) return '';
  if (moved.length === 0)
    return movedIsComplete === true ? 'Nothing that goes into the image has moved since the last build.' : '';
  const lines = moved.map((text) => `- ${escapeMarkdown(text)}`);
  return `<details><summary>What moved since the last build (${moved.length})</summary>\n\n${lines.join('\n')}\n\n</details>`;
}

/** Summary of a job that failed. */
export function failureSummary(message: string, what = 'not built', keptIn?: string): string {
  const [first = '', ...rest] = redactUrl(message).split('\n');
  const details = rest.length === 0 ? '' : `\n\n${rest.map(verbatim).join('\n')}`;
  return cut(`## oVirt Node: ${what}\n\n${escapeMarkdown(first)}${details}\n${kept(keptIn)}`);
}

/** Summary of a job whose step of the assembler failed: the digest of what its output says. */
export function stepFailureSummary(failure: StepFailure, keptIn?: string): string {
  const { step, exitCode, class: kind, signature, line, cause, fix, details, lastLines, logFile } = failure;
  const rows = [
    ['Line', code(line)],
    // Cause and fix are texts of ours, with Markdown in them.
    ...(cause === undefined ? [] : [['Cause', cause]]),
    ...(fix === undefined ? [] : [['Fix', fix]]),
    ...details.map((detail) => ['Found', escapeMarkdown(detail)]),
    ['Class', signature === UNKNOWN ? 'unknown' : `${code(kind)}, signature ${code(signature)}`],
    ['Log', code(logFile)],
  ];
  const parts = [
    '## oVirt Node: not built',
    `The step ${code(step)} failed with exit code ${exitCode}.`,
    table(['', ''], rows),
    ...(lastLines.length === 0 ? [] : ['Its last lines:', lastLines.map(verbatim).join('\n')]),
  ];
  return cut(`${parts.join('\n\n')}\n${kept(keptIn)}`);
}

/** Where to look further, for who has the machine. */
function kept(dir: string | undefined): string {
  return dir === undefined ? '' : `\nEverything is kept in ${code(dir)}.\n`;
}

/** A line as it is: of a block of code made by indenting, which no text can end. */
function verbatim(line: string): string {
  return `    ${line}`;
}

function cut(text: string): string {
  if (Buffer.byteLength(text) <= SUMMARY_LIMIT) return text;
  const bytes = Buffer.from(text).subarray(0, SUMMARY_LIMIT - 100);
  return `${bytes.toString('utf8').replace(/\uFFFD$/, '')}\n\nCut here: the summary was too long.\n`;
}
