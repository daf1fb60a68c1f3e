import { basename, posix } from 'node:path';
import { absenceOf, CHECK_OUT, NOT_CHECKED_OUT } from '../absent-base.ts';
import type { LintContext } from '../context.ts';
import { files } from '../example.ts';
import type { Rule } from '../rule.ts';
import type { StaticInclude } from '../treefile.ts';

/** Includes of files that are not there. */
export const missingInclude: Rule = {
  id: 'missing-include',
  severity: 'error',
  title: 'an included file that is not there',
  rationale:
    'rpm-ostree opens only what the architecture and the variables of a build ask for, so that a file missing on another architecture is noticed by that build alone. It never says which file includes the missing one. Files outside of the configuration are refused: nothing there belongs to a build.',
  bad: [
    files({ 'manifest.yaml': 'include:\n  - gone.yaml\n' }, 'manifest.yaml:2'),
    files({ 'manifest.yaml': 'arch-include:\n  s390x: gone.yaml\n' }, 'manifest.yaml:2', {
      arches: ['x86_64'],
    }),
    files({ 'manifest.yaml': 'include: ../outside.yaml\n' }, 'manifest.yaml:1'),
  ],
  good: [files({ 'manifest.yaml': 'include:\n  - there.yaml\n', 'there.yaml': 'packages: [bash]\n' })],
  check: (context, report) => {
    const hits = new Set<string>();
    const reported = new Set<string>();
    for (const view of context.variants) {
      for (const { kind, path, origin } of view.walk.problems) {
        if (kind !== 'missing' && kind !== 'outside') continue;
        hits.add(`${origin.file}:${origin.line}:${path}`);
        const absent = kind === 'missing' ? absentBase(context, path) : undefined;
        if (absent !== undefined) {
          if (!reported.has(absent.message)) report({ ...absent, at: origin });
          reported.add(absent.message);
        } else report({ message: explain(context, kind, path), at: origin, in: view });
      }
    }
    for (const include of context.includes) {
      const { kind } = context.tree.locate(include.path);
      const key = `${include.origin.file}:${include.origin.line}:${include.path}`;
      if (kind === 'inside' || hits.has(key)) continue;
      // Not part of any variant looked at: nothing fails today.
      if (kind === 'missing' && absentBase(context, include.path) !== undefined) continue;
      report({
        message: `${explain(context, kind, include.path)}${unreached(include)}`,
        at: include.origin,
        severity: kind === 'outside' ? 'error' : 'warning',
      });
    }
  },
};

function unreached({ arch }: StaticInclude): string {
  return arch === undefined
    ? '; no variant looked at includes it, the build of another one would fail'
    : `; only a build for ${arch} would fail`;
}

function explain({ tree }: LintContext, kind: string, path: string): string {
  if (kind === 'outside')
    return `found an include of ${path}, which is outside of the configuration; everything a manifest names has to be inside`;
  const elsewhere = [posix.dirname(path), 'manifests', 'fedora-coreos-config/manifests', '.']
    .flatMap((dir) => [posix.join(dir, basename(path)), posix.join(dir, 'manifests', basename(path))])
    .find((candidate) => candidate !== path && tree.isFile(candidate));
  return `found an include of ${path}, which is not there${elsewhere === undefined ? '; correct the path, or add the file' : `; there is ${elsewhere}`}`;
}

/** A whole base that is not here: fetched by the build, or a submodule nobody checked out. */
function absentBase(
  context: LintContext,
  path: string,
): { message: string; severity: 'info' | 'warning' } | undefined {
  const absence = absenceOf(context, path);
  if (absence === undefined) return undefined;
  const { kind, directory } = absence;
  return kind === 'submodule'
    ? {
        message: `${directory}/ is ${NOT_CHECKED_OUT}, so nothing of it was looked at; ${CHECK_OUT}`,
        severity: 'warning',
      }
    : {
        message: `${directory}/ is not here: it is the base the build fetches, so nothing of it was looked at; lint what render --out DIR writes to have both looked at`,
        severity: 'info',
      };
}
