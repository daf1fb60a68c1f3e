import { execFile } from 'node:child_process';
import { pathToFileURL } from 'node:url';
import { resolve } from 'node:path';
import { expect, it } from 'vitest';

const MODULE = pathToFileURL(resolve('src/process/exit.ts')).href;

/** Runs a script that leaves a connection open, ends with `ending`, and writes more than a pipe takes at once. */
async function ended(ending: string): Promise<{ code: number | string | null | undefined; bytes: number }> {
  const script = `
    import { createServer } from 'node:net';
    import { exitFlushed } from ${JSON.stringify(MODULE)};
    createServer().listen(0, '127.0.0.1');
    // Pipes are written at once on Linux; a socket's way is to keep what it cannot write.
    process.stdout._handle.setBlocking?.(false);
    process.stdout.write('x'.repeat(4_000_000));
    ${ending};
  `;
  return await new Promise((resolved) => {
    execFile(
      process.execPath,
      ['--input-type=module', '--eval', script],
      { maxBuffer: 10_000_000 },
      (error, stdout) => resolved({ code: error === null ? 0 : error.code, bytes: stdout.length }),
    );
  });
}

it('ends in spite of what is open, with the code, after everything is written', async () => {
  expect(await ended('await exitFlushed(3)')).toEqual({ code: 3, bytes: 4_000_000 });
});

it('twin: ending at once loses output', async () => {
  expect((await ended('process.exit(3)')).bytes).toBeLessThan(4_000_000);
});
