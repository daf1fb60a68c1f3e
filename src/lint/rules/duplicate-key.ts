import { manifest } from '../example.ts';
import type { Rule } from '../rule.ts';
import { entriesOf, isArchPackages, isTreefileKey, type Entry, type Located } from '../treefile.ts';

/** Maps whose keys are free: of two alike the last counts, and nobody says so. */
const FREE = new Set(['variables', 'metadata', 'add-commit-metadata', 'repovars', 'arch-include']);

/** One key twice in one mapping. */
export const duplicateKey: Rule = {
  id: 'duplicate-key',
  severity: 'error',
  title: 'one key twice in a mapping',
  rationale:
    "rpm-ostree refuses a known key that is there twice. Of packages-<arch> and of the entries of free maps the last one counts in silence, and what the others say is lost. (The example of conditional-include in rpm-ostree's own documentation has this mistake.)",
  bad: [
    manifest('packages:\n  - bash\nrepos:\n  - baseos\npackages:\n  - vim-minimal\n', 5),
    manifest('packages-x86_64: [bash]\npackages-x86_64: [dash]\n', 2),
    manifest('metadata:\n  name: a\n  name: b\n', 3),
  ],
  good: [manifest('packages:\n  - bash\n  - vim-minimal\npackages-x86_64: [dash]\n')],
  check: ({ treefiles }, report) => {
    for (const file of treefiles.values()) {
      for (const { entry, first } of twice(file.entries)) {
        const isRefused = isTreefileKey(entry.name) && !isArchPackages(entry.name);
        report({
          message: isRefused
            ? `found ${entry.name} again, which is on line ${first} already and which rpm-ostree refuses; put both into one`
            : `found ${entry.name} again: what line ${first} says is lost in silence; put both into one`,
          at: entry.key.origin,
          severity: isRefused ? 'error' : 'warning',
        });
      }
      for (const { name, value } of file.entries) {
        if (name === 'conditional-include' || name === 'repo-packages')
          for (const item of value.items ?? []) structure(item);
        else if (name === 'rojig' || name === 'check-passwd' || name === 'check-groups') structure(value);
        else if (FREE.has(name))
          for (const { entry, first } of twice(entriesOf(value)))
            report({
              message: `found ${entry.name} again in ${name}: what line ${first} says is lost in silence; keep one of the two`,
              at: entry.key.origin,
              severity: 'warning',
            });
      }
    }
    function structure(node: Located): void {
      for (const { entry, first } of twice(entriesOf(node)))
        report({
          message: `found ${entry.name} again, which is on line ${first} already and which rpm-ostree refuses; write an entry of its own for it`,
          at: entry.key.origin,
        });
    }
  },
};

function twice(entries: readonly Entry[]): { entry: Entry; first: number }[] {
  const lines = new Map<string, number>();
  return entries.flatMap((entry) => {
    const first = lines.get(entry.name);
    if (first !== undefined) return [{ entry, first }];
    lines.set(entry.name, entry.key.origin.line);
    return [];
  });
}
