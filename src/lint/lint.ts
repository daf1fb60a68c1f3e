import { statSync } from 'node:fs';
import { ARCHES } from '../arch.ts';
import { UserError, type Location } from '../errors.ts';
import { cleanLine } from '../log/clean.ts';
import { buildContext } from './build-context.ts';
import type { Finding } from './finding.ts';
import { SEVERITIES } from './finding.ts';
import { isForeign } from './foreign.ts';
import type { LintContext } from './context.ts';
import { limitFindings } from './limit.ts';
import type { Report, Rule } from './rule.ts';
import { RULES, RULE_IDS } from './rules.ts';
import { readSettings, SETTINGS_FILE, type Settings } from './settings.ts';
import { Suppressions } from './suppression.ts';
import type { Variant } from './variants.ts';
import { whenText } from './when.ts';
import { openWorkspace, type Workspace } from './workspace.ts';

/** Where a person finds a place of a tree that was rendered for the build. */
export interface SourcePlace {
  readonly location: Location;
  /** The input that wrote the place, `overrides: packages`; then there is no line of a file to point at. */
  readonly writer?: string;
}

/** Options of {@link lint}. */
export interface LintOptions {
  /** rpm's names of the architectures; default: what the settings say, else all that CoreOS is made for. */
  readonly arches?: readonly string[];
  /** Values of variables; every combination is looked at. */
  readonly vars?: Readonly<Record<string, readonly string[]>>;
  /** Manifests, relative to the directory; default: those the directory tells. */
  readonly manifests?: readonly string[];
  /** Values of `@NAME@` in templates. */
  readonly placeholders?: Readonly<Record<string, string>>;
  /** Version of the rpm-ostree that is going to read the manifest, such as `2024.8`. */
  readonly rpmOstree?: string | undefined;
  /** For a rendered tree: where its places come from. */
  readonly placeOf?: (at: Location) => SourcePlace;
}

/**
 * Looks a configuration over: the manifest with everything it includes, for all architectures and variables at once,
 * and the files beside it.
 *
 * @param dir has a manifest.yaml, a manifest.yaml.in, or manifests of another name that are given.
 * @returns findings by file and line; `file` is relative to `dir`.
 * @throws UserError for a directory that is none or has no manifest, and for a settings file that is wrong.
 */
export function lint(dir: string, options: LintOptions = {}): Promise<Finding[]> {
  // All of it is reading small files, which is done at once; the promise lets that change.
  return Promise.resolve().then(() => lintNow(dir, options));
}

function lintNow(dir: string, options: LintOptions): Finding[] {
  if (statSync(dir, { throwIfNoEntry: false })?.isDirectory() !== true) {
    throw new UserError(`${dir} is no directory; give the directory of a configuration`);
  }
  const [firstArch = ARCHES[0]] = options.arches ?? [];
  const workspace = openWorkspace(dir, options.placeholders ?? {}, firstArch);
  try {
    const settings = readSettings(workspace.tree, RULE_IDS);
    const context = buildContext(workspace, {
      arches: options.arches ?? settings.arches ?? ARCHES,
      vars: { ...settings.vars, ...options.vars },
      manifests: options.manifests ?? settings.manifests,
      rpmOstree: options.rpmOstree,
      knownRepos: settings.repos,
    });
    if (context.variants.length === 0) {
      throw new UserError(
        `${dir}: found no manifest.yaml, manifest.yaml.in or manifest-NAME.yaml, expected the directory of a configuration`,
      );
    }
    return finish(
      RULES.flatMap((rule) => run(rule, context)),
      { workspace, settings, options, treefiles: context.treefiles },
    );
  } finally {
    workspace.close();
  }
}

/** Runs one rule; what it sees in several variants becomes one finding. */
function run(rule: Rule, context: LintContext): Finding[] {
  const reports = new Map<string, { report: Report; seen: Set<Variant>; always: boolean }>();
  rule.check(context, (report) => {
    const { file, line, column } = report.at;
    const key = JSON.stringify([file, line, column, report.message, report.severity]);
    const known = reports.get(key) ?? { report, seen: new Set<Variant>(), always: false };
    if (report.in === undefined) known.always = true;
    else known.seen.add(report.in.variant);
    reports.set(key, known);
  });
  return [...reports.values()].map(({ report, seen, always }) => {
    const when = always ? undefined : whenText(seen, possible(context, report.at.file, seen));
    return {
      rule: rule.id,
      severity: report.severity ?? rule.severity,
      message: report.message,
      location: report.at,
      ...(when === undefined ? {} : { when }),
    };
  });
}

/** Variants a finding in a file could be seen in: those of manifests that use the file at all. */
function possible({ variants }: LintContext, file: string, seen: ReadonlySet<Variant>): Variant[] {
  const entries = new Set(
    variants.filter(({ walk }) => walk.files.includes(file)).map(({ variant }) => variant.entry),
  );
  for (const { entry } of seen) entries.add(entry);
  return variants.map(({ variant }) => variant).filter(({ entry }) => entries.has(entry));
}

/** Applies levels and comments, and names places as the person who reads knows them. */
function finish(
  found: readonly Finding[],
  {
    workspace,
    settings,
    options,
    treefiles,
  }: Pick<LintContext, 'treefiles'> & {
    readonly workspace: Workspace;
    readonly settings: Settings;
    readonly options: LintOptions;
  },
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
  const kept = [...found, ...workspace.problems].filter(
    ({ rule, location }) => !commentsOf(location.file).covers(rule, location.line),
  );
  const problems = [...comments.entries()].flatMap(([file, { problems: wrong }]) =>
    file === SETTINGS_FILE ? [] : wrong,
  );
  const levelled = [...kept, ...problems].flatMap((finding) => {
    const level = settings.levelOf(finding.rule, finding.location.file);
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
  const text = cleanLine(finding.message.replaceAll(/\s*\n\s*/g, ' '));
  return { ...finding, location, message: writer === undefined ? text : `${writer}: ${text}` };
}

function byPlace(one: Finding, two: Finding): number {
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
