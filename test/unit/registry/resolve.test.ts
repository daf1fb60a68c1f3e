import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { forgetSecrets, maskSecrets } from '../../../src/log/secrets.ts';
import { resolveDigest } from '../../../src/registry/resolve.ts';
import { MemoryLog } from '../../support/memory-log.ts';
import { refusal } from '../../support/refusal.ts';
import {
  digest,
  DOCKER_LIST,
  INDEX,
  insecureHosts,
  MANIFEST,
  sendManifest,
  startTestRegistry,
  storedList,
  storedManifest,
  type TestRegistry,
} from '../../support/registry.ts';
import { tempDir } from '../../support/temp.ts';

const POLICY = { attempts: 3, firstDelayMs: 1, maxDelayMs: 10, budgetMs: 60_000 };
const ONE = storedManifest(MANIFEST, { layers: [] });

let log: MemoryLog;
beforeEach(() => {
  log = new MemoryLog();
});
afterEach(forgetSecrets);

/** Asks for `team/image:1` of a registry. @param login of an auth file, `user:password` */
async function resolve(
  { host }: TestRegistry,
  { arch = 'x86_64', login = '', insecure = [] as string[] } = {},
): Promise<string> {
  const dir = await tempDir();
  const env = await insecureHosts(dir, [host, ...insecure]);
  const authFile = join(dir, 'auth.json');
  const auth = Buffer.from(login).toString('base64');
  await writeFile(authFile, JSON.stringify({ auths: login === '' ? {} : { [host]: { auth } } }));
  const options = { arch, authFile, env, log, policy: POLICY };
  return (await resolveDigest(`${host}/team/image:1`, options)).digest;
}

describe('the digest of a tag', () => {
  it('of a single image needs its head alone', async () => {
    const registry = await startTestRegistry((request, response) => sendManifest(request, response, ONE));
    expect(await resolve(registry)).toBe(ONE.digest);
    expect(registry.seen).toEqual(['HEAD /v2/team/image/manifests/1 -']);
  });

  it.each([INDEX, DOCKER_LIST])(
    "of a list is the list's, when it has the architecture (%s)",
    async (type) => {
      const list = storedList(type, [
        ['windows/ppc64le', digest('0')],
        ['linux/arm64/v8', digest('1')],
        ['linux/amd64', digest('3')],
        ['linux/s390x', digest('4')],
      ]);
      const registry = await startTestRegistry((request, response) => sendManifest(request, response, list));
      for (const arch of ['x86_64', 'aarch64', 's390x'])
        expect(await resolve(registry, { arch })).toBe(list.digest);
      const { message } = await refusal(resolve(registry, { arch: 'ppc64le' }));
      expect(message).toMatch(/team\/image:1 is: there is no such image for linux\/ppc64le; take an image/);
    },
  );

  it('is made from the bytes where the registry does not know HEAD or names no digest', async () => {
    const registry = await startTestRegistry((request, response) => {
      if (request.method === 'HEAD') response.writeHead(405).end();
      else response.writeHead(200, { 'content-type': MANIFEST }).end(ONE.bytes);
    });
    expect(await resolve(registry)).toBe(ONE.digest);
  });

  it('of a reference that names content is that, without a request', async () => {
    const reference = `nosuch.invalid/team/image:1@${digest('7')}`;
    const options = { arch: 'x86_64', env: {}, log };
    expect(await resolveDigest(reference, options)).toEqual({ digest: digest('7') });
  });

  it('is not looked for where no registry is named', async () => {
    const attempt = resolveDigest('coreos-assembler:1', { arch: 'x86_64', env: {}, log });
    expect((await refusal(attempt)).message).toMatch(/names no registry.*write it with its registry/);
  });
});

