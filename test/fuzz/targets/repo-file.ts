import { flagOf, listOf, readRepoFile, setValue } from '../../../src/release-rpm/repo-file.ts';
import { mutate } from '../mutate.ts';
import type { Target } from '../target.ts';

const SEEDS = [
  '[a]\nname=A\nbaseurl=http://a/\n http://b/\nenabled=1\ngpgcheck=0\n\n# x\n[b]\nenabled : no\n',
  '[main]\r\nEnabled=1\r\nexclude=\r\n x\r\n ; y\r\n\r\n[b c] # d\r\nmetalink=https://x?a=b&c=[d]\r\n',
];
const WORDS = [
  '[',
  ']',
  '[a]\n',
  '\n ',
  '=',
  ':',
  'enabled=',
  ' enabled=1',
  '#',
  ';',
  '\r',
  '\t',
  '\u0000',
  '\u2028',
  '@DIST@',
];

/** Texts of .repo files; what is set has to be what is read. */
export const repoFile: Target = {
  name: 'repo-file',
  generate: (random) => mutate(Buffer.from(random.pick(SEEDS)), random, WORDS),
  run: async (input) => {
    await Promise.resolve();
    const text = input.toString();
    const sections = readRepoFile(text);
    for (const { values } of sections.slice(0, 20)) {
      for (const value of values.values()) {
        listOf(value);
        flagOf(value);
      }
    }
    const ids = [...new Set(sections.map(({ id }) => id))].slice(0, 5);
    for (const id of ids) {
      const changed = readRepoFile(setValue(text, id, 'enabled', '0'));
      const count = changed.length;
      if (count !== sections.length) throw new Error(`${sections.length} sections became ${count}`);
      const left = changed.filter((section) => section.id === id).map(({ values }) => values.get('enabled'));
      if (left.some((value) => flagOf(value) !== false)) {
        throw new Error(`enabled of ${JSON.stringify(id)} is ${JSON.stringify(left)} after it was set to 0`);
      }
    }
  },
  // There is nothing it refuses: what is no line of a .repo file is passed over, as dnf does.
  refuses: () => false,
};
