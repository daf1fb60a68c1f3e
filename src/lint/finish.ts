import { formatLocation } from '../errors.ts';
import { cleanLine } from '../log/clean.ts';
import { SEVERITIES, type Finding } from './finding.ts';
import { isForeign } from './foreign.ts';
import { limitFindings } from './limit.ts';
import type { OpenedConfig } from './open.ts';
import type { LintOptions } from './options.ts';
import { RULE_IDS } from './rules.ts';
import { SETTINGS_FILE } from './settings.ts';
import { Suppressions } from './suppression.ts';

/**
 * Applies levels and comments, and names places as the person who reads knows them.
 *
 * @param also `comments`: tell what is wrong with the comments as well.
 */
export function finish(
  found: readonly Finding[],
  { workspace, settings, options, context: { treefiles } }: OpenedConfig,
  also: { readonly comments: boolean },
): Finding[] {
  const { tree, sourceOf } = workspace;
  const comments = new Map<string, Suppressions>();
  const commentsOf = (file: string): Suppressions => {
    const known =
      comments.get(file) ??
      new Suppressions(file, file.endsWith('.json') ? '' : (tree.read(file) ?? ''), RULE_IDS);
    comments.set(file, known);
    return known;
  };
  for (const file of treefiles.keys()) commentsOf(file);
  const kept = found.filter(({ rule, location }) => !commentsOf(location.file).covers(rule, location.line));
  const problems = [...comments.entries()].flatMap(([file, { problems: wrong }]) =>
    file === SETTINGS_FILE || !also.comments ? [] : wrong,
  );
  const levelled = [...kept, ...problems].flatMap((finding) => {
    // The settings name files as the person knows them.
    const level = settings.levelOf(finding.rule, place(finding, sourceOf, options).location.file);
    if (level === 'off') return [];
    // A base is not ours to tidy, unless the settings ask for more.
    if (level === undefined && finding.severity === 'info' && isForeign(tree, finding.location.file))
      return [];
    return [{ ...finding, severity: level ?? finding.severity }];
  });
  const placed = dropRepeated(levelled).map((finding) => place(finding, sourceOf, options));
  return limitFindings(placed.sort(byPlace)).sort(byPlace);
}

/** rpm-ostree's own refusal says nothing new where a rule found an error on the same line. */
function dropRepeated(findings: readonly Finding[]): Finding[] {
  const lines = new Set(
    findings
      .filter(({ rule, severity }) => severity === 'error' && rule !== 'treefile-refused')
      .map(({ location }) => `${location.file}:${location.line ?? ''}`),
  );
  return findings.filter(
    ({ rule, location }) =>
      rule !== 'treefile-refused' || !lines.has(`${location.file}:${location.line ?? ''}`),
  );
}

function place(finding: Finding, sourceOf: (path: string) => string, { placeOf }: LintOptions): Finding {
  const named = { ...finding.location, file: sourceOf(finding.location.file) };
  const { location, writer } = placeOf?.(named) ?? { location: named, writer: undefined };
  const text = cleanLine(rename(finding.message, placeOf).replaceAll(/\s*\n\s*/g, ' '));
  return { ...finding, location, message: writer === undefined ? text : `${writer}: ${text}` };
}

/** Names places of the manifest that a message speaks of as the place of the finding is named. */
function rename(message: string, placeOf: LintOptions['placeOf']): string {
  if (placeOf === undefined) return message;
  return message.replaceAll(/(?<![\w./-])manifest\.yaml:(\d+)\b/g, (_whole, line: string) => {
    const { location, writer } = placeOf({ file: 'manifest.yaml', line: Number(line) });
    return writer ?? formatLocation({ ...location });
  });
}

/** The order findings are told in: by file and line, then the worst first. */
export function byPlace(one: Finding, two: Finding): number {
  return (
    compare(one.location.file, two.location.file) ||
    (one.location.line ?? 0) - (two.location.line ?? 0) ||
    (one.location.column ?? 0) - (two.location.column ?? 0) ||
    SEVERITIES.indexOf(one.severity) - SEVERITIES.indexOf(two.severity) ||
    compare(one.rule, two.rule) ||
    compare(one.message, two.message)
  );
}

function compare(one: string, two: string): number {
  return one < two ? -1 : one > two ? 1 : 0;
}
