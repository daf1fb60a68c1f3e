import { spawn, type ChildProcess } from 'node:child_process';
import { join, resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { finished, makeFile, makeSetting, type Setting } from './setting.ts';

let setting: Setting;

beforeEach(async () => {
  setting = await makeSetting();
});

afterEach(async () => {
  await setting.lab.close();
});

/** How a publishing process ended, and what it said. */
interface Ended {
  readonly exitCode: number | null;
  readonly output: string;
}

function start(env: Record<string, string>, files: readonly string[]): [ChildProcess, Promise<Ended>] {
  const child = spawn(
    join(resolve('node_modules'), '.bin', 'node'),
    [join(import.meta.dirname, 'child.ts'), setting.dir, ...files],
    { env: { ...setting.options.env, ...env }, stdio: ['ignore', 'pipe', 'pipe'] },
  );
  let output = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream?.setEncoding('utf8').on('data', (text: string) => {
      output += text;
    });
  }
  const ended = new Promise<Ended>((resolved, rejected) => {
    child.once('error', rejected);
    child.once('close', (exitCode) => resolved({ exitCode, output }));
  });
  return [child, ended];
}

/** Waits until the file is under way: a block of it has reached the store. The metadata come after it. */
async function untilSending(): Promise<void> {
  while (setting.lab.faults.seen('block') < 1) await sleep(20);
}

describe('an upload that stands still', () => {
  const stalled = { ACTIONS_ARTIFACT_UPLOAD_TIMEOUT_MS: '300' };

  it('ends with one error, without open connections, and the process ends by itself', async () => {
    const { path, sha256 } = await makeFile(setting.dir, 'node.iso', 1000);
    setting.lab.faults.plan('block', { kind: 'stall' }, 100);
    const { exitCode, output } = await start(stalled, [path, sha256])[1];
    expect(exitCode, output).toBe(1);
    expect(output.match(/^::error/gm)).toHaveLength(1);
    expect(output).toMatch(
      /^::error::node.*upload failed under 3 names: Upload progress stalled.*proxy and fire/m,
    );
    expect(output).toContain('open sockets: 0');
    expect(setting.lab.list()).toEqual([]);
  });

  it('twin: the bare client leaves its connection open', async () => {
    const { path, sha256 } = await makeFile(setting.dir, 'node.iso', 1000);
    setting.lab.faults.plan('block', { kind: 'stall' }, 100);
    const { exitCode, output } = await start({ ...stalled, RAW_CLIENT: '1' }, [path, sha256])[1];
    expect(exitCode).toBe(1);
    expect(output).toContain('Upload progress stalled');
    expect(output).not.toContain('open sockets: 0');
  });
});

describe('a signal while files are uploaded', () => {
  it.each([
    ['SIGTERM' as const, 130],
    ['SIGINT' as const, 130],
    ['SIGKILL' as const, null],
  ])('%s: ends at once, and nothing can be taken for good', async (signal, expected) => {
    const { path, sha256 } = await makeFile(setting.dir, 'node.iso', 1000);
    // The client's own patience is five minutes: only the signal can end this within the test's time.
    setting.lab.faults.plan('block', { kind: 'stall' });
    const [child, ended] = start({}, [path, sha256]);
    await untilSending();
    child.kill(signal);
    const { exitCode, output } = await ended;
    expect(exitCode, output).toBe(expected);
    if (expected !== null) expect(output).toContain(`::error::cancelled by ${signal}`);
    expect(setting.lab.list()).toEqual([]);
    expect(setting.lab.unfinished()).toContain('node.iso');
    // What follows in the same run works.
    const second = await start({ GITHUB_RUN_ATTEMPT: '2' }, [path, sha256])[1];
    expect(second.exitCode, second.output).toBe(0);
    expect(await finished(setting.lab)).toMatchObject({ 'node.retry.iso': sha256 });
  });
});

describe('how long artifacts are kept', () => {
  it('is what was asked for, up to what the repository allows, with one warning', async () => {
    const file = await makeFile(setting.dir, 'node.iso', 1000);
    const env = { RETENTION: '90', GITHUB_RETENTION_DAYS: '5' };
    const { exitCode, output } = await start(env, [file.path, file.sha256])[1];
    expect(exitCode, output).toBe(0);
    expect(output.match(/^::warning.*/gm)).toEqual([
      expect.stringContaining('retention-days: 90 asked for, this repository allows 5'),
    ]);
    const days = setting.lab.created.map(({ expires_at: at }) =>
      Math.round((Date.parse(String(at)) - Date.now()) / 86_400_000),
    );
    expect(days).toEqual([5, 5]);
  });
});
