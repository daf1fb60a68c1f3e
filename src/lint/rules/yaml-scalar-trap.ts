import { manifest } from '../example.ts';
import type { Reporter, Rule } from '../rule.ts';
import { ALIASES, conditionalsOf, entriesOf, KEYS, type Entry, type Treefile } from '../treefile.ts';

/** Texts a person writes without quotes and YAML takes for a number. */
const TEXTS = new Set(['ref', 'automatic-version-prefix', 'mutate-os-release', 'automatic-version-suffix']);
const BOOLEANS = /^(yes|no|on|off|y|n)$/i;

/** Plain scalars that are not what they look like. */
export const yamlScalarTrap: Rule = {
  id: 'yaml-scalar-trap',
  severity: 'error',
  title: 'a plain value YAML reads as something else',
  rationale:
    'rpm-ostree reads YAML 1.2: yes and on are texts, 41 is a number, 1.10 is 1.1. Programs that read YAML 1.1, as the scripts of the assembler do, answer differently again. Quotes make a text of everything; true and false are the booleans.',
  bad: [
    manifest('selinux: yes\n', 1),
    manifest('mutate-os-release: 9\n', 1),
    manifest('edition: 2024\n', 1),
    manifest('releasever: 10.0\n', 1),
    manifest('packages:\n  - null\n', 2),
    manifest('\uFEFFref: a\nselinux: true\n', 1),
    manifest('variables:\n  n: 012\n', 2),
  ],
  good: [
    manifest('selinux: true\nmutate-os-release: "9"\nedition: "2024"\nreleasever: 10\npackages: ["null"]\n'),
  ],
  check: ({ treefiles }, report) => {
    for (const file of treefiles.values()) {
      if (file.format !== 'yaml') continue;
      if (file.text.startsWith('\uFEFF')) {
        report({
          message:
            'found a byte order mark, behind which rpm-ostree sees more than one document; save the file without it',
          at: { file: file.path, line: 1 },
        });
      }
      for (const entry of allEntries(file)) look(entry, report);
    }
  },
};

function allEntries(file: Treefile): Entry[] {
  return [...file.entries, ...conditionalsOf(file).flatMap(({ include }) => entriesOf(include))];
}

function look({ name, value }: Entry, report: Reporter): void {
  const key = ALIASES[name] ?? name;
  const { scalar, source } = value;
  const at = value.origin;
  if (KEYS[key]?.type === 'bool' && typeof scalar === 'string' && BOOLEANS.test(scalar)) {
    const meant = /^(yes|on|y)$/i.test(scalar);
    report({
      message: `${key}: found ${scalar}, which is a text, expected true or false; write ${meant}`,
      at,
    });
  }
  const isNumber = typeof scalar === 'bigint' || typeof scalar === 'number';
  if (TEXTS.has(key) && isNumber) {
    report({
      message: `${key}: found the number ${source ?? ''}, expected a text; write "${source ?? ''}"`,
      at,
    });
  }
  if (key === 'edition' && isNumber) {
    report({
      message: `edition: found the number ${source ?? ''}, expected a text; write "${source ?? ''}"`,
      at,
    });
  }
  if (key === 'releasever' && typeof scalar === 'number') {
    report({
      message: `releasever: found ${source ?? ''}, a number with a point, expected a whole number or a text; write "${source ?? ''}"`,
      at,
    });
  }
  if (key === 'packages') {
    for (const item of value.items ?? []) {
      if (item.source === undefined || item.source === '' || typeof item.scalar === 'string') continue;
      report({
        message: `packages: found ${item.source}, which is the package of that name here and something else to other readers of YAML; write "${item.source}", or take it out`,
        at: item.origin,
        severity: 'warning',
      });
    }
  }
  for (const { value: node } of key === 'variables' || key === 'metadata' ? entriesOf(value) : [{ value }]) {
    if (node.source === undefined || !/^[+-]?0[0-9]+$/.test(node.source)) continue;
    report({
      message: `found ${node.source}, a text to rpm-ostree and a number to readers of YAML 1.1; write "${node.source}"`,
      at: node.origin,
      severity: 'warning',
    });
  }
}
