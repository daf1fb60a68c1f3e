import { ARCHES } from '../../arch.ts';
import { manifest } from '../example.ts';
import type { Rule } from '../rule.ts';
import { stringsIn, type Origin } from '../treefile.ts';
import { wordsOf } from '../merged.ts';

/** Packages every architecture's list has. */
export const archListDrift: Rule = {
  id: 'arch-list-drift',
  severity: 'info',
  title: 'a package in the list of every architecture',
  rationale:
    'A package that each of packages-x86_64, -aarch64, -ppc64le and -s390x lists belongs into packages: with the next architecture, or the next edit, one of the lists is forgotten. One that all but one list is left alone: most are not built for the other, and what is and was forgotten looks the same.',
  bad: [
    manifest(
      'packages-x86_64: [irqbalance]\npackages-aarch64: [irqbalance]\npackages-ppc64le: [irqbalance]\npackages-s390x: [irqbalance]\n',
      1,
    ),
  ],
  good: [
    manifest(
      'packages-x86_64: [irqbalance]\npackages-aarch64: [irqbalance]\npackages-ppc64le: [irqbalance]\n',
    ),
  ],
  check: ({ treefiles }, report) => {
    for (const { entries } of treefiles.values()) {
      const lists = new Map<string, Map<string, Origin>>();
      for (const { name, value } of entries) {
        const arch = ARCHES.find((known) => name === `packages-${known}`);
        if (arch === undefined) continue;
        lists.set(
          arch,
          new Map(
            stringsIn(value).flatMap(({ text, origin }) => wordsOf(text).map((word) => [word, origin])),
          ),
        );
      }
      const [first, ...others] = [...lists.values()];
      if (first === undefined || lists.size < ARCHES.length) continue;
      for (const [name, origin] of first) {
        if (!others.every((list) => list.has(name))) continue;
        report({
          message: `found ${name} in the list of all ${ARCHES.length} architectures; move it to packages`,
          at: origin,
        });
      }
    }
  },
};
