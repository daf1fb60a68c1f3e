import { suggest } from '../suggest.ts';
import { files, manifest } from '../example.ts';
import type { Rule } from '../rule.ts';
import { entriesOf, isTreefileKey, KEYS, conditionalsOf, type Entry, type Treefile } from '../treefile.ts';

/** Keys that were taken once, or that people take for others. */
const GONE: Readonly<Record<string, string>> = {
  modules: 'it was removed in v2024.7; name the packages themselves',
  bootstrap_packages: 'only bootstrap-packages is taken; packages does the same',
  install_langs: 'write install-langs',
  'opt-usrlocal-overlays': 'it was removed in v2024.4; write opt-usrlocal: state-overlay',
  repo_metadata: 'write repo-metadata',
  'ex-jigdo-spec': 'it was removed; rojig is what is left of it',
  'override-replace-local-rpms': 'it was removed; write override-replace-local',
  'ignore-remove-users': 'write ignore-removed-users',
  '<<': 'YAML merge keys are not applied; write the keys out, or include a file',
};

/** Keys of structures whose unknown keys rpm-ostree passes over in silence. */
const NESTED: Readonly<Record<string, readonly string[]>> = {
  'repo-packages': ['repo', 'packages'],
  'ex-override-replace': ['from', 'packages'],
  rojig: ['name', 'summary', 'license', 'description'],
  'check-passwd': ['type', 'filename', 'entries'],
  'check-groups': ['type', 'filename', 'entries'],
  'conditional-include': ['if', 'include'],
  initramfs: ['regenerate', 'etc', 'args'],
  custom: ['url', 'description'],
};

/** Keys no treefile has. */
export const unknownKey: Rule = {
  id: 'unknown-key',
  severity: 'error',
  title: 'a key no treefile has',
  rationale:
    'In YAML rpm-ostree refuses the file. In JSON, in inline bodies and inside structures it is silent: what the key was meant to do does not happen.',
  bad: [
    manifest('pakages:\n  - bash\n', 1),
    files({ 'manifest.yaml': 'include: more.json\n', 'more.json': '{"pakages": ["bash"]}\n' }, 'more.json:1'),
    manifest('rojig:\n  name: node\n  summary: s\n  license: MIT\n  sumary: t\n', 5),
  ],
  good: [manifest('packages:\n  - bash\npackages-s390x:\n  - s390utils-core\n')],
  check: ({ treefiles }, report) => {
    for (const file of treefiles.values()) {
      const isYaml = file.format === 'yaml';
      for (const entry of file.entries) {
        if (isTreefileKey(entry.name)) continue;
        report({
          message: `found the key ${entry.name}, which no treefile has${isYaml ? '' : ' and JSON does not refuse'}${hint(entry.name, Object.keys(KEYS))}`,
          at: entry.key.origin,
          severity: isYaml ? 'error' : 'warning',
        });
      }
      for (const { entry, expected, parent } of nestedKeys(file)) {
        if (expected.includes(entry.name)) continue;
        report({
          message: `found ${entry.name} in ${parent}, where rpm-ostree passes over it in silence${hint(entry.name, expected)}`,
          at: entry.key.origin,
          severity: 'warning',
        });
      }
    }
  },
};

function hint(name: string, known: readonly string[]): string {
  const gone = GONE[name];
  if (gone !== undefined) return `; ${gone}`;
  const near = suggest(name, known);
  return near.length === 0 ? '; take it out' : `; did you mean ${near.join(', ')}?`;
}

/** Keys inside structures, those in inline bodies as well. */
function nestedKeys(file: Treefile): { entry: Entry; expected: readonly string[]; parent: string }[] {
  const inline = conditionalsOf(file).flatMap(({ include }) => entriesOf(include));
  return [...file.entries, ...inline].flatMap(({ name, value }) => {
    const expected = NESTED[name];
    if (expected === undefined) return [];
    return (value.items ?? [value]).flatMap((node) =>
      entriesOf(node).map((entry) => ({ entry, expected, parent: name })),
    );
  });
}
