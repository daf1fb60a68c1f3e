import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { ROOT } from '../lab/action.ts';
import { interleaved, type Row } from './measure.ts';

/** How long a refusal of bad inputs takes, against a node that does nothing. */
export async function coldStart(workDir: string): Promise<Row[]> {
  const node = join(ROOT, 'node_modules', '.bin', 'node');
  const env = { PATH: process.env['PATH'], RUNNER_TEMP: workDir, INPUT_IMAGES: 'no-such-image' };
  const { nothing, main } = await interleaved(
    {
      nothing: async () => await timed([node, '-e', '0'], env, 0),
      main: async () => await timed([node, join(ROOT, 'dist', 'main.js')], env, 2),
    },
    21,
  );
  return [
    { what: 'node -e 0', value: nothing, unit: 'ms' },
    { what: 'dist/main.js with a bad input', value: main, unit: 'ms' },
    { what: 'main against node', value: main / nothing, unit: 'times', aim: { most: 4 } },
  ];
}

/** Milliseconds a program takes. @throws Error when it ends in another way than expected. */
async function timed(
  [program, ...args]: readonly [string, ...string[]],
  env: NodeJS.ProcessEnv,
  expected: number,
): Promise<number> {
  const started = performance.now();
  const child = spawn(program, args, { env, cwd: ROOT, stdio: 'ignore' });
  const exitCode = await new Promise<number | null>((resolve, reject) => {
    child.once('error', reject).once('exit', resolve);
  });
  if (exitCode !== expected)
    throw new Error(`${args.join(' ')} ended with ${exitCode}, expected ${expected}`);
  return performance.now() - started;
}
