import { createHash, randomBytes } from 'node:crypto';
import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeEach, describe, expect, it } from 'vitest';
import { download, type DownloadOptions } from '../../../src/net/download.ts';
import { TransientError } from '../../../src/net/transient.ts';
import { CancelledError } from '../../../src/process/cancellation.ts';
import { tempDir } from '../../support/temp.ts';
import { startWebServer } from '../../support/web-server.ts';

const BODY = randomBytes(300_000);
const OPTIONS: DownloadOptions = { limit: 1_000_000, timeoutMs: 20_000, allowPlain: true };
let path = '';

beforeEach(async () => {
  path = join(await tempDir(), 'file');
});

/** Runs a download that has to fail; nothing may be left of it. */
async function failing(url: string, options: Partial<DownloadOptions> = {}): Promise<Error> {
  const error = await download(url, path, { ...OPTIONS, ...options }).catch((thrown: unknown) => thrown);
  expect(error).toBeInstanceOf(Error);
  expect(existsSync(path)).toBe(false);
  return error instanceof Error ? error : new Error('not an error');
}

describe('download', () => {
  it('brings every byte and says what came, from where', async () => {
    const { url } = await startWebServer((request, response) => {
      if (request.url === '/old') response.writeHead(302, { location: '../new?x=1' }).end('moved');
      else response.writeHead(200, { 'content-type': 'Application/X-RPM; a=b' }).end(BODY);
    });
    const got = await download(`${url}/old`, path, OPTIONS);
    expect((await readFile(path)).equals(BODY)).toBe(true);
    expect(got).toEqual({
      from: `${url}/new?x=1`,
      bytes: BODY.length,
      sha256: createHash('sha256').update(BODY).digest('hex'),
      contentType: 'application/x-rpm',
    });
  });

  it('sends the login of an address and shows it nowhere', async () => {
    const { url } = await startWebServer((request, response) => {
      const wanted = `Basic ${Buffer.from('me:s@cret').toString('base64')}`;
      response.writeHead(request.headers.authorization === wanted ? 200 : 401).end('x');
    });
    const as = (login: string): string => url.replace('://', `://${login}@`);
    expect((await download(as('me:s%40cret'), path, OPTIONS)).from).toBe(`${url.replace('://', '://***@')}/`);
    expect((await failing(url)).message).toBe('the server wants a login (HTTP 401)');
  });

  it('takes a short body for a cut connection, with the numbers', async () => {
    const { url } = await startWebServer((_request, response) => {
      response.writeHead(200, { 'content-length': 1000 });
      response.write('x'.repeat(400), () => response.destroy());
    });
    const error = await failing(url);
    expect(error).toBeInstanceOf(TransientError);
    expect(error.message).toBe('sent 400 of 1000 bytes and cut the connection');
  });

  it('takes an unfinished chunked body for a cut connection too', async () => {
    const { url } = await startWebServer((_request, response) => {
      response.writeHead(200);
      response.write('x'.repeat(400), () => response.destroy());
    });
    expect((await failing(url)).message).toBe('sent 400 bytes and cut the connection');
  });

  it.each([
    [404, false],
    [410, false],
    [403, false],
    [503, true],
    [429, true],
  ])('HTTP %i is transient: %s', async (status, transient) => {
    const { url } = await startWebServer((_request, response) => {
      response.writeHead(status, { 'retry-after': '2' }).end('x');
    });
    expect((await failing(url)) instanceof TransientError).toBe(transient);
  });

  it('ends an answer that does not come, and one that stops in the middle', async () => {
    const { url } = await startWebServer((request, response) => {
      if (request.url === '/middle') response.writeHead(200, { 'content-length': 9 }).write('1234');
    });
    for (const [at, bytes] of [
      ['/never', 0],
      ['/middle', 4],
    ] as const) {
      const error = await failing(`${url}${at}`, { timeoutMs: 300 });
      expect(error).toBeInstanceOf(TransientError);
      expect(error.message).toBe(`was not done after 0.3 s; ${bytes} bytes had come`);
    }
  });

  it('is cancelled at once, with the reason', async () => {
    const abort = new AbortController();
    const { url } = await startWebServer((_request, response) => {
      response.writeHead(200, { 'content-length': 9 }).write('1234');
      abort.abort(new CancelledError('SIGTERM'));
    });
    expect(await failing(url, { signal: abort.signal })).toBeInstanceOf(CancelledError);
  });

  it('stops a body that is longer than any file that is wanted', async () => {
    const { url } = await startWebServer((_request, response) => {
      response.writeHead(200);
      const more = (): void => {
        while (response.write(Buffer.alloc(65_536)));
        response.once('drain', more);
      };
      more();
    });
    const error = await failing(url, { limit: 1_000_000 });
    expect(error).not.toBeInstanceOf(TransientError);
    expect(error.message).toMatch(/^sent more than 1000000 bytes/);
  });

  it('follows no redirect for ever, and none away from the web', async () => {
    const { url, requests } = await startWebServer((request, response) => {
      response.writeHead(301, { location: request.url === '/file' ? 'file:///etc/passwd' : '/again' }).end();
    });
    expect((await failing(`${url}/x`)).message).toMatch(/redirects more than 10 times/);
    expect(requests).toHaveLength(11);
    expect((await failing(`${url}/file`)).message).toMatch(/"file:\/\/\/etc\/passwd", which is no web/);
  });

  it.each([
    ['http://127.0.0.1:9/x', 'nothing listens there (ECONNREFUSED)', true],
    ['http://nosuch.invalid/x', 'there is no host of that name (ENOTFOUND)', false],
  ])('says about %s: %s', async (url, message, transient) => {
    const error = await failing(url);
    // A machine without a name server cannot know that there is no such host.
    expect([message, 'the name server does not answer (EAI_AGAIN)']).toContain(error.message);
    if (error.message === message) expect(error instanceof TransientError).toBe(transient);
  });

  it('takes a server that hangs up without a word for a cut connection', async () => {
    const { url } = await startWebServer((request) => request.socket.destroy());
    const error = await failing(url);
    expect(error).toBeInstanceOf(TransientError);
    expect(error.message).toBe('the connection was cut (ECONNRESET)');
  });

  it('does not blame the server for a directory that is not there', async () => {
    const { url } = await startWebServer((_request, response) => void response.end('x'));
    await expect(download(url, join(path, 'no', 'file'), OPTIONS)).rejects.toThrow('ENOENT');
  });
});
