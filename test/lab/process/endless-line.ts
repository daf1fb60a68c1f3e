// A process of its own for the test of memory: reads a program that prints 256 MiB without a line end.
import { spawn } from 'node:child_process';
import { mkdtemp, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ConsoleLog } from '../../../src/log/console-log.ts';
import { stream } from '../../../src/process/stream.ts';

const program: [string, ...string[]] = [
  process.execPath,
  '-e',
  'const { writeSync } = require("fs"); const b = Buffer.alloc(65536, "x"); ' +
    'for (let i = 0; i < 4096; i++) for (let at = 0; at < b.length; ) { ' +
    'try { at += writeSync(1, b, at); } catch (error) { if (error.code !== "EAGAIN") throw error; } }',
];

if (process.argv[2] === 'stream') {
  const dir = await mkdtemp(join(tmpdir(), 'oni-test-'));
  const logFile = join(dir, 'log');
  await stream(program, { log: new ConsoleLog(() => undefined), logFile, title: 't' });
  console.log(`${(await stat(logFile)).size} bytes`);
  await rm(dir, { recursive: true });
} else {
  // What stream must not do.
  const [node, ...args] = program;
  const pieces: string[] = [];
  const child = spawn(node, args, { stdio: ['ignore', 'pipe', 'inherit'] });
  for await (const chunk of child.stdout) pieces.push(String(chunk));
  console.log(`${pieces.join('').length} bytes`);
}
