import type { LintContext } from './context.ts';
import type { Finding } from './finding.ts';
import { finish } from './finish.ts';
import { withConfig } from './open.ts';
import type { LintOptions } from './options.ts';
import type { Report, Rule } from './rule.ts';
import { RULES } from './rules.ts';
import type { Variant } from './variants.ts';
import { possibleVariants, whenText } from './when.ts';

export type { LintOptions, SourcePlace } from './options.ts';

/**
 * Looks a configuration over: the manifest with everything it includes, for all architectures and variables at once,
 * and the files beside it.
 *
 * @param dir has a manifest.yaml, a manifest.yaml.in, or manifests of another name that are given.
 * @returns findings by file and line; `file` is relative to `dir`.
 * @throws UserError for a directory that is none or has no manifest, and for a settings file that is wrong.
 */
export async function lint(dir: string, options: LintOptions = {}): Promise<Finding[]> {
  const { rules } = options;
  return await withConfig(dir, options, (opened) => {
    if (rules !== undefined) {
      const some = RULES.filter(({ id }) => rules.includes(id));
      const found = some.flatMap((rule) => run(rule, opened.context));
      return finish(found, opened, { comments: false });
    }
    const found = RULES.flatMap((rule) => run(rule, opened.context));
    return finish([...found, ...opened.workspace.problems], opened, { comments: true });
  });
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
    const when = always ? undefined : whenText(seen, possibleVariants(context, report.at.file, seen));
    return {
      rule: rule.id,
      severity: report.severity ?? rule.severity,
      message: report.message,
      location: report.at,
      ...(when === undefined ? {} : { when }),
    };
  });
}
