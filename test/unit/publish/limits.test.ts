import { describe, expect, it } from 'vitest';
import { refuseImpossibleUpload, whyNoService } from '../../../src/publish/availability.ts';
import { allowedRetention } from '../../../src/publish/retention.ts';
import { MemoryLog } from '../../support/memory-log.ts';

const service = { ACTIONS_RESULTS_URL: 'https://results.example/', ACTIONS_RUNTIME_TOKEN: 't' };

describe('where nothing can be uploaded', () => {
  it('the reason names what is missing', () => {
    expect(whyNoService({})).toContain('ACTIONS_RESULTS_URL and ACTIONS_RUNTIME_TOKEN not set');
    expect(whyNoService({ ...service, ACTIONS_RUNTIME_TOKEN: '' })).toContain(
      '(ACTIONS_RUNTIME_TOKEN not set)',
    );
    expect(whyNoService({ ...service, GITHUB_SERVER_URL: 'https://git.example.org' })).toContain(
      'git.example.org',
    );
    for (const url of ['https://github.com', 'https://some.ghe.com', 'https://GitHub.com']) {
      expect(whyNoService({ ...service, GITHUB_SERVER_URL: url })).toBeUndefined();
    }
  });

  it('a workflow on an enterprise server is refused before it builds, and told the way out', () => {
    const env = { ...service, GITHUB_ACTIONS: 'true', GITHUB_SERVER_URL: 'https://git.example.org' };
    expect(() => refuseImpossibleUpload(true, env)).toThrow(
      /upload: true, but git\.example\.org .*`upload: false`/,
    );
    expect(() => refuseImpossibleUpload(false, env)).not.toThrow();
    expect(() =>
      refuseImpossibleUpload(true, { ...env, GITHUB_SERVER_URL: 'https://github.com' }),
    ).not.toThrow();
    // On a laptop nothing is uploaded anyway.
    expect(() =>
      refuseImpossibleUpload(true, { GITHUB_SERVER_URL: 'https://git.example.org' }),
    ).not.toThrow();
  });
});

describe('retention', () => {
  it.each([
    [90, '30', 30, 1],
    [30, '30', 30, 0],
    [7, '30', 7, 0],
    [undefined, '30', undefined, 0],
    [90, '', 90, 0],
    [90, 'x', 90, 0],
  ])('%s asked for, %s allowed: %s', (asked, allowed, expected, warnings) => {
    const log = new MemoryLog();
    expect(allowedRetention(asked, { GITHUB_RETENTION_DAYS: allowed }, log)).toBe(expected);
    expect(log.of('warning')).toHaveLength(warnings);
  });
});
