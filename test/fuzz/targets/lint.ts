import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { UserError } from '../../../src/errors.ts';
import { lint } from '../../../src/lint/lint.ts';
import { RULES } from '../../../src/lint/rules.ts';
import { mutate } from '../mutate.ts';
import { BRACKETS, ESCAPES, type Target } from '../target.ts';

/** Every text of every example: what rules look for is in them. */
const SEEDS = RULES.flatMap(({ bad, good }) =>
  [...bad, ...good].flatMap(({ files }) =>
    Object.entries(files).flatMap(([path, content]) =>
      typeof content === 'string' ? [{ path, content }] : [],
    ),
  ),
);
const WORDS = [
  ...ESCAPES,
  ...BRACKETS,
  '- ',
  ': ',
  '\n',
  "'",
  '"',
  '${a}',
  '@A@',
  'include: a.yaml\n',
  '\u0000',
  '\uFEFF',
  '#!',
  '<<E\n',
];

/** Files of a configuration, one of them changed. */
export const lintTarget: Target = {
  name: 'lint',
  generate: (random) => {
    const chosen = random.pick(SEEDS);
    const content = mutate(Buffer.from(chosen.content), random, WORDS);
    const length = Buffer.alloc(4);
    length.writeUInt32BE(Buffer.byteLength(chosen.path));
    return Buffer.concat([length, Buffer.from(chosen.path), content]);
  },
  run: async (input, dir) => {
    const end = 4 + input.readUInt32BE(0);
    const path = join(dir, input.subarray(4, end).toString());
    writeFileSync(join(dir, 'manifest.yaml'), 'ostree-layers: [overlay/05a]\npackages: [ovirt-host]\n');
    writeFileSync(join(dir, 'a.yaml'), 'packages: [bash]\n');
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, input.subarray(end));
    await lint(dir, { rpmOstree: '2024.8', vars: { stream: ['a', 'b'] } });
  },
  refuses: (error) => error instanceof UserError,
};
