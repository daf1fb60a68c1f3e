import { mkdirSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { eventOf, isScheduledFork, readEvent } from '../../../src/github/event.ts';
import { refusal } from '../../support/refusal.ts';
import { tempDir } from '../../support/temp.ts';

const sha = 'a'.repeat(40);
const repository = { default_branch: 'main' };
const repo = { full_name: 'o/r' };

describe('an event', () => {
  it.each([
    [
      'pull_request',
      { pull_request: { number: 7, base: { sha, ref: 'main', repo }, head: { repo } } },
      sha,
      7,
      false,
    ],
    [
      'pull_request',
      { pull_request: { number: 7, base: { sha, repo }, head: { repo: { full_name: 'm/r' } } } },
      sha,
      7,
      true,
    ],
    [
      'pull_request',
      { pull_request: { number: 7, base: { sha, repo }, head: { repo: null } } },
      sha,
      7,
      true,
    ],
    [
      'pull_request_target',
      { pull_request: { number: 7, base: { ref: 'next', repo }, head: { repo } } },
      'next',
      7,
      false,
    ],
    [
      'pull_request',
      { pull_request: { number: '7; rm', base: { sha: '--x' } } },
      undefined,
      undefined,
      undefined,
    ],
    ['merge_group', { merge_group: { base_sha: sha } }, sha, undefined, undefined],
    ['push', { before: sha, repository }, sha, undefined, undefined],
    ['push', { before: '0'.repeat(40), repository }, 'main', undefined, undefined],
    ['workflow_dispatch', { repository }, 'main', undefined, undefined],
    ['schedule', { repository }, undefined, undefined, undefined],
    ['', {}, undefined, undefined, undefined],
  ] as const)('%s of %j has a base and a pull request or not', (name, payload, base, number, fromFork) => {
    const pullRequest = number === undefined ? undefined : { number, fromFork };
    expect(eventOf(name, payload)).toEqual({ name, base, pullRequest });
  });

  it('of a pull request knows the commit that is merged for it', () => {
    const pull = (head: object): string | undefined =>
      eventOf('pull_request', { pull_request: { number: 7, head } }).head;
    expect([pull({ sha }), pull({ sha: '--x' }), pull({})]).toEqual([sha, undefined, undefined]);
    expect(eventOf('push', { before: sha, after: sha }).head).toBeUndefined();
  });

  it('is read from the file of the runner, and a bad one is refused', async () => {
    const file = join(await tempDir(), 'event.json');
    const env = { GITHUB_EVENT_NAME: 'merge_group', GITHUB_EVENT_PATH: file };
    writeFileSync(file, JSON.stringify({ merge_group: { base_sha: sha } }));
    expect((await readEvent(env)).base).toBe(sha);
    expect((await readEvent({ GITHUB_EVENT_NAME: 'push' })).base).toBeUndefined();
    for (const text of ['[]', '{', '7']) {
      writeFileSync(file, text);
      expect((await refusal(readEvent(env))).message, text).toContain('GITHUB_EVENT_PATH');
    }
    truncateSync(file, 40 * 1024 * 1024);
    expect((await refusal(readEvent(env))).message).toContain('more than');
    mkdirSync(`${file}.d`);
    expect((await refusal(readEvent({ ...env, GITHUB_EVENT_PATH: `${file}.d` }))).message).toContain(
      'cannot be read',
    );
  });
});

it('a scheduled run of a fork is one, and no other run is', async () => {
  const file = join(await tempDir(), 'event.json');
  const isFork = async (event: string, payload: object): Promise<boolean> => {
    writeFileSync(file, JSON.stringify(payload));
    return await isScheduledFork({ GITHUB_EVENT_NAME: event, GITHUB_EVENT_PATH: file });
  };
  expect(await isFork('schedule', { repository: { fork: true } })).toBe(true);
  expect(await isFork('schedule', { repository: { fork: false } })).toBe(false);
  expect(await isFork('schedule', { schedule: '0 3 * * *' })).toBe(false);
  expect(await isFork('workflow_dispatch', { repository: { fork: true } })).toBe(false);
  expect(await isScheduledFork({ GITHUB_EVENT_NAME: 'schedule' })).toBe(false);
});
