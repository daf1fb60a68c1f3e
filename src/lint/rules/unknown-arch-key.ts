import { ARCHES } from '../../arch.ts';
import { suggest } from '../suggest.ts';
import { manifest } from '../example.ts';
import type { Rule } from '../rule.ts';
import { conditionalsOf, entriesOf, isArchPackages } from '../treefile.ts';

/** Architectures rpm has a name for and rpm-ostree may be built on. */
const KNOWN: ReadonlySet<string> = new Set([...ARCHES, 'i386', 'armhfp', 'ppc64', 'riscv64', 'loongarch64']);
const ALSO: Readonly<Record<string, string>> = {
  amd64: 'x86_64',
  'x86-64': 'x86_64',
  x64: 'x86_64',
  arm64: 'aarch64',
  ppc64el: 'ppc64le',
  powerpc64le: 'ppc64le',
  s390: 's390x',
};

/** Architectures by other names than rpm's. */
export const unknownArchKey: Rule = {
  id: 'unknown-arch-key',
  severity: 'warning',
  title: 'an architecture by a name rpm does not have',
  rationale:
    "Architectures have rpm's names here: x86_64, aarch64, ppc64le, s390x. What is written under another name is dropped in silence on every machine.",
  bad: [
    manifest('packages-amd64:\n  - grub2\n', 1),
    manifest('arch-include:\n  arm64: []\n', 2),
    manifest('conditional-include:\n  - if: basearch == "amd64"\n    include: {packages: [grub2]}\n', 2),
  ],
  good: [manifest('packages-x86_64:\n  - grub2\npackages-aarch64:\n  - grub2\n')],
  check: ({ treefiles }, report) => {
    for (const file of treefiles.values()) {
      const names = file.entries.flatMap(({ name, key, value }) => {
        if (isArchPackages(name)) return [{ arch: name.slice('packages-'.length), at: key.origin }];
        return name === 'arch-include'
          ? entriesOf(value).map((entry) => ({ arch: entry.name, at: entry.key.origin }))
          : [];
      });
      const tested = conditionalsOf(file).flatMap(({ conditions }) =>
        conditions.flatMap((condition) =>
          'name' in condition && condition.name === 'basearch' && typeof condition.value === 'string'
            ? [{ arch: condition.value, at: condition.origin }]
            : [],
        ),
      );
      for (const { arch, at } of [...names, ...tested]) {
        if (KNOWN.has(arch)) continue;
        const near = ALSO[arch] ?? suggest(arch, ARCHES)[0];
        report({
          message: `found the architecture ${JSON.stringify(arch)}, which rpm calls otherwise or not at all; ${near === undefined ? `expected one of ${ARCHES.join(', ')}` : `did you mean ${near}?`}`,
          at,
        });
      }
    }
  },
};
