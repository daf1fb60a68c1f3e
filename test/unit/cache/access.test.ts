import { describe, expect, it } from 'vitest';
import { cacheAccess } from '../../../src/cache/access.ts';

const SERVICE = {
  ACTIONS_RESULTS_URL: 'http://localhost/',
  ACTIONS_RUNTIME_TOKEN: 'x',
  ACTIONS_CACHE_SERVICE_V2: 'True',
};

function access(event: string, more: NodeJS.ProcessEnv = {}): string {
  const { read, write, why } = cacheAccess({ ...SERVICE, GITHUB_EVENT_NAME: event, ...more });
  // Whoever gets less than everything is told why.
  expect(why === undefined).toBe(read && write);
  return `${read ? 'r' : '-'}${write ? 'w' : '-'}`;
}

describe('what a run may do with the cache', () => {
  it.each([
    ['push', 'rw'],
    ['schedule', 'rw'],
    ['workflow_dispatch', 'rw'],
    ['repository_dispatch', 'rw'],
    ['pull_request', 'r-'],
    ['merge_group', 'r-'],
    ['issue_comment', 'r-'],
    ['', 'r-'],
    ['release', '--'],
    ['pull_request_target', '--'],
    ['workflow_run', '--'],
  ])('by the event %s: %s', (event, expected) => {
    expect(access(event)).toBe(expected);
  });

  it('is nothing for a tag', () => {
    expect(access('push', { GITHUB_REF_TYPE: 'tag' })).toBe('--');
    expect(access('push', { GITHUB_REF_TYPE: 'branch' })).toBe('rw');
  });

  it.each([
    ['none', '--'],
    ['read', 'r-'],
    ['write-only', '-w'],
    ['write', 'rw'],
    ['unheard of', 'rw'],
  ])('is no more than the runner allows (%s)', (mode, expected) => {
    expect(access('push', { ACTIONS_CACHE_MODE: mode })).toBe(expected);
  });

  it.each([
    ['ACTIONS_RESULTS_URL', /no cache service here \(ACTIONS_RESULTS_URL not set\)/],
    ['ACTIONS_CACHE_SERVICE_V2', /of the first kind/],
  ])('is nothing without a service (%s)', (name, expected) => {
    expect(access('push', { [name]: undefined })).toBe('--');
    expect(cacheAccess({ ...SERVICE, [name]: undefined }).why).toMatch(expected);
  });

  it('is nothing on an enterprise server', () => {
    expect(access('push', { GITHUB_SERVER_URL: 'https://git.example' })).toBe('--');
  });
});
