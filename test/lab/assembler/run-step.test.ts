import { chmod, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { identityOf } from '../../../src/assembler/engine.ts';
import type { Step } from '../../../src/assembler/plan.ts';
import { probeOnce, readProbe } from '../../../src/assembler/probe.ts';
import { runStep } from '../../../src/assembler/run-step.ts';
import { StepError } from '../../../src/assembler/failures/step-error.ts';
import { UserError } from '../../../src/errors.ts';
import { CancelledError } from '../../../src/process/cancellation.ts';
import { stepFailureSummary } from '../../../src/report/summary.ts';
import { MemoryLog } from '../../support/memory-log.ts';
import { refusal } from '../../support/refusal.ts';
import { tempDir } from '../../support/temp.ts';
import { must } from '../must.ts';
import { ENGINE } from './plan-request.ts';
import { containersOf, runnerFor, scriptStep, useLabEngine } from './script-step.ts';

let image = '';

beforeAll(async () => {
  image = await useLabEngine();
});

/** A step that runs a script in the rehearsal's image; the script is pid 1 there. */
function shellStep(script: string): Step {
  return scriptStep(image, 'bash', '-c', script);
}

describe('a step', () => {
  it('relays each line, keeps the whole log, and notes its time', async () => {
    const log = new MemoryLog();
    const runner = await runnerFor(log);
    await runStep(runner, shellStep('echo one; echo two >&2; printf "no end"'));
    expect(log.of('child').sort()).toEqual(['no end', 'one', 'two']);
    // Both outputs in one file, byte for byte: only the order between them is up to the engine.
    const text = await readFile(join(runner.logDir, 'build.log'), 'utf8');
    expect(text).toHaveLength('one\ntwo\nno end'.length);
    for (const part of ['one\n', 'two\n', 'no end']) expect(text).toContain(part);
    expect(runner.timings.map(({ title }) => title)).toEqual(['Compose the commit']);
    expect(runner.timings[0]?.seconds).toBeGreaterThan(0);
    expect(await containersOf(runner)).toBe('');
  });

  it('that fails is one error with its own line, its last lines and the log', async () => {
    const log = new MemoryLog();
    const runner = await runnerFor(log);
    const failed = runStep(
      runner,
      shellStep('seq 1 50; echo "error: Packages not found: ovirt-nosuch" >&2; exit 7'),
    );
    const error = await failed.catch((thrown: unknown) => thrown);
    if (!(error instanceof StepError)) throw error;
    expect(error).toBeInstanceOf(UserError);
    expect(error.message).toMatch(/^build failed \(exit code 7\): .*Packages not found: ovirt-nosuch/);
    expect(String(error)).toContain(`full log: ${join(runner.logDir, 'build.log')}`);
    // Its last lines are in the summary.
    expect(stepFailureSummary(error.failure)).toMatch(/^ {4}50$/m);
  });

  it.each([
    ['one signal stops it, politely first', 1, 3_000, 15_000],
    ['a second signal kills it at once', 2, 0, 4_000],
  ])('%s', async (_title, signals, least, most) => {
    const log = new MemoryLog();
    const runner = await runnerFor(log);
    // A program that does not listen: only the engine's patience, or its lack, ends it.
    const running = runStep(runner, shellStep('trap "" TERM INT; echo up; sleep 60 & wait; sleep 60'));
    while (!log.of('child').includes('up')) await new Promise((resolve) => setTimeout(resolve, 50));
    const started = performance.now();
    const ends: Promise<void>[] = [];
    for (let count = 0; count < signals; count += 1) ends.push(runner.cancellation.cancel('SIGTERM'));
    await expect(running).rejects.toBeInstanceOf(CancelledError);
    const took = performance.now() - started;
    await Promise.all(ends);
    expect(took).toBeGreaterThanOrEqual(least);
    expect(took).toBeLessThan(most);
    expect(await containersOf(runner)).toBe('');
  });
});

describe('the probe', () => {
  it('looks into an image once: afterwards the digest is enough', async () => {
    const cache = await tempDir();
    const pulled = { reference: image, digest: `sha256:${'1'.repeat(64)}`, pinned: undefined, seconds: 0 };
    const identity = identityOf('test', 'probe');
    const options = { log: new MemoryLog() };
    const first = await probeOnce(ENGINE, pulled, identity, cache, options);
    expect(first.dialect).toBe('D2');
    expect(first.commands).toContain('buildextend-live');
    const gone = { ...ENGINE, program: '/nonexistent/podman' };
    expect(await probeOnce(gone, pulled, identity, cache, options)).toEqual(first);
    const other = { ...pulled, digest: `sha256:${'2'.repeat(64)}` };
    await expect(probeOnce(gone, other, identity, cache, options)).rejects.toThrow(
      'Unable to locate executable file: /nonexistent/podman',
    );
    expect(readProbe('command cmd-build \n', 'x').dialect).toBe('D4');
  });

  it('that does not end is stopped', async () => {
    const library = await tempDir();
    // The assembler's user is not ours.
    await chmod(library, 0o755);
    // Whoever reads it waits for a writer.
    await must(['mkfifo', join(library, 'cmd-build')]);
    const pulled = { reference: image, digest: 'commit:unknown', pinned: undefined, seconds: 0 };
    const identity = identityOf('test', 'probe-stuck');
    const extraArgs = [`--volume=${library}:/usr/lib/coreos-assembler:ro`];
    const limits = { log: new MemoryLog(), extraArgs, limitMs: 3000 };
    const error = await refusal(probeOnce(ENGINE, pulled, identity, library, limits));
    expect(error.message).toContain('did not end within 0.05 min');
    expect(error.failure).toEqual({ class: 'probe', signature: 'probe-timeout' });
    expect(await must(['podman', 'ps', '--all', '--quiet', `--filter=name=${identity.name}`])).toBe('');
  });
});
