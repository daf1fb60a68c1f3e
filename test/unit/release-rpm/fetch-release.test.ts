import { createHash } from 'node:crypto';
import { readdir, readFile, writeFile } from 'node:fs/promises';
import type { ServerResponse } from 'node:http';
import { join } from 'node:path';
import { beforeEach, describe, expect, it } from 'vitest';
import { UserError } from '../../../src/errors.ts';
import { fetchKey, fetchRelease, type FetchOptions } from '../../../src/release-rpm/fetch-release.ts';
import { MemoryLog } from '../../support/memory-log.ts';
import { tempDir } from '../../support/temp.ts';
import { startWebServer } from '../../support/web-server.ts';

const GOOD = 'a package';
const DIGEST = createHash('sha256').update(GOOD).digest('hex');
let log: MemoryLog;
let options: FetchOptions;

beforeEach(async () => {
  log = new MemoryLog();
  const dir = await tempDir();
  process.env['RUNNER_TOOL_CACHE'] = join(dir, 'tools');
  process.env['RUNNER_TEMP'] = join(dir, 'temp');
  const policy = { attempts: 3, firstDelayMs: 1, maxDelayMs: 5, budgetMs: 60_000 };
  options = { dir: join(dir, 'downloads'), sha256: undefined, verified: true, log, policy, timeoutMs: 5_000 };
});

/** Stands for opening and verifying: takes the good package only. */
async function open(path: string): Promise<string> {
  const text = await readFile(path, 'utf8');
  if (text !== GOOD) throw new UserError(`${path}: its signature is wrong: the package was altered`);
  return text;
}

/** Paths of the server below and what they send. */
const ANSWERS: Readonly<Record<string, (response: ServerResponse, number: number) => void>> = {
  '/good': (response) => void response.end(GOOD),
  '/altered': (response) => void response.end('a packagE'),
  '/gone': (response) => void response.writeHead(404).end(),
  '/page': (response) =>
    void response.writeHead(200, { 'content-type': 'text/html; charset=utf-8' }).end('<a>sign in</a>'),
  '/portal': (response) =>
    void response
      .writeHead(200, { 'content-type': 'application/x-rpm' })
      .end('\n<!-- x --><!DOCTYPE html><html>'),
  '/empty': (response) => void response.end(),
  '/short': (response) => {
    response.writeHead(200, { 'content-length': 100 });
    response.write('a pack', () => response.destroy());
  },
  '/flaky': (response, number) => void response.writeHead(number < 3 ? 503 : 200).end(GOOD),
  '/busy': (response, number) =>
    void response.writeHead(number < 2 ? 429 : 200, { 'retry-after': '0' }).end(GOOD),
};

async function start(): Promise<{ url: string; requests: string[] }> {
  return await startWebServer((request, response, number) => ANSWERS[request.url ?? '']?.(response, number));
}

async function message(work: Promise<unknown>): Promise<string> {
  const error = await work.then(
    () => undefined,
    (thrown: unknown) => thrown,
  );
  expect(error).toBeInstanceOf(UserError);
  return error instanceof UserError ? error.message : '';
}

