import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { run } from '../../../src/process/run.ts';
import { stream, TAIL_LINES } from '../../../src/process/stream.ts';
import { MemoryLog } from '../../support/memory-log.ts';
import { tempDir } from '../../support/temp.ts';

/** A program of one line of JavaScript; what it is run by is the test's own node. */
function program(script: string, ...args: string[]): [string, ...string[]] {
  return [process.execPath, '-e', script, '--', ...args];
}

describe('stream', () => {
  it('keeps the last lines and every byte', async () => {
    const log = new MemoryLog();
    const logFile = join(await tempDir(), 'out.log');
    const script = `for (let i = 0; i < ${TAIL_LINES + 10}; i++) console.log(i); process.exitCode = 3`;
    const result = await stream(program(script), { log, logFile, title: 't' });
    expect(result.exitCode).toBe(3);
    expect(result.tail).toHaveLength(TAIL_LINES);
    expect(result.tail.at(-1)).toBe(String(TAIL_LINES + 9));
    expect((await readFile(logFile, 'utf8')).startsWith('0\n1\n')).toBe(true);
    expect(log.of('child')).toHaveLength(TAIL_LINES + 10);
  });

  it('breaks a long silence, and only a silence', async () => {
    const log = new MemoryLog();
    const logFile = join(await tempDir(), 'out.log');
    const quiet = 'setTimeout(() => console.log("done"), 700)';
    await stream(program(quiet), { log, logFile, title: 'build', heartbeatMs: 200 });
    expect(log.of('info').length).toBeGreaterThanOrEqual(2);
    expect(log.of('info')[0]).toMatch(/^build: still running after \d+ s, nothing printed lately$/);
    const busy = new MemoryLog();
    // A shell starts at once, on a loaded machine too: the time node needs would be a silence of its own.
    const talk = 'for n in {0..20}; do echo $n; sleep 0.12; done';
    await stream(['bash', '-c', talk], { log: busy, logFile, title: 'build', heartbeatMs: 2000 });
    expect(busy.of('info')).toEqual([]);
    expect(busy.of('child')).toHaveLength(21);
  });

  it('says which program does not start', async () => {
    const logFile = join(await tempDir(), 'out.log');
    const started = stream(['/nonexistent/podman'], { log: new MemoryLog(), logFile, title: 't' });
    await expect(started).rejects.toThrow(/^\/nonexistent\/podman does not start: .*ENOENT/);
  });

  it('ends a program whose time is over', async () => {
    const logFile = join(await tempDir(), 'out.log');
    const ended = await stream(['sleep', '600'], { log: new MemoryLog(), logFile, title: 't', limitMs: 200 });
    expect(ended).toMatchObject({ exitCode: 143, expired: true });
    const inTime = await stream(['true'], { log: new MemoryLog(), logFile, title: 't', limitMs: 60_000 });
    expect(inTime).toMatchObject({ exitCode: 0, expired: false });
  });

  it('makes one end that does not listen', async () => {
    const logFile = join(await tempDir(), 'out.log');
    const deaf = ['bash', '-c', 'trap "" TERM; echo deaf; for n in {1..6000}; do sleep 0.1; done'] as const;
    const ended = await stream([...deaf], { log: new MemoryLog(), logFile, title: 't', limitMs: 1000 });
    expect(ended).toMatchObject({ exitCode: 137, expired: true });
  });

  it('tells a program that was killed from one that ended well', async () => {
    const logFile = join(await tempDir(), 'out.log');
    const killed = program('process.kill(process.pid, "SIGKILL"); setTimeout(() => {}, 60000)');
    expect((await stream(killed, { log: new MemoryLog(), logFile, title: 't' })).exitCode).toBe(137);
  });

  it('goes on without a log file that cannot be written, and says so once', async () => {
    const log = new MemoryLog();
    const script = 'for (let i = 0; i < 3000; i++) console.log("x".repeat(1000))';
    // Writing to it fails as on a full disk.
    const result = await stream(program(script), { log, logFile: '/dev/full', title: 't' });
    expect(result.exitCode).toBe(0);
    expect(log.of('child')).toHaveLength(3000);
    expect(log.of('warning')).toEqual([expect.stringMatching(/^\/dev\/full is not complete: ENOSPC/)]);
  });
});

describe('run', () => {
  it('hands each argument on as one, whatever is in it', async () => {
    const odd = ['a b', '"', '$(id)', '; exit 9', "it's", ''];
    const answer = await run(program('console.log(JSON.stringify(process.argv.slice(1)))', ...odd));
    expect(JSON.parse(answer.stdout)).toEqual(odd);
  });

  it('returns a failure as an answer', async () => {
    expect(await run(program('console.error("no"); process.exit(4)'))).toEqual({
      exitCode: 4,
      stdout: '',
      stderr: 'no\n',
    });
  });
});
