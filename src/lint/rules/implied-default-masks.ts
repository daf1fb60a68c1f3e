import { files } from '../example.ts';
import type { Rule } from '../rule.ts';
import { plain, type Located } from '../treefile.ts';
import type { Contribution } from '../walk.ts';

/** What a key sets in its own file, by its value. */
const IMPLIED: Readonly<Record<string, { value: unknown; keys: Readonly<Record<string, unknown>> }>> = {
  container: {
    value: true,
    keys: {
      'boot-location': 'modules',
      selinux: false,
      'tmp-is-dir': true,
      'preserve-passwd': false,
      'check-passwd': { type: 'none' },
      'check-groups': { type: 'none' },
    },
  },
  edition: { value: '2024', keys: { 'boot-location': 'modules', 'tmp-is-dir': true } },
};

/** Defaults a file implies and another file meant otherwise. */
export const impliedDefaultMasks: Rule = {
  id: 'implied-default-masks',
  severity: 'warning',
  title: 'a value that container or edition of another file overrules',
  rationale:
    'container: true and edition: "2024" set further keys of their own file before files are merged. From then on these count like values somebody wrote: in an including file they hide what an included one says, in an included one they lose to the includer.',
  bad: [
    files(
      { 'manifest.yaml': 'edition: "2024"\ninclude: a.yaml\n', 'a.yaml': 'tmp-is-dir: false\n' },
      'a.yaml:1',
    ),
    files({ 'manifest.yaml': 'selinux: true\ninclude: a.yaml\n', 'a.yaml': 'container: true\n' }, 'a.yaml:1'),
    files({ 'manifest.yaml': 'container: true\nselinux: true\n' }, 'manifest.yaml:2'),
  ],
  good: [files({ 'manifest.yaml': 'edition: "2024"\ntmp-is-dir: false\n' })],
  check: ({ variants }, report) => {
    for (const view of variants) {
      for (const [name, { value, keys }] of Object.entries(IMPLIED)) {
        const sources = view.walk.contributions.filter(
          (from) => from.name === name && !from.inline && from.value.scalar === value,
        );
        for (const source of sources) {
          for (const [key, implied] of Object.entries(keys)) {
            for (const other of view.merged.all(key)) {
              if (same(other.value, implied)) continue;
              const at = `${source.file}:${source.key.origin.line}`;
              if (other.file === source.file) {
                if (name === 'container' && !other.inline)
                  report({
                    message: `${key} has no effect: ${name} on line ${source.key.origin.line} of this file sets it to ${show(implied)}`,
                    at: other.key.origin,
                    in: view,
                  });
              } else if (precedes(source, other, view.walk.contributions))
                report({
                  message: `${key} has no effect: ${name} at ${at} implies ${show(implied)} and comes first; set ${key} there`,
                  at: other.key.origin,
                  in: view,
                });
              else
                report({
                  message: `${name} means to set ${key} to ${show(implied)}, but ${other.file}:${other.key.origin.line} comes first and says otherwise`,
                  at: source.key.origin,
                  in: view,
                });
            }
          }
        }
      }
    }
  },
};

function precedes(one: Contribution, two: Contribution, all: readonly Contribution[]): boolean {
  return all.indexOf(one) < all.indexOf(two);
}

function same(node: Located, value: unknown): boolean {
  return JSON.stringify(plain(node)) === JSON.stringify(value);
}

function show(value: unknown): string {
  return typeof value === 'string' || typeof value === 'boolean' ? String(value) : 'type: none';
}
