import { afterEach, describe, expect, it } from 'vitest';
import { lookUp } from '../../../src/cache/lookup.ts';
import { forgetSecrets, maskSecrets } from '../../../src/log/secrets.ts';
import { refusal } from '../../support/refusal.ts';
import { startWebServer } from '../../support/web-server.ts';

const PREFIXES = ['one-a-', 'one-'] as const;
const FOUND = { ok: true, signed_download_url: 'http://store.example/x?sig=geheim1', matched_key: 'one-b' };

afterEach(forgetSecrets);

/** Looks up at a service that gives one answer. @returns it, and what the service was asked */
async function ask(answer: object | string, status = 200) {
  const bodies: unknown[] = [];
  const { url } = await startWebServer((request, response) => {
    let text = '';
    request.on('data', (chunk: Buffer) => (text += chunk.toString()));
    request.on('end', () => {
      bodies.push({
        path: request.url,
        auth: request.headers.authorization,
        body: JSON.parse(text) as unknown,
      });
      response.writeHead(status).end(typeof answer === 'string' ? answer : JSON.stringify(answer));
    });
  });
  const env = { ACTIONS_RESULTS_URL: url, ACTIONS_RUNTIME_TOKEN: 'token' };
  const found = lookUp(PREFIXES, 'v', env, AbortSignal.timeout(10_000));
  return { found, bodies };
}

describe('looking an entry up', () => {
  it('asks for the prefixes in order, and makes the signature a secret', async () => {
    const { found, bodies } = await ask(FOUND);
    expect(await found).toEqual({ key: 'one-b', url: FOUND.signed_download_url });
    expect(bodies).toEqual([
      {
        path: '/twirp/github.actions.results.api.v1.CacheService/GetCacheEntryDownloadURL',
        auth: 'Bearer token',
        body: { key: 'one-a-', restore_keys: PREFIXES, version: 'v' },
      },
    ]);
    expect(maskSecrets('x geheim1')).toBe('x ***');
  });

  it('takes both spellings of an answer', async () => {
    const { found } = await ask({ ok: true, signedDownloadUrl: 'http://s/x', matchedKey: 'one-c' });
    expect(await found).toEqual({ key: 'one-c', url: 'http://s/x' });
  });

  it.each([[{ ok: false }], [{}], [{ ...FOUND, matched_key: 'two-b' }]])(
    'finds nothing in %j',
    async (answer) => {
      expect(await (await ask(answer)).found).toBeUndefined();
    },
  );

  it.each<[object | string, number, RegExp]>([
    [{ ok: true, matched_key: 'one-b' }, 200, /names an entry and no address/],
    [{ ...FOUND, signed_download_url: 'nowhere' }, 200, /names an entry and no address/],
    ['[]', 200, /sent no JSON/],
    ['x'.repeat(70_000), 200, /sent more than 65536 bytes/],
    [{}, 429, /too many requests/],
    [{}, 401, /wants a login/],
  ])('refuses %j with status %s', async (answer, status, expected) => {
    expect((await refusal((await ask(answer, status)).found)).message).toMatch(expected);
  });
});