describe('an answer that is none', () => {
  it.each([
    [
      'another digest than its bytes have',
      { 'docker-content-digest': digest('1') },
      ONE.bytes,
      /another digest/,
    ],
    ['a web page', { 'content-type': 'text/html' }, Buffer.from('<html>'), /no manifest of an image/],
    [
      'the manifest of something else',
      { 'content-type': 'application/json' },
      Buffer.from('{"schemaVersion":1}'),
      /"application\/json", which is no manifest/,
    ],
    [
      'too many bytes',
      { 'content-type': INDEX },
      Buffer.alloc(4 * 1024 * 1024 + 1),
      /more than 4194304 bytes/,
    ],
  ])('%s is refused', async (_what, headers, bytes, expected) => {
    const registry = await startTestRegistry((request, response) => {
      if (request.method === 'HEAD') response.writeHead(404).end();
      else response.writeHead(200, headers).end(bytes);
    });
    expect((await refusal(resolve(registry))).message).toMatch(expected);
  });

  it.each([
    ['MANIFEST_UNKNOWN', /no such tag; check the name/],
    ['NAME_UNKNOWN', /no such repository; check the name/],
    ['OTHER', /no such tag or repository/],
  ])('%s is told, once', async (code, expected) => {
    const registry = await startTestRegistry((_request, response) => {
      response.writeHead(404).end(JSON.stringify({ errors: [{ code }] }));
    });
    expect((await refusal(resolve(registry))).message).toMatch(expected);
    expect(registry.seen).toHaveLength(2);
  });

  it.each([429, 503])('%s is waited for, and told when it stays', async (status) => {
    let left = 2;
    const registry = await startTestRegistry((request, response) => {
      left -= 1;
      if (left >= 0) response.writeHead(status, { 'retry-after': '0' }).end();
      else sendManifest(request, response, ONE);
    });
    expect(await resolve(registry)).toBe(ONE.digest);
    expect(log.of('info')).toHaveLength(2);
    left = 100;
    expect((await refusal(resolve(registry))).message).toMatch(/\(HTTP \d+\) \(tried 3 times\)$/);
  });

  it('plain http is not spoken with a registry nobody has marked', async () => {
    const registry = await startTestRegistry((request, response) => sendManifest(request, response, ONE));
    const dir = await tempDir();
    const options = { arch: 'x86_64', env: await insecureHosts(dir, []), log, policy: POLICY };
    const attempt = resolveDigest(`${registry.host}/team/image:1`, options);
    expect((await refusal(attempt)).message).toMatch(/is it plain http behind an https address/);
    expect(registry.seen).toEqual([]);
  });

  it('a redirect is followed, and its host gets no login', async () => {
    const storage = await startTestRegistry((request, response) => sendManifest(request, response, ONE));
    const basic = `Basic ${Buffer.from('robot:geheim').toString('base64')}`;
    const registry = await startTestRegistry((request, response) => {
      if (request.headers.authorization === basic)
        response.writeHead(307, { location: `${storage.url}/blob` }).end();
      else response.writeHead(401, { 'www-authenticate': 'Basic realm="team"' }).end();
    });
    expect(await resolve(registry, { login: 'robot:geheim' })).toBe(ONE.digest);
    expect(storage.seen).toEqual(['HEAD /blob -']);
    expect(registry.seen.at(-1)).toBe(`HEAD /v2/team/image/manifests/1 ${basic}`);
    expect(maskSecrets(`geheim ${basic}`)).toBe('*** Basic ***');
  });

  it('redirects without an end are left', async () => {
    const registry = await startTestRegistry((_request, response) => {
      response.writeHead(302, { location: '/again' }).end();
    });
    expect((await refusal(resolve(registry))).message).toMatch(/redirects more than 5 times/);
  });

  it('ends with what cancels it', async () => {
    const abort = new AbortController();
    const registry = await startTestRegistry(() => abort.abort(new Error('stopped')));
    const env = await insecureHosts(await tempDir(), [registry.host]);
    const options = { arch: 'x86_64', env, log, signal: abort.signal };
    await expect(resolveDigest(`${registry.host}/a/b:1`, options)).rejects.toThrow('stopped');
  });
});
