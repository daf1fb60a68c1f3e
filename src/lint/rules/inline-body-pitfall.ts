import { manifest } from '../example.ts';
import type { Rule } from '../rule.ts';
import {
  ALIASES,
  conditionalsOf,
  entriesOf,
  isArchPackages,
  isTreefileKey,
  memberOf,
  stringsIn,
  type Located,
} from '../treefile.ts';

/** What each key does not do inside a condition. */
const SILENT: Readonly<Record<string, string>> = {
  include: 'is not followed; give the include an entry of its own',
  'arch-include': 'is dropped; add a condition on basearch',
  'conditional-include': 'is dropped; add the condition to the list of if:',
  variables: 'defines nothing; move it out of the condition',
  releasever: 'is no variable here; move it out of the condition',
  'bootstrap-packages': 'adds no package; write packages',
  'platform-module': 'is dropped, and has no effect anywhere',
  container: 'implies none of what it implies elsewhere; set those keys themselves',
  edition: 'implies none of what it implies elsewhere; set those keys themselves',
  'add-files': 'names files nobody opens, and the compose stops; move it into a file that is included',
  'postprocess-script': 'is skipped; move it into a file that is included, or write postprocess',
};

/** What does not work in a treefile that is written inside a condition. */
export const inlineBodyPitfall: Rule = {
  id: 'inline-body-pitfall',
  severity: 'warning',
  title: 'something that does not work inside a condition',
  rationale:
    'A treefile written under include: of a condition is not treated as a file is: packages are not split at blanks, packages-<arch> and unknown keys are dropped, nothing is included from it, and no variables come of it. rpm-ostree says nothing.',
  bad: [
    manifest(
      'conditional-include:\n  - if: basearch == "x86_64"\n    include:\n      packages:\n        - nano vim-minimal\n',
      5,
    ),
    manifest(
      'conditional-include:\n  - if: basearch == "x86_64"\n    include:\n      repo-packages:\n        - repo: r\n          packages: ["nano vim-minimal"]\n',
      6,
    ),
    manifest(
      'conditional-include:\n  - if: basearch == "x86_64"\n    include:\n      packages-x86_64: [bash]\n',
      4,
    ),
    manifest(
      'conditional-include:\n  - if: basearch == "x86_64"\n    include:\n      variables: {a: b}\n',
      4,
    ),
  ],
  good: [
    manifest('repo-packages:\n  - repo: r\n    packages: [nano vim-minimal]\n'),
    manifest(
      'conditional-include:\n  - if: basearch == "x86_64"\n    include:\n      packages:\n        - nano\n        - vim-minimal\n',
    ),
  ],
  check: ({ treefiles }, report) => {
    for (const file of treefiles.values()) {
      for (const { include } of conditionalsOf(file)) {
        for (const { name, key, value } of entriesOf(include)) {
          const why = SILENT[name] ?? dropped(name);
          if (why !== undefined) report({ message: `inside a condition ${name} ${why}`, at: key.origin });
          if (
            (name === 'check-passwd' || name === 'check-groups') &&
            entriesOf(value).some(({ value: kind }) => kind.scalar === 'file')
          )
            report({
              message: `inside a condition ${name} with type: file has no file; move it into a file that is included`,
              at: key.origin,
            });
          for (const { text, origin } of packagesOf(name, value)) {
            if (!/[\s']/.test(text)) continue;
            report({
              message: `found ${JSON.stringify(text)}, which is one package of that name inside a condition; give each package an item of its own`,
              at: origin,
              severity: 'error',
            });
          }
        }
      }
    }
  },
};

/** Strings that are split at blanks in a file, and are not here. */
function packagesOf(name: string, value: Located): ReturnType<typeof stringsIn> {
  if (name === 'packages') return stringsIn(value);
  if (name !== 'repo-packages') return [];
  return (value.items ?? []).flatMap((entry) => stringsIn(memberOf(entry, 'packages')));
}

function dropped(name: string): string | undefined {
  if (isArchPackages(name)) return 'is dropped; add a condition on basearch and write packages';
  if (Object.hasOwn(ALIASES, name)) return `is dropped; write ${ALIASES[name] ?? ''}`;
  return isTreefileKey(name) ? undefined : 'is no key of a treefile and is dropped in silence';
}
