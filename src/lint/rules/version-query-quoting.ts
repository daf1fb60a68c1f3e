import { manifest } from '../example.ts';
import type { Rule } from '../rule.ts';
import {
  KEYS,
  splitPackages,
  stringsIn,
  textOf,
  TreefileError,
  type Treefile,
  isArchPackages,
  type Located,
} from '../treefile.ts';
import { wordsOf } from '../merged.ts';

const OPERATOR = /^(?:>=|<=|=|<|>|==)$/;

/** Version queries that fall apart at their blanks. */
export const versionQueryQuoting: Rule = {
  id: 'version-query-quoting',
  severity: 'error',
  title: 'a version query that falls apart at its blanks',
  rationale:
    "A package string is split at blanks unless single quotes are in the text itself: 'podman >= 4' in YAML's own quotes is three packages, podman, >= and 4. Write \"'podman >= 4'\".",
  bad: [manifest("packages:\n  - 'podman >= 4'\n", 2), manifest('packages:\n  - "it\'s"\n', 2)],
  good: [manifest('packages:\n  - "\'podman >= 4\'"\n  - nano vim-minimal\n')],
  check: ({ treefiles }, report) => {
    for (const file of treefiles.values()) {
      for (const node of packageNodes(file)) {
        const text = textOf(node) ?? '';
        try {
          splitPackages(text);
        } catch (error) {
          if (!(error instanceof TreefileError)) throw error;
          report({
            message: `found ${JSON.stringify(text)} with a single quote that is not closed, expected an even number of them`,
            at: node.origin,
          });
          continue;
        }
        const words = wordsOf(text);
        if (words.some((word) => OPERATOR.test(word)))
          report({
            message: `found ${JSON.stringify(text)}, which is split into the packages ${words.join(', ')}; write "'${text}'" with single quotes inside the double ones`,
            at: node.origin,
          });
        else if (text.includes('"'))
          report({
            message: `found ${JSON.stringify(text)} with double quotes, which become part of the name; write single quotes inside the text`,
            at: node.origin,
          });
      }
    }
  },
};

function packageNodes(file: Treefile): Located[] {
  return file.entries.flatMap(({ name, value }) => {
    if (
      name === 'packages' ||
      name === 'bootstrap-packages' ||
      (isArchPackages(name) && KEYS[name] === undefined)
    )
      return [...(value.items ?? [])].filter((item) => stringsIn(item).length > 0);
    if (name !== 'repo-packages') return [];
    return (value.items ?? []).flatMap((item) =>
      (item.entries ?? [])
        .filter(({ key }) => key.scalar === 'packages')
        .flatMap((entry) => [...(entry.value.items ?? [])]),
    );
  });
}
