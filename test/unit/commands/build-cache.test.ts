import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { StepError, type StepFailure } from '../../../src/assembler/failures/step-error.ts';
import { keyOf } from '../../../src/cache/key.ts';
import {
  cacheToSave,
  restoreBuildCache,
  saveBuildCache,
  withRestoredCache,
} from '../../../src/commands/build-cache.ts';
import { Cancellation } from '../../../src/process/cancellation.ts';
import { MemoryLog } from '../../support/memory-log.ts';
import { tempDir } from '../../support/temp.ts';
import { startWebServer } from '../../support/web-server.ts';

const SUBJECT = { dialect: 'D2', target: 'el9', arch: 'x86_64', assembler: 'sha256:1' };

function failure(step: string, of: StepFailure['class']): StepError {
  const rest = { signature: 'unknown', line: 'broken', cause: undefined, fix: undefined, details: [] };
  return new StepError({ step, class: of, exitCode: 1, lastLines: [], logFile: 'l', retry: false, ...rest });
}

/** Surroundings of a run of an event, with a service that answers everything with 503. */
async function surroundings(event: string) {
  const { url, requests } = await startWebServer((_request, response) => response.writeHead(503).end());
  const log = new MemoryLog();
  const env = {
    GITHUB_EVENT_NAME: event,
    ACTIONS_RESULTS_URL: url,
    ACTIONS_RUNTIME_TOKEN: 'x',
    ACTIONS_CACHE_SERVICE_V2: 'True',
  };
  const inputs = {
    cache: true,
    cacheSizeLimit: 100,
    workDir: await tempDir(),
    ovirtRelease: [] as string[],
    ovirtReleaseSha256: undefined,
  };
  return { inputs, log, requests, context: { env, log, cancellation: new Cancellation(log) } };
}

describe('a restored cache', () => {
  const restored = { subject: SUBJECT, restored: 'key-1' };

  it('that fetch chokes on is dropped, and fetch done again', async () => {
    const log = new MemoryLog();
    const seen: string[] = [];
    const steps = async (): Promise<string> => {
      seen.push('steps');
      if (seen.length === 1) throw failure('fetch', 'unknown');
      return await Promise.resolve('done');
    };
    const again = async (): Promise<void> => await Promise.resolve(void seen.push('again'));
    expect(await withRestoredCache(restored, log, steps, again)).toBe('done');
    expect(seen).toEqual(['steps', 'again', 'steps']);
    expect(log.of('warning').join()).toMatch(/fetch failed with key-1 \(broken\); it is tried without/);
  });

  it.each([
    ['a reason that is known', restored, failure('fetch', 'packages')],
    ['another step', restored, failure('build', 'unknown')],
    ['no cache', { subject: SUBJECT, restored: undefined }, failure('fetch', 'unknown')],
    ['no step', restored, new Error('x')],
  ])('has nothing to do with a failure of %s', async (_what, cache, error) => {
    const failing = withRestoredCache(
      cache,
      new MemoryLog(),
      async () => await Promise.reject(error),
      async () => await Promise.reject(new Error('tried again')),
    );
    await expect(failing).rejects.toBe(error);
  });

  it('is not asked for without the input, nor by a release, nor where there is one already', async () => {
    const { inputs, log, requests, context } = await surroundings('release');
    expect(await restoreBuildCache({ ...inputs, cache: false }, SUBJECT, context)).toBeUndefined();
    expect(log.said).toEqual([]);
    await restoreBuildCache(inputs, SUBJECT, context);
    expect(log.of('notice')).toEqual(['cache: a run of the event release neither reads nor fills it']);
    const kept = await surroundings('push');
    await mkdir(join(kept.inputs.workDir, 'srv', 'cache'), { recursive: true });
    await restoreBuildCache(kept.inputs, SUBJECT, kept.context);
    expect([...requests, ...kept.requests]).toEqual([]);
  });

  it('that the service does not give is a warning', async () => {
    const { inputs, log, requests, context } = await surroundings('pull_request');
    expect(await restoreBuildCache(inputs, SUBJECT, context)).toEqual({
      subject: SUBJECT,
      restored: undefined,
    });
    expect(requests).toHaveLength(1);
    expect(log.of('warning').join()).toMatch(/nothing is restored: .*HTTP 503/);
    expect(log.of('notice').join()).toMatch(/reads it and does not fill it/);
  });
});

describe('what post shall save', () => {
  const lock = '{"packages": {}}';

  it.each([
    ['push', true],
    ['schedule', true],
    ['pull_request', false],
    ['workflow_run', false],
  ])('after a run of %s: %s', async (event, saves) => {
    const { inputs, context } = await surroundings(event);
    const file = join(inputs.workDir, 'lock.json');
    await writeFile(file, lock);
    const state = await cacheToSave(
      inputs,
      { subject: SUBJECT, restored: undefined },
      { lockFile: file },
      context,
    );
    const directory = join(inputs.workDir, 'srv', 'cache');
    const packs = [{ key: keyOf(SUBJECT, lock), name: 'assembler', directory }];
    const expected = { packs, workDir: inputs.workDir, limit: 100 * 2 ** 20 };
    expect(state).toEqual(saves ? expected : undefined);
  });

  it('is nothing when it would be what came back, or nothing was asked for', async () => {
    const { inputs, context } = await surroundings('push');
    const cache = { subject: SUBJECT, restored: keyOf(SUBJECT, '') };
    expect(await cacheToSave(inputs, cache, { lockFile: 'none' }, context)).toBeUndefined();
    expect(await cacheToSave(inputs, undefined, { lockFile: 'none' }, context)).toBeUndefined();
  });

  it('is nothing for a state that names nothing', async () => {
    const log = new MemoryLog();
    await saveBuildCache('{"packs": [{"key": 5}], "workDir": "/x"}', {}, log);
    await saveBuildCache('', {}, log);
    expect(log.said).toEqual([]);
  });
});
