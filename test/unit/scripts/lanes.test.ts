import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { runLanes, type Part } from '../../../scripts/lanes.js';
import { tempDir } from '../../support/temp.ts';

function part(title: string, script: string): Part {
  return { title, argv: [process.execPath, '-e', script] };
}

/** Says something after some time, and ends. */
function says(title: string, ms: number, code = 0): Part {
  return part(title, `setTimeout(() => { console.log('this is ${title}'); process.exit(${code}) }, ${ms})`);
}

async function run(
  lanes: readonly (readonly Part[])[],
): Promise<{ ran: [string, string | undefined][]; text: string }> {
  let text = '';
  const write = (piece: string): void => {
    text += piece.replaceAll(/\d+\.\d s/g, 'N s');
  };
  const ran = await runLanes(lanes, {}, write);
  return { ran: ran.map(({ part: { title }, problem }) => [title, problem]), text };
}

/** Makes one file and does not end before the other is there. */
function meets(title: string, own: string, other: string): Part {
  const script =
    `const fs = require('node:fs'); fs.writeFileSync(${JSON.stringify(own)}, '');` +
    `setInterval(() => { if (!fs.existsSync(${JSON.stringify(other)})) return; ` +
    `console.log('this is ${title}'); process.exit() }, 5)`;
  return part(title, script);
}

it('lanes go side by side, and what they print does not run into each other', async () => {
  const dir = await tempDir();
  const [one, other] = [join(dir, 'one'), join(dir, 'other')];
  const { ran, text } = await run([
    [meets('a', one, other), says('b', 100)],
    [meets('c', other, one), says('d', 1)],
  ]);
  expect(ran).toEqual(['a', 'b', 'c', 'd'].map((title) => [title, undefined]));
  const block = (title: string): string => `\n=== ${title}\nthis is ${title}\n=== ${title}: ok, N s\n`;
  expect(text).toBe(['a', 'b', 'c', 'd'].map(block).join(''));
});

it('a lane ends with its first part that fails; the others go on, also after the first lane has ended', async () => {
  const { ran, text } = await run([
    [says('a', 1, 3), says('b', 1)],
    [says('c', 1), says('d', 600)],
  ]);
  expect(ran).toEqual([
    ['a', 'failed with exit code 3'],
    ['c', undefined],
    ['d', undefined],
  ]);
  expect(text).toContain('=== a: failed with exit code 3, N s\n');
  expect(text).toContain('this is d');
});

it('a part waits for the one of another lane it comes after, and is not run where that fails', async () => {
  const dir = await tempDir();
  const file = join(dir, 'made');
  const make = part(
    'make',
    `setTimeout(() => require('node:fs').writeFileSync(${JSON.stringify(file)}, ''), 200)`,
  );
  const use = part('use', `require('node:fs').readFileSync(${JSON.stringify(file)})`);
  // Twin: what does not wait does not find it.
  expect((await run([[make], [use]])).ran).toEqual([
    ['make', undefined],
    ['use', 'failed with exit code 1'],
  ]);
  await rm(file);
  const waiting = { ...use, after: 'make' };
  expect((await run([[make], [waiting, says('then', 1)]])).ran).toEqual(
    ['make', 'use', 'then'].map((title) => [title, undefined]),
  );
  expect((await run([[says('make', 1, 3)], [says('a', 1), waiting, says('then', 1)]])).ran).toEqual([
    ['make', 'failed with exit code 3'],
    ['a', undefined],
  ]);
  // Nor where it was not reached.
  expect((await run([[says('a', 1, 3), make], [waiting]])).ran).toEqual([['a', 'failed with exit code 3']]);
});

it('a part that is ended by a signal or does not start has failed', async () => {
  const killed = part('killed', 'process.kill(process.pid, "SIGKILL")');
  const { ran } = await run([[killed], [{ title: 'none', argv: ['/nowhere/at/all'] }]]);
  expect(ran).toEqual([
    ['killed', 'ended by SIGKILL'],
    ['none', 'failed: spawn /nowhere/at/all ENOENT'],
  ]);
});
