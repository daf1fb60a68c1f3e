import { files, manifest } from '../example.ts';
import type { Rule } from '../rule.ts';
import type { Item } from '../merged.ts';

/** A package asked for and shut out. */
export const requestedAndExcluded: Rule = {
  id: 'requested-and-excluded',
  severity: 'error',
  title: 'a package that is asked for and excluded',
  rationale:
    'exclude-packages takes names only, exactly as they are, and adds up over all includes; an including file cannot take an exclusion back. The solver fails an hour later with "is filtered out by exclude filtering", or does not find the package.',
  bad: [
    files(
      {
        'manifest.yaml': 'include: base.yaml\npackages:\n  - python3\n',
        'base.yaml': 'exclude-packages:\n  - python3\n',
      },
      'manifest.yaml:3',
    ),
    manifest('exclude-packages:\n  - "perl-*"\n', 2),
    manifest('exclude-packages: [perl, perl]\n', 1),
  ],
  good: [manifest('packages:\n  - bash\nexclude-packages:\n  - perl\n')],
  check: ({ variants }, report) => {
    for (const view of variants) {
      const excluded = new Map<string, Item>();
      for (const item of view.merged.strings('exclude-packages')) {
        const before = excluded.get(item.text);
        const odd = oddity(item.text);
        if (odd !== undefined)
          report({
            message: `exclude-packages: found ${JSON.stringify(item.text)}, ${odd}; only the exact name of a package works`,
            at: item.origin,
            severity: 'warning',
            in: view,
          });
        else if (before !== undefined)
          report({
            message: `exclude-packages: found ${item.text}, which ${before.origin.file}:${before.origin.line} excludes already`,
            at: item.origin,
            severity: 'info',
            in: view,
          });
        else excluded.set(item.text, item);
      }
      for (const { text, origin } of view.merged.packages()) {
        const hit = candidates(text)
          .map((name) => excluded.get(name))
          .find((item) => item !== undefined);
        if (hit === undefined) continue;
        report({
          message: `found ${text}, which ${hit.origin.file}:${hit.origin.line} excludes: the solver will not find it; take it out of one of the two`,
          at: origin,
          in: view,
        });
      }
    }
  },
};

/** What a package string may be the name of: itself, and the name part of name.arch, name-version-release … */
function candidates(text: string): string[] {
  const [plain = ''] = text.split(/\s*[<>=]/);
  const noArch = plain.replace(/\.(?:noarch|x86_64|aarch64|ppc64le|s390x|i686)$/, '');
  const nevra = /^(.+)-(?:\d+:)?\d[^-]*-[^-]*\d[^-]*$/.exec(noArch)?.[1];
  return [text, plain, noArch, ...(nevra === undefined ? [] : [nevra])];
}

function oddity(text: string): string | undefined {
  if (/\s/.test(text)) return 'with a blank in it';
  if (/[*?[]/.test(text)) return 'a pattern';
  if (/[<>=]/.test(text)) return 'with a version';
  if (text.startsWith('/')) return 'a path';
  return /\.(?:noarch|x86_64|aarch64|ppc64le|s390x)$/.test(text) ? 'with an architecture' : undefined;
}
