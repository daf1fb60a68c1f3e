import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { UserError } from '../../../src/errors.ts';
import { AddressGuard, RefusedAddressError, type Resolve } from '../../../src/net/address-guard.ts';
import { download } from '../../../src/net/download.ts';
import { isPrivateAddress } from '../../../src/net/private-address.ts';
import { tempDir } from '../../support/temp.ts';
import { startWebServer } from '../../support/web-server.ts';

afterEach(() => {
  vi.unstubAllEnvs();
});

const NAMES: Readonly<Record<string, readonly string[]>> = {
  'mirror.example': ['93.184.216.34', '2606:2800:220:1::1'],
  'inside.example': ['10.1.2.3'],
  'both.example': ['93.184.216.34', '127.0.0.1'],
  'six.example': ['fd00::1'],
};

const resolve: Resolve = async (host) => {
  const found = NAMES[host];
  if (found === undefined) throw Object.assign(new Error('no such host'), { code: 'ENOTFOUND' });
  return await Promise.resolve(found);
};

function guard(trusted: readonly string[] = []): AddressGuard {
  return new AddressGuard(new Set(trusted), resolve);
}

async function outcome(address: string, by = guard()): Promise<string> {
  try {
    await by.check(address);
    return 'asked';
  } catch (error) {
    if (error instanceof RefusedAddressError) return 'refused';
    return error instanceof UserError ? error.message : 'a bug';
  }
}

describe('an address of the internet', () => {
  it.each(['https://mirror.example/x', 'http://93.184.216.34/', 'http://[2606:2800:220:1::1]:8080/'])(
    '%s is asked',
    async (address) => {
      expect(await outcome(address)).toBe('asked');
    },
  );

  it('of a name nobody knows is told as such', async () => {
    expect(await outcome('https://gone.example/')).toMatch(/^there is no host of that name/);
  });

  it('of a name only a proxy may know is refused', async () => {
    vi.stubEnv('https_proxy', 'http://127.0.0.1:9');
    expect([await outcome('https://gone.example/'), await outcome('https://mirror.example/')]).toEqual([
      'refused',
      'asked',
    ]);
  });
});

describe('what only this machine reaches', () => {
  it.each([
    'http://inside.example/',
    'https://both.example/',
    'http://six.example/',
    'http://127.0.0.1:8080/',
    'http://2130706433/',
    'http://0x7f.1/',
    'http://169.254.169.254/latest/meta-data/',
    'http://[::1]/',
    'http://[::ffff:10.0.0.1]/',
    'http://[64:ff9b::7f00:1]/',
    'file:///etc/passwd',
    '/etc/passwd',
  ])('%s is refused', async (address) => {
    expect(await outcome(address)).toBe('refused');
  });

  it('is asked where it was permitted, and nowhere beside it', async () => {
    const by = guard();
    by.permit('http://10.0.0.5/repo/');
    by.permit('/srv/repo');
    expect(await outcome('http://10.0.0.5/repo/repodata/repomd.xml', by)).toBe('asked');
    expect(await outcome('/srv/repo/repodata/repomd.xml', by)).toBe('asked');
    for (const address of [
      'http://10.0.0.5/repository/x',
      'http://10.0.0.5/repo/../admin',
      'http://10.0.0.5/repo/%2e%2e/admin',
      'http://10.0.0.5:81/repo/x',
      'https://10.0.0.5/repo/x',
      '/srv/repo/../secret',
    ])
      expect([address, await outcome(address, by)]).toEqual([address, 'refused']);
  });
});

it.each([
  ['8.8.8.8', false],
  ['172.15.0.1', false],
  ['172.16.0.1', true],
  ['172.31.255.255', true],
  ['172.32.0.1', false],
  ['100.64.0.1', true],
  ['192.168.1.1', true],
  ['0.0.0.0', true],
  ['224.0.0.1', true],
  ['255.255.255.255', true],
  ['2606:4700::1111', false],
  ['::', true],
  ['fe80::1', true],
  ['fe80::1%eth0', true],
  ['fc00::1', true],
  ['2002:7f00:1::', true],
  ['no address', true],
])('%s is private: %s', (address, expected) => {
  expect(isPrivateAddress(address)).toBe(expected);
});

describe('a download', () => {
  const OPTIONS = { limit: 1000, timeoutMs: 10_000, allowPlain: false } as const;

  it('that is redirected to a private address ends there', async () => {
    const secret = await startWebServer((_request, response) => response.end('secret'));
    const server = await startWebServer((_request, response) => {
      response.writeHead(302, { location: `${secret.url}/inner` }).end();
    });
    const by = guard();
    by.permit(server.url);
    const to = join(await tempDir(), 'x');
    await expect(download(`${server.url}/a`, to, { ...OPTIONS, guard: by })).rejects.toBeInstanceOf(
      RefusedAddressError,
    );
    expect([server.requests, secret.requests]).toEqual([['/a'], []]);
    // Without the guard it follows.
    await download(`${server.url}/a`, to, OPTIONS);
    expect(secret.requests).toEqual(['/inner']);
  });

  it('to a name that means another address by then is refused by the connection', async () => {
    const server = await startWebServer((_request, response) => response.end('secret'));
    // Looked at, the name is one of the internet; the system knows it as this machine.
    const by = new AddressGuard(new Set(), async () => await Promise.resolve(['93.184.216.34']));
    const address = server.url.replace('127.0.0.1', 'localhost');
    const to = join(await tempDir(), 'x');
    await writeFile(to, '');
    await expect(download(address, to, { ...OPTIONS, guard: by })).rejects.toBeInstanceOf(
      RefusedAddressError,
    );
    expect(server.requests).toEqual([]);
  });
});
