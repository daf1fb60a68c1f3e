import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Api } from '../../../src/github/api.ts';
import { reportFailure, reportSuccess, type Subject } from '../../../src/github/failure-issue.ts';
import { issueMarker, readState } from '../../../src/github/failure-issue-marker.ts';
import type { FailureReport } from '../../../src/github/failure-issue-text.ts';
import type { KeptIssue } from '../../support/github/issues.ts';
import { startGithub, type GithubServer } from '../../support/github/server.ts';
import { MemoryLog } from '../../support/memory-log.ts';
import { refusal } from '../../support/refusal.ts';

const SUBJECT: Subject = {
  repository: 'ovirt/some-node',
  key: { workflow: 'nightly', config: 'nodes/el9', target: 'el9', arch: 'x86_64' },
};
const MARKER = issueMarker(SUBJECT.key);
let server: GithubServer;
let run = 0;

beforeEach(async () => {
  server = await startGithub('ghs_0123456789');
  run = 1000;
});

afterEach(async () => {
  await server.close();
  // Whatever a test does: each request and each answer has to be as GitHub describes them.
  if (server.problems.length > 0) throw new Error(server.problems.join('\n'));
});

const runUrl = (id: string): string => `https://github.example/ovirt/some-node/actions/runs/${id}`;

function api(token = 'ghs_0123456789'): Api {
  const policy = { attempts: 3, firstDelayMs: 1, maxDelayMs: 2000, budgetMs: 10_000 };
  return { url: server.url, token, log: new MemoryLog(), policy };
}

/** A run that fails with this line. */
function report(line: string, more: Partial<FailureReport> = {}): FailureReport {
  run += 1;
  return {
    digest: {
      class: 'repository',
      signature: 'repository-not-found',
      step: 'fetch',
      line,
      cause: 'The repository is not there.',
      fix: 'Correct `baseurl`.',
      lines: ['one', 'two'],
    },
    changes: undefined,
    runId: String(run),
    runUrl,
    ...more,
  };
}

const fail = async (line: string, more: Partial<FailureReport> = {}): Promise<string> =>
  (await reportFailure(api(), SUBJECT, report(line, more))).did;
const succeed = async (): Promise<string> =>
  (
    await reportSuccess(api(), SUBJECT, {
      buildId: '9.20261125.0',
      isSkipped: false,
      runId: String((run += 1)),
      runUrl,
    })
  ).did;

function issue(index = 0): KeptIssue {
  const found = server.issues[index];
  if (found === undefined) throw new Error(`no issue ${index}`);
  return found;
}

describe('nights in a row', () => {
  it('open one issue, do not repeat it, tell what is new, and close it once', async () => {
    expect(await succeed()).toBe('nothing');
    expect(await fail('Status code: 404 for https://a.example/el9/repodata/repomd.xml after 12 s')).toBe(
      'opened',
    );
    expect(await fail('Status code: 404 for https://b.example/x/el9/repodata/repomd.xml after 7 s')).toBe(
      'updated',
    );
    expect([server.issues.length, server.comments.length]).toEqual([1, 0]);
    expect(issue().body).toContain('[run 1003]');
    expect(issue().body).toContain('2 times in a row');
    expect(await fail('nothing provides vdsm')).toBe('commented');
    expect(await fail('nothing provides vdsm')).toBe('updated');
    expect(server.comments.map(({ issue: at }) => at)).toEqual([issue().number]);
    expect(issue().body).toContain('nothing provides vdsm');
    expect(issue().body).toContain('First failed | [run 1002]');
    expect(await succeed()).toBe('closed');
    expect([issue().state, issue().state_reason]).toEqual(['closed', 'completed']);
    expect(server.comments[1]?.body).toContain('`9.20261125.0` succeeded after 4 runs that failed');
    expect(await succeed()).toBe('nothing');
    expect([server.issues.length, server.comments.length]).toEqual([1, 2]);
  });

  it('say the class, the line, cause, fix, the changes and where the run is', async () => {
    await fail('no such repository', { changes: '# Changes\n\n- vdsm 4.50 → 4.51' });
    expect(issue().title).toBe('Scheduled build fails: nodes/el9 for el9, x86_64');
    expect(issue().labels).toEqual(['ovirt-node-image']);
    const parts = [
      '`repository`, `repository-not-found`',
      '`no such repository`',
      'The repository is not there.',
      'Correct `baseurl`.',
      '    one\n    two',
      '#### Changes\n\n- vdsm 4.50 → 4.51',
      `[run 1001](${runUrl('1001')})`,
    ];
    for (const part of parts) expect(issue().body).toContain(part);
  });

  it('of another target, config or workflow have an issue of their own', async () => {
    await fail('bad');
    for (const more of [{ target: 'el10' }, { config: '.' }, { workflow: 'weekly' }, { arch: 'aarch64' }]) {
      const other = { ...SUBJECT, key: { ...SUBJECT.key, ...more } };
      expect((await reportFailure(api(), other, report('bad'))).did).toBe('opened');
    }
    expect(server.issues).toHaveLength(5);
    expect(await succeed()).toBe('closed');
    expect(server.issues.map(({ state }) => state)).toEqual(['closed', 'open', 'open', 'open', 'open']);
  });
});

