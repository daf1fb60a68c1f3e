import { ARCHES } from '../../arch.ts';
import { suggest } from '../suggest.ts';
import { files } from '../example.ts';
import type { Reporter, Rule } from '../rule.ts';
import { entriesOf, readLocated, TreefileError, type Located } from '../treefile.ts';

const M = { 'manifest.yaml': 'packages: [bash]\n' };
const FIELDS = ['grub_commands', 'kernel_arguments'];

/** platforms.yaml: architecture, platform, and what is set there. */
export const platformsConfig: Rule = {
  id: 'platforms-config',
  severity: 'warning',
  title: 'an entry of platforms.yaml nothing reads',
  rationale:
    'platforms.yaml has grub_commands and kernel_arguments, lists of texts, below a platform, below an architecture by its rpm name. s390x has no GRUB. Other names are passed over, and the console of that platform stays silent.',
  bad: [
    files({ ...M, 'platforms.yaml': 'amd64:\n  aws:\n    kernel_arguments: [a]\n' }, 'platforms.yaml:1'),
    files({ ...M, 'platforms.yaml': 'x86_64:\n  aws:\n    kernel-arguments: [a]\n' }, 'platforms.yaml:3'),
    files({ ...M, 'platforms.yaml': 'x86_64:\n  aws:\n    kernel_arguments: a\n' }, 'platforms.yaml:3'),
    files({ ...M, 'platforms.yaml': 'x86_64: [aws\n' }, 'platforms.yaml:2'),
  ],
  good: [
    files({ ...M, 'platforms.yaml': 'x86_64:\n  aws:\n    grub_commands:\n      - serial --speed=115200\n' }),
  ],
  check: ({ tree }, report) => {
    const text = tree.read('platforms.yaml');
    if (text === undefined) return;
    let root: Located | undefined;
    try {
      root = readLocated('platforms.yaml', text);
    } catch (error) {
      if (!(error instanceof TreefileError)) throw error;
      report({
        message: error.upstream,
        at: error.location ?? { file: 'platforms.yaml' },
        severity: 'error',
      });
      return;
    }
    for (const { name: arch, key, value } of entriesOf(root)) {
      if (!ARCHES.some((known) => known === arch))
        report({
          message: `found the architecture ${arch}, expected one of ${ARCHES.join(', ')}`,
          at: key.origin,
        });
      for (const platform of entriesOf(value)) fields(`${arch}: ${platform.name}`, platform.value, report);
    }
  },
};

function fields(where: string, node: Located, report: Reporter): void {
  for (const { name, key, value } of entriesOf(node)) {
    const [near] = suggest(name, FIELDS);
    if (!FIELDS.includes(name))
      report({
        message: `${where}: found ${name}, ${near === undefined ? `expected ${FIELDS.join(' or ')}` : `did you mean ${near}?`}`,
        at: key.origin,
      });
    else if (value.items === undefined && value.scalar !== null)
      report({
        message: `${where}: ${name} is no list, expected one text an item`,
        at: value.origin,
        severity: 'error',
      });
  }
}
