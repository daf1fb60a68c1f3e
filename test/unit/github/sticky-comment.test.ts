import { afterEach, describe, expect, it } from 'vitest';
import { callApi, NotAllowedError, type Api } from '../../../src/github/api.ts';
import { COMMENT_LIMIT } from '../../../src/github/comments.ts';
import { stickComment, type StickyComment } from '../../../src/github/sticky-comment.ts';
import { startGithub, type GithubServer, type KeptComment } from '../../support/github/server.ts';
import { MemoryLog } from '../../support/memory-log.ts';
import { refusal } from '../../support/refusal.ts';

const TOKEN = 'ghs_0123456789';
const MARKER = '<!-- marker -->';
let github: GithubServer | undefined;

afterEach(async () => {
  // Whatever a test does: each request and each answer has to be as GitHub describes them.
  if ((github?.problems.length ?? 0) > 0) throw new Error(github?.problems.join('\n'));
  await github?.close();
  github = undefined;
});

async function start(
  token = TOKEN,
  login?: string,
): Promise<{ server: GithubServer; api: Api; log: MemoryLog }> {
  const log = new MemoryLog();
  const server = await startGithub(token, login);
  github = server;
  const policy = { attempts: 3, firstDelayMs: 1, maxDelayMs: 2000, budgetMs: 10_000 };
  return { server, log, api: { url: server.url, token, log, policy } };
}

const comment = (body: string, more: Partial<StickyComment> = {}): StickyComment => ({
  repository: 'ovirt/some-node',
  number: 7,
  marker: MARKER,
  body,
  onlyUpdate: false,
  ...more,
});

const foreign = (body: string, index = 0, type: 'Bot' | 'User' = 'User'): KeptComment => ({
  id: index + 1,
  body,
  login: 'mallory',
  type,
});

describe('the comment', () => {
  it('is written once and then updated, and left alone when nothing is new', async () => {
    const { server, api } = await start();
    expect(await stickComment(api, comment('one'))).toBe('created');
    expect(await stickComment(api, comment('two'))).toBe('updated');
    expect(await stickComment(api, comment('two'))).toBe('unchanged');
    expect(server.comments.map(({ body }) => body)).toEqual([`${MARKER}\ntwo`]);
    expect(server.requests.filter((line) => !line.startsWith('GET'))).toEqual([
      'POST /repos/ovirt/some-node/issues/7/comments',
      'PATCH /repos/ovirt/some-node/issues/comments/1000',
    ]);
  });

  it('is found on a later page', async () => {
    const { server, api } = await start();
    server.comments.push(...Array.from({ length: 250 }, (_item, index) => foreign('hello', index)));
    await stickComment(api, comment('one'));
    expect(await stickComment(api, comment('two'))).toBe('updated');
    expect(server.comments).toHaveLength(251);
    expect(server.requests.filter((line) => line.startsWith('GET'))).toHaveLength(6);
  });

  it('of somebody else with our marker is not touched', async () => {
    const { server, api } = await start();
    server.comments.push(foreign(`${MARKER}\nall is well`));
    expect(await stickComment(api, comment('one'))).toBe('created');
    expect(server.comments[0]?.body).toBe(`${MARKER}\nall is well`);
  });

  it('that only quotes the marker is another one', async () => {
    const { server, api } = await start();
    server.comments.push(foreign(`> ${MARKER}\n`, 0, 'Bot'));
    expect(await stickComment(api, comment('one'))).toBe('created');
  });

  it('of a personal token is the one of its user', async () => {
    const { server, api } = await start('ghp_0123456789', 'alice');
    server.comments.push(foreign(`${MARKER}\nfake`));
    expect(await stickComment(api, comment('one'))).toBe('created');
    expect(await stickComment(api, comment('two'))).toBe('updated');
    expect(server.comments.map(({ body }) => body)).toEqual([`${MARKER}\nfake`, `${MARKER}\ntwo`]);
  });

  it('is not begun when there is nothing to say, and updated when there was', async () => {
    const { server, api } = await start();
    expect(await stickComment(api, comment('fine', { onlyUpdate: true }))).toBe('none');
    expect(server.comments).toEqual([]);
    await stickComment(api, comment('bad'));
    expect(await stickComment(api, comment('fine', { onlyUpdate: true }))).toBe('updated');
  });

  it('that is too long is a mistake of ours', async () => {
    const { api } = await start();
    await expect(stickComment(api, comment('x'.repeat(COMMENT_LIMIT)))).rejects.toThrow('characters');
  });
});

describe('when the server has a problem', () => {
  it('a token that only reads is told from everything else', async () => {
    const { server, api } = await start();
    server.fault = (method) =>
      method === 'POST' ? { status: 403, message: 'Resource not accessible by integration' } : undefined;
    const error = await refusal(stickComment(api, comment('one')));
    expect(error).toBeInstanceOf(NotAllowedError);
    expect(error.message).toBe('GitHub answered 403: Resource not accessible by integration');
    expect(server.requests).toHaveLength(2);
  });

  it('a secondary rate limit is waited for as long as it asks', async () => {
    const { server, api, log } = await start();
    const limit = {
      status: 403,
      message: 'You have exceeded a secondary rate limit.',
      headers: { 'retry-after': '1' },
    };
    server.fault = (_method, _path, number) => (number === 1 ? limit : undefined);
    const started = performance.now();
    expect(await stickComment(api, comment('one'))).toBe('created');
    expect(performance.now() - started).toBeGreaterThan(950);
    expect(log.of('info').join()).toContain('secondary rate limit');
  });

  it.each([502, 500, 429])('%i is tried again', async (status) => {
    const { server, api } = await start();
    server.fault = (_method, _path, number) =>
      number <= 2 ? { status, headers: { 'retry-after': '0' } } : undefined;
    expect(await stickComment(api, comment('one'))).toBe('created');
    expect(server.comments).toHaveLength(1);
  });

  it('a lost answer does not make a second comment', async () => {
    const { server, api } = await start();
    let lost = 0;
    server.fault = (method) => (method === 'POST' && lost++ === 0 ? { status: 502, done: true } : undefined);
    expect(await stickComment(api, comment('one'))).toBe('created');
    expect(server.comments).toHaveLength(1);
  });

  it('gives up in the end, and says what it was', async () => {
    const { server, api } = await start();
    server.fault = () => ({ status: 502, headers: { 'retry-after': '0' } });
    const error = await refusal(stickComment(api, comment('one')));
    expect(error.message).toContain('GitHub answered 502');
    expect(error.message).toContain('tried 3 times');
    expect(error).not.toBeInstanceOf(NotAllowedError);
  });

  it('a wrong token is refused at once', async () => {
    const { api } = await start();
    const error = await refusal(stickComment({ ...api, token: 'ghs_wrong' }, comment('one')));
    expect(error).toBeInstanceOf(NotAllowedError);
  });
});

describe('the server of these tests', () => {
  it('refuses what GitHub would refuse', async () => {
    const { server, api } = await start();
    const path = '/repos/o/r/issues/7/comments';
    for (const request of [
      { method: 'POST', path, body: { text: 'x' } },
      { method: 'POST', path, body: { body: 7 } },
      { method: 'GET', path: `${path}?per_pages=100` },
      { method: 'GET', path: '/repos/o/r/issues/seven/comments' },
    ] as const) {
      expect((await refusal(callApi(api, request))).message, JSON.stringify(request)).toContain('422');
    }
    expect(server.problems.splice(0)).toHaveLength(4);
    expect((await refusal(callApi(api, { method: 'GET', path: '/repos/o/r/nothing' }))).message).toContain(
      '404',
    );
  });
});
