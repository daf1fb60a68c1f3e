import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { explain } from '../../../src/treefile/explain.ts';
import { flatten } from '../../../src/treefile/flatten.ts';
import { TreefileError } from '../../../src/treefile/error.ts';
import { printOnly } from '../../../src/treefile/print-only.ts';
import { mutate } from '../mutate.ts';
import { BRACKETS, ESCAPES, type Target } from '../target.ts';

const SEEDS = [
  `ref: a/\${basearch}/b
releasever: 43
variables:
  osversion: "el9"
  n: 41
include: inc.yaml
conditional-include:
  - if: n >= 40
    include: cond.yaml
  - if: [osversion == "el9"]
    include: {packages: [x]}
packages: [a, 'b c', "d"]
packages-x86_64:
  - e f
repos:
  - one
add-files:
  - ["inc.yaml", "/usr/x"]
metadata: &m
  k: v\${osversion}
repovars: *m
postprocess:
  - |
    #!/bin/sh
    true
`,
  '{"ref": "x", "include": ["inc.yaml"], "packages": ["a"], "arch-include": {"x86_64": "cond.yaml"}, "rojig": {"name": "r", "summary": "s", "license": "l"}}',
];
const KICKSTART = `# packages of a live system
%include more.ks
%packages --exclude-weakdeps
systemd
-bash
@core
foo # no comment
%end
`;
const INCLUDED = 'packages:\n  - inner\nvariables:\n  n: 42\ninitramfs-args: [a]\n';
const WORDS = [
  ...ESCAPES,
  ...BRACKETS,
  '- ',
  '? ',
  '&a ',
  '*a ',
  '*m ',
  '<<: ',
  '!!str ',
  '---\n',
  '|\n',
  "'",
  '"',
  '${n}',
  'n',
  ' ',
  'n ',
  ' == true',
  'include: manifest.yaml\n',
  'include: /dev/zero\n',
  'include: /dev/tty\n',
  'include: .\n',
  'packages:\n  - a\n',
  '  - x\n',
  '\t',
  '\u0000',
  '\uFEFF',
  '9'.repeat(40),
  'check-passwd:\n  type: data\n  entries: {}\n',
  'repo-packages:\n  - {repo: r, packages: [a b]}\n',
  'container: true\n',
  'edition: "2024"\n',
  'include: t.ks\n',
  '!tag ',
  '18446744073709551616',
  '%packages\n',
  '%end\n',
  '%include t.ks\n',
  '%include ../escaped\n',
  '\\ud800',
  '1e999',
];

/** The name that makes the text be read as what it was made from. */
function entryFor(text: Buffer): string {
  if (text[0] === 0x7b) return 'manifest.json';
  return text.includes('%packages') ? 'manifest.ks' : 'manifest.yaml';
}

/** Treefiles in YAML, JSON and kickstart with an include, which is changed as well. */
export const treefile: Target = {
  name: 'treefile',
  generate: (random) => {
    const text = mutate(Buffer.from(random.pick([...SEEDS, KICKSTART])), random, WORDS);
    const included = random.once(3) ? mutate(Buffer.from(INCLUDED), random, WORDS) : Buffer.from(INCLUDED);
    const length = Buffer.alloc(4);
    length.writeUInt32BE(text.length);
    return Buffer.concat([length, text, included]);
  },
  run: async (input, dir) => {
    await Promise.resolve();
    const end = 4 + input.readUInt32BE(0);
    const text = input.subarray(4, end);
    const entry = entryFor(text);
    writeFileSync(join(dir, entry), text);
    writeFileSync(join(dir, 't.ks'), KICKSTART);
    writeFileSync(join(dir, 'more.ks'), '%packages\nmore\n%end\n');
    writeFileSync(join(dir, 'inc.yaml'), input.subarray(end));
    writeFileSync(join(dir, 'cond.yaml'), 'packages: [cond]\n');
    const flattened = flatten(entry, { cwd: dir, basearch: 'x86_64', mode: 'compose' });
    // What is taken can be printed, and every key of it explained.
    JSON.parse(printOnly(flattened));
    for (const key of Object.keys(flattened.config)) explain(flattened, key);
  },
  refuses: (error) => error instanceof TreefileError,
};
