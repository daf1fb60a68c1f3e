import { readFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { download, type DownloadOptions } from '../../../src/net/download.ts';
import { readProxies } from '../../../src/net/proxy-env.ts';
import { TransientError } from '../../../src/net/transient.ts';
import { tempDir } from '../../support/temp.ts';
import { startWebServer } from '../../support/web-server.ts';

const OPTIONS: DownloadOptions = { limit: 1e6, timeoutMs: 20_000, allowPlain: true };
const VARIABLES = ['http_proxy', 'https_proxy', 'no_proxy', 'HTTP_PROXY', 'HTTPS_PROXY', 'NO_PROXY'];
let before: Record<string, string | undefined>;

beforeEach(() => {
  before = Object.fromEntries(VARIABLES.map((name) => [name, process.env[name]]));
  for (const name of VARIABLES) delete process.env[name];
});

afterEach(() => {
  for (const [name, value] of Object.entries(before)) {
    if (value === undefined) delete process.env[name];
    else process.env[name] = value;
  }
});

describe('readProxies', () => {
  it('gives both spellings, with a scheme, and the lower-case one wins', () => {
    const { env, local } = readProxies({
      HTTP_PROXY: 'upper:1',
      http_proxy: 'lower:2',
      NO_PROXY: '.lab,10.0.0.1',
    });
    expect(env).toEqual({
      http_proxy: 'http://lower:2',
      HTTP_PROXY: 'http://lower:2',
      no_proxy: '.lab,10.0.0.1',
      NO_PROXY: '.lab,10.0.0.1',
    });
    expect(local).toEqual([]);
  });

  it.each(['127.0.0.1:3128', 'http://localhost:1', 'http://[::1]:3128'])('%s is this machine', (text) => {
    expect(readProxies({ HTTPS_PROXY: text }).local).toEqual(['HTTPS_PROXY']);
  });

  it.each(['socks5://host:1080', 'http://', 'http://u:geheim@'])(
    'refuses %s without showing a login',
    (text) => {
      expect(() => readProxies({ https_proxy: text })).toThrow(/^HTTPS_PROXY: found .*expected http:/);
      expect(() => readProxies({ https_proxy: text })).not.toThrow(/geheim/);
    },
  );

  it('takes empty variables for none', () => {
    expect(readProxies({ http_proxy: '', HTTP_PROXY: '', NO_PROXY: '' }).env).toEqual({});
  });
});

describe('a download by way of a proxy', () => {
  it('hands plain http over as a whole address, with the logins of both in their places', async () => {
    let seen: Record<string, unknown> = {};
    const proxy = await startWebServer((request, response) => {
      const { host, authorization } = request.headers;
      seen = { url: request.url, host, authorization, proxy: request.headers['proxy-authorization'] };
      response.end('through the proxy');
    });
    process.env['http_proxy'] = proxy.url.replace('://', '://me:pr%40xy@');
    const path = join(await tempDir(), 'file');
    await download('http://you:pw@mirror.invalid:81/x?y=1#z', path, OPTIONS);
    expect(await readFile(path, 'utf8')).toBe('through the proxy');
    const basic = (login: string): string => `Basic ${Buffer.from(login).toString('base64')}`;
    expect(seen).toEqual({
      url: 'http://mirror.invalid:81/x?y=1',
      host: 'mirror.invalid:81',
      authorization: basic('you:pw'),
      proxy: basic('me:pr@xy'),
    });
  });

  it('goes around it for a host of NO_PROXY', async () => {
    const proxy = await startWebServer((_request, response) => void response.end('x'));
    process.env['HTTP_PROXY'] = proxy.url;
    process.env['NO_PROXY'] = 'other.example,.invalid';
    const path = join(await tempDir(), 'file');
    // Nobody knows the host: only a proxy could have answered.
    await expect(download('http://mirror.invalid/x', path, OPTIONS)).rejects.toThrow(/name|host/);
    expect(proxy.requests).toEqual([]);
    delete process.env['NO_PROXY'];
    await download('http://mirror.invalid/x', path, OPTIONS);
    expect(proxy.requests).toEqual(['http://mirror.invalid/x']);
  });

  it.each([
    [407, /^the proxy wants a login: give HTTPS_PROXY/, false],
    [403, /^the proxy made no connection to the server \(HTTP 403\)/, false],
    [502, /^the proxy made no connection to the server \(HTTP 502\)/, true],
  ])('says what a proxy that answers a tunnel with %i means', async (status, message, transient) => {
    const server = createServer();
    server.on('connect', (_request, socket) => socket.end(`HTTP/1.1 ${status} No\r\n\r\n`));
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const address = server.address();
    if (address === null || typeof address === 'string') throw new Error('no port');
    process.env['https_proxy'] = `http://127.0.0.1:${address.port}`;
    const path = join(await tempDir(), 'file');
    const error = await download('https://mirror.invalid/x', path, OPTIONS).catch(
      (thrown: unknown) => thrown,
    );
    expect(error instanceof TransientError).toBe(transient);
    expect(error instanceof Error ? error.message : '').toMatch(message);
    server.close();
  });

  it('says when the proxy is not there', async () => {
    process.env['https_proxy'] = 'http://127.0.0.1:9';
    const path = join(await tempDir(), 'file');
    await expect(download('https://mirror.invalid/x', path, OPTIONS)).rejects.toThrow(
      /^the proxy cannot be reached \(connect ECONNREFUSED/,
    );
  });
});
