#!/usr/bin/env node
import { runCli } from './commands/run-cli.ts';

// Libraries write workflow commands to standard output; here that stream carries the result and nothing else.
const result = process.stdout.write.bind(process.stdout);
process.stdout.write = process.stderr.write.bind(process.stderr);

process.exitCode = await runCli(process.argv.slice(2), process.env, (text) => result(text));
// Flushed before the end: a pipe takes what it is given asynchronously.
await new Promise<void>((resolve) => result('', () => resolve()));
process.exit();