describe('an issue that a person closed', () => {
  it('as completed is opened again by the same failure', async () => {
    await fail('bad');
    Object.assign(issue(), { state: 'closed', state_reason: 'completed' });
    expect(await fail('bad')).toBe('reopened');
    expect([issue().state, server.issues.length]).toEqual(['open', 1]);
    expect(server.comments[0]?.body).toContain('It still fails');
    expect(await fail('bad')).toBe('updated');
    expect(server.comments).toHaveLength(1);
  });

  it('as not planned stays closed for that failure, and another one is another issue', async () => {
    await fail('bad');
    Object.assign(issue(), { state: 'closed', state_reason: 'not_planned' });
    expect(await fail('bad')).toBe('left closed');
    expect([issue().state, server.comments.length, server.issues.length]).toEqual(['closed', 0, 1]);
    expect(await fail('worse')).toBe('opened');
    expect(server.issues.map(({ state }) => state)).toEqual(['closed', 'open']);
  });

  it('is over with the next good build: the same failure after it is another issue', async () => {
    await fail('bad');
    Object.assign(issue(), { state: 'closed', state_reason: 'not_planned' });
    expect(await succeed()).toBe('updated');
    expect(server.comments).toEqual([]);
    expect(await fail('bad')).toBe('opened');
    expect(server.issues).toHaveLength(2);
  });

  it('and edited without what it remembers is taken up again', async () => {
    await fail('bad');
    issue().body = `${MARKER}\nI have tidied this up\n`;
    expect(await fail('bad')).toBe('commented');
    expect(await fail('bad')).toBe('updated');
    expect(readState(issue().body).turn).toBe(2);
    issue().body = `${MARKER}\nand this\n`;
    expect(await succeed()).toBe('closed');
    expect(issue().body).toContain('and this');
  });
});

describe('which issue is ours', () => {
  it('is found on a later page', async () => {
    await fail('bad');
    const first = issue();
    for (let number = 200; number < 450; number += 1)
      server.issues.push({ ...first, number, body: 'another one', title: 'x' });
    expect(await fail('bad')).toBe('updated');
    expect(server.requests.filter((line) => line.includes('page=3'))).not.toEqual([]);
    expect(server.issues).toHaveLength(251);
  });

  it('is none that somebody else has begun with our marker', async () => {
    await fail('bad');
    const forged = { ...issue(), number: 50, login: 'mallory', type: 'User' as const };
    server.issues.splice(0, 1, forged);
    expect(await fail('bad')).toBe('opened');
    expect(await succeed()).toBe('closed');
    expect(issue(0).state).toBe('open');
  });

  it('is, for a personal token, one of its user, who need not be allowed to set labels', async () => {
    await server.close();
    server = await startGithub('ghp_0123456789', 'alice');
    const one = await reportFailure(api('ghp_0123456789'), SUBJECT, report('bad'));
    issue().labels = [];
    const two = await reportFailure(api('ghp_0123456789'), SUBJECT, report('bad'));
    expect([one.did, two.did]).toEqual(['opened', 'updated']);
  });
});

describe('when the server has a problem', () => {
  it('a lost answer makes neither a second issue nor a second comment', async () => {
    const lost = new Set<string>();
    server.fault = (method, path) => {
      if (method !== 'POST' || lost.has(path)) return undefined;
      lost.add(path);
      return { status: 502, done: true };
    };
    expect(await fail('bad')).toBe('opened');
    expect(await fail('worse')).toBe('commented');
    expect([lost.size, server.issues.length, server.comments.length]).toEqual([2, 1, 1]);
  });

  it('a secondary rate limit is waited for', async () => {
    const limit = {
      status: 403,
      message: 'You have exceeded a secondary rate limit.',
      headers: { 'retry-after': '1' },
    };
    server.fault = (_method, _path, number) => (number === 1 ? limit : undefined);
    const started = performance.now();
    expect(await fail('bad')).toBe('opened');
    expect(performance.now() - started).toBeGreaterThan(950);
  });

  it.each([
    [403, 'Resource not accessible by integration', 'NotAllowedError'],
    [410, 'Issues has been disabled in this repository.', 'UserError'],
  ])('%i is told as it is, after one attempt', async (status, message, kind) => {
    server.fault = (method) => (method === 'POST' ? { status, message } : undefined);
    const error = await refusal(reportFailure(api(), SUBJECT, report('bad')));
    expect(error.constructor.name).toBe(kind);
    expect(error.message).toBe(`GitHub answered ${status}: ${message}`);
    expect(server.requests.filter((line) => line.startsWith('POST'))).toHaveLength(1);
  });

  it('that breaks off after the comment makes the comment once', async () => {
    await fail('bad');
    server.fault = (method) => (method === 'PATCH' ? { status: 422, message: 'no' } : undefined);
    await refusal(reportFailure(api(), SUBJECT, report('worse')));
    server.fault = () => undefined;
    expect(await fail('worse')).toBe('commented');
    expect(server.comments).toHaveLength(1);
  });
});

describe('two runs at once', () => {
  /** Lets each of the first `count` requests of that kind wait for the others. */
  function together(count: number, method: string, path: RegExp): void {
    const waiting: (() => void)[] = [];
    let seen = 0;
    server.hold = async (asked, at) => {
      if (asked !== method || !path.test(at) || seen >= count) return;
      seen += 1;
      if (seen === count) for (const go of waiting) go();
      else await new Promise<void>((resolve) => waiting.push(resolve));
    };
  }

  it('leave one issue open', async () => {
    together(2, 'POST', /\/issues$/);
    const dids = await Promise.all([fail('bad'), fail('bad')]);
    expect(dids.toSorted()).toEqual(['opened', 'updated']);
    expect(server.issues.map(({ state, state_reason: reason }) => [state, reason])).toEqual([
      ['open', null],
      ['closed', 'duplicate'],
    ]);
    expect(await fail('bad')).toBe('updated');
    expect(await succeed()).toBe('closed');
    expect(await fail('bad')).toBe('opened');
  });

  it('that both were left open are both closed by a success', async () => {
    await fail('bad');
    server.issues.push({ ...issue(), number: 500 });
    expect(await succeed()).toBe('closed');
    expect(server.issues.map(({ state }) => state)).toEqual(['closed', 'closed']);
  });
});
