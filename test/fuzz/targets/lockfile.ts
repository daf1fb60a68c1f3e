import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { TreefileError } from '../../../src/treefile/error.ts';
import { flattenExtensions } from '../../../src/treefile/extensions.ts';
import { mergeLockfiles } from '../../../src/treefile/lockfile.ts';
import { printJson } from '../../../src/treefile/print.ts';
import { mutate } from '../mutate.ts';
import { BRACKETS, ESCAPES, type Target } from '../target.ts';

/** A lockfile in JSON, one of overrides, and an extensions file. */
const SEEDS = [
  `{"packages": {"foo": {"evra": "1.2-3.noarch", "digest": "sha256:aa11"}, "baz": {"evr": "4.5-6", "metadata": {}}},
 "metadata": {"generated": "2024-10-23T00:00:00Z", "rpmmd_repos": {"fedora": {"generated": "2024-04-14T18:50:00Z"}}}}`,
  `packages:
  podman:
    evr: 5:5.2.5-1.fc40
    metadata: {type: fast-track, bodhi: "https://example.org/u"}
  foo: &f {evra: 1:7-1.fc40.x86_64}
  bar: *f
`,
  `repos: [base]
extensions:
  kernel:
    packages: [kernel-devel, kernel-headers]
    match-base-evr: kernel
    architectures: [x86_64, s390x]
    repos: [extra]
  sandbox:
    packages: [kata]
    kind: development
`,
];
const WORDS = [
  ...ESCAPES,
  ...BRACKETS,
  '- ',
  '*f',
  '!t ',
  'null',
  '~',
  '1.0',
  'evr: a\n',
  'evra: a\n',
  '---\n',
  '"',
  '\\ud800',
];

/** Lockfiles, laid over each other, and extensions files. */
export const lockfile: Target = {
  name: 'lockfile',
  generate: (random) => mutate(Buffer.from(random.pick(SEEDS)), random, WORDS),
  run: async (input, dir) => {
    await Promise.resolve();
    if (input.includes('extensions')) {
      writeFileSync(join(dir, 'extensions.yaml'), input);
      const base = new Map([['kernel', '6.1-1']]);
      JSON.parse(printJson(flattenExtensions('extensions.yaml', { cwd: dir, basearch: 'x86_64', base })));
      return;
    }
    const name = input[0] === 0x7b ? 'lock.json' : 'lock.yaml';
    writeFileSync(join(dir, name), input);
    writeFileSync(join(dir, 'first.yaml'), 'packages: {foo: {evr: 1-1}}\n');
    JSON.parse(printJson(mergeLockfiles(['first.yaml', name], dir).document));
  },
  refuses: (error) => error instanceof TreefileError,
};