describe('fetchRelease', () => {
  it('takes the first source that verifies, names it, and asks no further one', async () => {
    const { url, requests } = await start();
    const sources = ['/gone', '/page', '/altered', '/good', '/flaky'].map((path) => `${url}${path}`);
    const { opened, source } = await fetchRelease(sources, options, open);
    expect({ opened, source }).toEqual({ opened: GOOD, source: `${url}/good` });
    expect(requests).toEqual(['/gone', '/page', '/altered', '/good']);
    expect(log.of('warning')).toEqual([
      `ovirt-release: ${url}/gone: there is no such file (HTTP 404)`,
      `ovirt-release: ${url}/page: sent a web page: a login page or a dead mirror (${url}/page)`,
      `ovirt-release: ${url}/altered: its signature is wrong: the package was altered`,
    ]);
  });

  it.each([
    ['/gone', 'there is no such file (HTTP 404)', 1],
    ['/page', 'sent a web page: a login page or a dead mirror (URL/page)', 1],
    ['/portal', 'sent a web page: a login page or a dead mirror (URL/portal)', 1],
    ['/empty', 'sent an empty file: a dead mirror (URL/empty)', 1],
    ['/altered', 'its signature is wrong: the package was altered', 1],
    ['/short', 'sent 6 of 100 bytes and cut the connection (tried 3 times)', 3],
  ])('says about %s: %s, after %i request(s)', async (path, text, count) => {
    const { url, requests } = await start();
    expect(await message(fetchRelease([`${url}${path}`], options, open))).toBe(
      `ovirt-release: ${url}${path}: ${text.replace('URL', url)}`,
    );
    expect(requests).toHaveLength(count);
    // What is refused is not left where another run could take it for a download.
    expect((await readdir(options.dir)).filter((name) => name.endsWith('.part'))).toEqual([]);
  });

  it.each([
    ['/flaky', 3],
    ['/busy', 2],
  ])('waits for %s', async (path, count) => {
    const { url, requests } = await start();
    expect((await fetchRelease([`${url}${path}`], options, open)).opened).toBe(GOOD);
    expect(requests).toHaveLength(count);
    expect(log.of('warning')).toEqual([]);
  });

  it('lists every source when none can be used', async () => {
    const { url } = await start();
    expect(await message(fetchRelease([`${url}/gone`, '/nonexistent/x.rpm'], options, badFile))).toBe(
      `ovirt-release: none of 2 sources could be used:\n  - ${url}/gone: there is no such file (HTTP 404)\n` +
        '  - /nonexistent/x.rpm: cannot be read',
    );
  });

  it('leaves a message about another input as it is', async () => {
    const { url } = await start();
    const wrongTarget = async (path: string): Promise<never> => {
      throw await Promise.resolve(new UserError(`target: found el9, but ${path} has el8 only`));
    };
    expect(await message(fetchRelease([`${url}/good`], options, wrongTarget))).toBe(
      `target: found el9, but ${url}/good has el8 only`,
    );
  });

  it('finds another file out by its digest, and keeps the right one in the tool cache', async () => {
    const { url, requests } = await start();
    const known = { ...options, sha256: DIGEST };
    expect(await message(fetchRelease([`${url}/altered`], known, open))).toMatch(
      new RegExp(`sha256 is [0-9a-f]{64}, ovirt-release-sha256 says ${DIGEST}: another file`),
    );
    await fetchRelease([`${url}/altered`, `${url}/good`], known, open);
    const before = requests.length;
    expect((await fetchRelease([`${url}/good`], known, open)).opened).toBe(GOOD);
    expect(requests).toHaveLength(before);
    expect(log.of('info').at(-1)).toBe(`ovirt-release: ${url}/good is in the tool cache`);
  });

  it('does not believe a cache that was altered', async () => {
    const { url, requests } = await start();
    const known = { ...options, sha256: DIGEST };
    await fetchRelease([`${url}/good`], known, open);
    const root = process.env['RUNNER_TOOL_CACHE'] ?? '';
    const cached = (await readdir(root, { recursive: true })).find((name) => name.endsWith('release.rpm'));
    await writeFile(join(root, cached ?? 'none'), 'altered');
    await fetchRelease([`${url}/good`], known, open);
    expect(requests).toHaveLength(2);
  });

  it('asks nobody over plain http when nothing would show another package', async () => {
    const { url, requests } = await start();
    expect(await message(fetchRelease([`${url}/good`], { ...options, verified: false }, open))).toMatch(
      /plain http is not protected/,
    );
    expect(requests).toEqual([]);
  });

  it('shows no login of an address', async () => {
    const { url } = await start();
    const source = `${url.replace('://', '://me:geheim@')}/gone`;
    expect(await message(fetchRelease([source, source], options, open))).not.toContain('geheim');
    expect(JSON.stringify(log.said)).not.toContain('geheim');
    const good = await fetchRelease([source.replace('/gone', '/good')], options, open);
    expect(good.source).toBe(`${url.replace('://', '://***@')}/good`);
  });

  it('does not take a mistake of ours for one of the source', async () => {
    const { url } = await start();
    const bug = async (): Promise<never> => {
      throw await Promise.resolve(new TypeError('a bug'));
    };
    await expect(fetchRelease([`${url}/good`], options, bug)).rejects.toBeInstanceOf(TypeError);
  });
});

async function badFile(path: string): Promise<never> {
  throw await Promise.resolve(new UserError(`${path}: cannot be read`));
}

describe('fetchKey', () => {
  it('wants https or a file, and names the input', async () => {
    expect(await message(fetchKey('http://127.0.0.1/key', options))).toMatch(
      /^ovirt-release-key: http:\/\/127\.0\.0\.1\/key: expected an https URL or a path$/,
    );
    expect(await message(fetchKey('/nonexistent/key', options))).toMatch(/^ovirt-release-key: .*ENOENT/);
  });
});
