import { spawn } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, expect, it } from 'vitest';
import { tempDir } from '../support/temp.ts';
import { endLeftovers } from './leftovers.ts';
import { must } from './must.ts';

const undo: (() => Promise<unknown> | void)[] = [];

afterEach(async () => {
  for (const step of undo.splice(0)) await step();
});

/** Starts a program and lets go of it, so that it has no parent. @returns its pid. */
async function orphan(
  program: string,
  args: readonly string[],
  env: Record<string, string>,
): Promise<number> {
  const script =
    'const { spawn } = require("node:child_process"); const [, program, ...args] = process.argv;' +
    'const child = spawn(program, args, { detached: true, stdio: "ignore" }); child.unref(); console.log(child.pid);';
  const printed = await must([process.execPath, '-e', script, program, ...args], { env });
  const pid = Number(printed);
  undo.push(() => {
    try {
      process.kill(pid, 'SIGKILL');
    } catch {
      // Ended, as it should be.
    }
  });
  return pid;
}

async function runs(pid: number): Promise<boolean> {
  return await readFile(`/proc/${pid}/stat`, 'utf8').then(
    (stat) => !/^\d+ \(.*\) Z/.test(stat),
    () => false,
  );
}

it('ends the agent of a key ring and takes off what is mounted, one in the other', async () => {
  const dir = await tempDir();
  const home = join(dir, 'gnupg');
  mkdirSync(home, { mode: 0o700 });
  await must(['gpgconf', '--homedir', home, '--launch', 'gpg-agent']);
  const outer = join(dir, 'outer side');
  mkdirSync(outer);
  await must(['mount', '--types=tmpfs', 'none', outer]);
  undo.push(async () => await must(['umount', outer]).catch(() => undefined));
  mkdirSync(join(outer, 'inner'));
  await must(['mount', '--types=tmpfs', 'none', join(outer, 'inner')]);
  const agents = async (): Promise<string> =>
    await must(['ps', '-ww', '-C', 'gpg-agent', '-o', 'args=']).catch(() => '');
  expect(await agents()).toContain(home);
  expect(await endLeftovers(dir)).toEqual([]);
  expect(await agents()).not.toContain(home);
  expect(await readFile('/proc/self/mounts', 'utf8')).not.toContain(dir);
});

it('tells of another process and lets it be, and sees nothing of what is outside', async () => {
  const dir = await tempDir();
  const other = await tempDir();
  const inside = await orphan('sleep', ['60'], { WHERE: `${dir}/work` });
  const outside = await orphan('sleep', ['60'], { WHERE: `${other}/work` });
  expect(await endLeftovers(dir)).toEqual([`process ${inside} (sleep)`]);
  expect([await runs(inside), await runs(outside)]).toEqual([true, true]);
});

it('leaves a process alone that still has its parent', async () => {
  const dir = await tempDir();
  const child = spawn('sleep', ['60'], { env: { ...process.env, WHERE: `${dir}/work` }, stdio: 'ignore' });
  undo.push(() => void child.kill('SIGKILL'));
  expect(await endLeftovers(dir)).toEqual([]);
  expect(await runs(child.pid ?? 0)).toBe(true);
});
