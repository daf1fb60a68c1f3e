import { files, manifest } from '../example.ts';
import { wordsOf } from '../merged.ts';
import type { Rule } from '../rule.ts';
import { textOf } from '../treefile.ts';

/** Patterns of remove-from-packages. */
export const removeFromPackages: Rule = {
  id: 'remove-from-packages',
  severity: 'warning',
  title: 'an entry of remove-from-packages that fails or removes something else',
  rationale:
    'An entry is [name, pattern…]: the exact name of a package, then regular expressions that are searched for anywhere in the path of each of its files. They are no shell patterns: /usr/bin/* matches every path with /usr/bin in it. A wrong expression makes the compose fail without saying which, an empty entry makes it crash. That nothing brings in a package is passed over in silence, by rpm-ostree and here: most of those named are needed by another, which only the solver knows.',
  bad: [
    manifest('remove-from-packages:\n  - [grub2-tools, "/etc/(default"]\n', 2),
    manifest('remove-from-packages:\n  - []\n', 2),
    manifest('remove-from-packages:\n  - [grub2-tools, "/usr/bin/*"]\n', 2),
    manifest('remove-from-packages:\n  - [grub2-tools]\n', 2),
  ],
  good: [
    files({
      'manifest.yaml':
        'packages: [grub2-tools]\nremove-from-packages:\n  - [grub2-tools, "/etc/default/grub", "/usr/share/.*"]\n',
    }),
  ],
  check: ({ treefiles }, report) => {
    for (const { entries } of treefiles.values()) {
      for (const { name, value } of entries) {
        if (name !== 'remove-from-packages') continue;
        for (const item of value.items ?? []) {
          const [subject, ...patterns] = item.items ?? [];
          const at = item.origin;
          if (item.items === undefined) continue;
          const name0 = textOf(subject) ?? '';
          if (subject === undefined) {
            report({
              message:
                'remove-from-packages: found an empty entry, expected [name, pattern…]: rpm-ostree crashes on it',
              at,
              severity: 'error',
            });
            continue;
          }
          if (wordsOf(name0).length > 1 || /[*?]/.test(name0))
            report({
              message: `remove-from-packages: found ${JSON.stringify(name0)}, expected the exact name of one package`,
              at,
            });
          if (patterns.length === 0)
            report({
              message: `remove-from-packages: found no pattern behind ${name0}, so nothing is removed; add one, or take the entry out`,
              at,
            });
          for (const node of patterns) {
            const pattern = textOf(node) ?? '';
            const why = mistake(pattern);
            if (why !== undefined)
              report({
                message: `remove-from-packages: found ${JSON.stringify(pattern)}, ${why.text}`,
                at: node.origin,
                severity: why.severity,
              });
          }
        }
      }
    }
  },
};

function mistake(pattern: string): { text: string; severity: 'error' | 'warning' | 'info' } | undefined {
  try {
    // GRegex has some forms JavaScript has not; only what neither can read is called wrong.
    RegExp(pattern.replaceAll(/\(\?[imsx]+\)|\(\?P(?=<)|\\[AzZhHvVRK]|(?<=[*+?}])\+/g, ''));
  } catch {
    return { text: 'which is no regular expression: the compose fails without naming it', severity: 'error' };
  }
  if (/^\*|\/\*|(?<![\\.\])}\w])\*$/.test(pattern))
    return {
      text: 'which is a regular expression and not a shell pattern; write .* for any text',
      severity: 'warning',
    };
  if (/^\^?\/?\.\*\$?$/.test(pattern))
    return {
      text: 'which removes every file of the package; exclude the package, if nothing needs it',
      severity: 'info',
    };
  return undefined;
}
