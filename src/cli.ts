#!/usr/bin/env node
import { runCli } from './commands/cli/run.ts';
import { libraryOutput } from './log/library-output.ts';
import { endOnBrokenOutput } from './process/broken-output.ts';

endOnBrokenOutput();

// Libraries write workflow commands to standard output; here that stream carries the result and nothing else.
const result = process.stdout.write.bind(process.stdout);
process.stdout.write = libraryOutput(
  (text) => process.stderr.write(text),
  process.env['DEBUG'] !== undefined,
);

process.exitCode = await runCli(process.argv.slice(2), process.env, (text) => result(text));
// Flushed before the end: a pipe takes what it is given asynchronously.
await new Promise<void>((resolve) => result('', () => resolve()));
process.exit();
