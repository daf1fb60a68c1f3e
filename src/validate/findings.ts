import { posix } from 'node:path';
import { formatLocation, type Location, type UserError } from '../errors.ts';
import type { ChangedFile } from '../git/changed-files.ts';
import { NOT_CHECKED_OUT } from '../lint/absent-base.ts';
import { SEVERITIES, type Finding, type Severity } from '../lint/finding.ts';
import { cleanLine } from '../log/clean.ts';
import { TreefileError } from '../treefile/error.ts';
import { whenText } from '../variants/when.ts';
import { IN_BASE } from './base-findings.ts';
import type { Target } from './targets.ts';
import type { Meaning } from './types.ts';

/** Id of the rule for a manifest rpm-ostree would refuse. */
const INVALID = 'invalid-manifest';

/**
 * A finding for each mistake that leaves a manifest without a meaning; one that several architectures or variants share
 * is told once, and says for which it holds when that is not for all.
 *
 * @param root real path of the tree the findings' files are below.
 */
export function meaningFindings(
  head: readonly Meaning[],
  targets: readonly Target[],
  root: string,
): Finding[] {
  const groups = new Map<string, { finding: Finding; meanings: Meaning[] }>();
  for (const meaning of head) {
    if (!('error' in meaning.result)) continue;
    const finding = findingOf(meaning, meaning.result.error, targets, root);
    const key = JSON.stringify([finding.location, finding.message]);
    const group = groups.get(key) ?? { finding, meanings: [] };
    group.meanings.push(meaning);
    groups.set(key, group);
  }
  return [...groups.values()].map(({ finding, meanings }) => {
    const all = head.filter(({ config }) => meanings.some((one) => one.config === config));
    const when = whenText(new Set(meanings), all, labelsOf);
    return when === undefined ? finding : { ...finding, when };
  });
}

function labelsOf({ arch, variant }: Meaning): ReadonlyMap<string, string> {
  return new Map([
    ['arch', arch],
    ['manifest', variant],
  ]);
}

function findingOf(meaning: Meaning, error: UserError, targets: readonly Target[], root: string): Finding {
  const at = error.location === undefined ? undefined : locate(meaning, error.location);
  const text = error instanceof TreefileError ? error.upstream : messageOf(error);
  const place = at === undefined && error.location !== undefined ? `${formatLocation(error.location)}: ` : '';
  const message = cleanLine(
    (place === '' ? text : `${place}${text}`).replaceAll(/\s*\n\s*/g, ' '),
  ).replaceAll(`${root}/`, '');
  return { rule: INVALID, severity: 'error', message, location: at ?? { file: entryFile(meaning, targets) } };
}

/** The error's text without the place it begins with, which the finding has by itself. */
function messageOf({ message, location }: UserError): string {
  if (location === undefined) return message;
  const { file, line } = location;
  const places = [formatLocation(location), ...(line === undefined ? [] : [`${file}:${line}`]), file];
  for (const place of places) if (message.startsWith(`${place}: `)) return message.slice(place.length + 2);
  return message;
}

function locate({ locate: find }: Meaning, { file, line, column }: Location): Location | undefined {
  const found = find({ file, line: line ?? 1, column: column ?? 1 });
  if (found === undefined) return undefined;
  // What has no line is about the file as a whole.
  if (line === undefined) return { file: found.file };
  return { file: found.file, line: found.line ?? line, ...(column === undefined ? {} : { column }) };
}

function entryFile({ config, variant }: Meaning, targets: readonly Target[]): string {
  const kind = targets.find(({ path }) => path === config)?.kind;
  const name = variant.replace(/ \(.*\)$/, '');
  if (kind === 'manifest' || name === '') return config;
  return config === '' ? name : `${config}/${name}`;
}

/** Findings of a linter that looked at one configuration, with files below the root instead. */
export function belowRoot(findings: readonly Finding[], config: string): Finding[] {
  if (config === '') return [...findings];
  return findings.map((finding) => ({
    ...finding,
    location: { ...finding.location, file: posix.join(config, finding.location.file) },
  }));
}

/** Each finding once: a linter may see the same mistake the flattener has. */
export function withoutRepeats(findings: readonly Finding[]): Finding[] {
  const errors = new Set(
    findings
      // That something is wrong in the base explains nothing about the manifest it is told at.
      .filter(
        ({ rule, severity, message }) =>
          rule !== INVALID && severity === 'error' && !message.startsWith(IN_BASE),
      )
      .map(({ location }) => `${location.file}:${location.line ?? 0}`),
  );
  const isAboutSubmodule = ({ message }: Finding): boolean => message.includes(NOT_CHECKED_OUT);
  const submodules = findings.some((finding) => finding.rule === INVALID && isAboutSubmodule(finding));
  const seen = new Set<string>();
  return findings.filter((finding) => {
    const { rule, message, location, when } = finding;
    // The flattener's own word is the whole of it: nothing of that manifest has a meaning.
    if (rule === 'missing-include' && submodules && isAboutSubmodule(finding)) return false;
    if (rule === INVALID && errors.has(`${location.file}:${location.line ?? 0}`)) return false;
    const key = JSON.stringify([rule, message, location, when]);
    return seen.size < seen.add(key).size;
  });
}

/** Worst first, of equals those in lines that were touched first, then by place. */
export function sortFindings(findings: readonly Finding[], changed: readonly ChangedFile[]): Finding[] {
  const touched = new Map(changed.map(({ path, lines }) => [path, lines]));
  const far = ({ location: { file, line } }: Finding): number => {
    const lines = touched.get(file);
    if (lines === undefined) return 2;
    return line !== undefined && lines.has(line) ? 0 : 1;
  };
  return [...findings].sort(
    (one, two) =>
      SEVERITIES.indexOf(one.severity) - SEVERITIES.indexOf(two.severity) ||
      far(one) - far(two) ||
      (one.location.file < two.location.file ? -1 : one.location.file > two.location.file ? 1 : 0) ||
      (one.location.line ?? 0) - (two.location.line ?? 0),
  );
}

/** Number of findings of a severity. */
export function countOf(findings: readonly Finding[], severity: Severity): number {
  return findings.filter((finding) => finding.severity === severity).length;
}
