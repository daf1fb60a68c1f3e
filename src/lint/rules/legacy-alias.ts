import { manifest } from '../example.ts';
import type { Rule } from '../rule.ts';
import { ALIASES } from '../treefile.ts';

/** Underscore spellings that are still taken. */
export const legacyAlias: Rule = {
  id: 'legacy-alias',
  severity: 'info',
  title: 'an old spelling with an underscore',
  rationale:
    'Four keys may still be written with an underscore. Both spellings of one key in one file are refused, and no other key has such a spelling.',
  bad: [manifest('default_target: multi-user.target\n', 1), manifest('gpg_key: abc\ngpg-key: abc\n', 2)],
  good: [manifest('default-target: multi-user.target\n')],
  check: ({ treefiles }, report) => {
    for (const { entries } of treefiles.values()) {
      for (const [index, { name, key }] of entries.entries()) {
        const modern = ALIASES[name] ?? name;
        const old = Object.keys(ALIASES).find((alias) => ALIASES[alias] === modern);
        if (old === undefined) continue;
        const other = entries
          .slice(0, index)
          .find((entry) => entry.name !== name && (ALIASES[entry.name] ?? entry.name) === modern);
        if (other !== undefined) {
          report({
            message: `found ${name} beside ${other.name} of line ${other.key.origin.line}: rpm-ostree refuses both spellings in one file; keep ${modern}`,
            at: key.origin,
            severity: 'error',
          });
        } else if (name === old) {
          report({ message: `found ${name}, an old spelling of ${modern}; write ${modern}`, at: key.origin });
        }
      }
    }
  },
};
