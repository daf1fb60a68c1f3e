import { statSync } from 'node:fs';
import { ARCHES } from '../arch.ts';
import { UserError } from '../errors.ts';
import { buildContext } from './build-context.ts';
import type { LintContext } from './context.ts';
import type { Finding } from './finding.ts';
import { finish } from './finish.ts';
import type { LintOptions } from './options.ts';
import type { Report, Rule } from './rule.ts';
import { RULE_IDS, RULES } from './rules.ts';
import { readSettings } from './settings.ts';
import type { Variant } from './variants.ts';
import { whenText } from './when.ts';
import { openWorkspace } from './workspace.ts';

export type { LintOptions, SourcePlace } from './options.ts';

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
    const manifests = options.manifests ?? settings.manifests;
    for (const name of manifests) {
      if (workspace.tree.isFile(name)) continue;
      throw new UserError(
        `manifests: found ${JSON.stringify(name)}, expected a file in ${dir}, named from there`,
      );
    }
    const context = buildContext(workspace, {
      arches: options.arches ?? settings.arches ?? ARCHES,
      vars: { ...settings.vars, ...options.vars },
      manifests,
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
