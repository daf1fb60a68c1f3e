import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { forgetSecrets, maskSecrets } from '../../../src/log/secrets.ts';
import { parseChallenges } from '../../../src/registry/challenge.ts';
import { resolveDigest } from '../../../src/registry/resolve.ts';
import { MemoryLog } from '../../support/memory-log.ts';
import { refusal } from '../../support/refusal.ts';
import {
  digest,
  INDEX,
  insecureHosts,
  sendManifest,
  startTestRegistry,
  storedList,
  type TestRegistry,
} from '../../support/registry.ts';
import { tempDir } from '../../support/temp.ts';

const LIST = storedList(INDEX, [['linux/amd64', digest('3')]]);
const POLICY = { attempts: 1, firstDelayMs: 1, maxDelayMs: 1, budgetMs: 60_000 };
const BASIC = `Basic ${Buffer.from('robot:geheim').toString('base64')}`;

afterEach(forgetSecrets);

/** A registry that takes the token `wort-1`, and the server that gives it. @param realm in place of that server's */
async function registryWithTokens(
  give: (authorization: string | undefined, body: string) => object | number,
  realm?: string,
): Promise<{ registry: TestRegistry; tokens: TestRegistry }> {
  const tokens = await startTestRegistry((request, response) => {
    let body = '';
    request.on('data', (chunk: Buffer) => (body += chunk.toString()));
    request.on('end', () => {
      const given = give(request.headers.authorization, body);
      if (typeof given === 'number') response.writeHead(given).end();
      else response.writeHead(200).end(JSON.stringify(given));
    });
  });
  const challenge = `Bearer realm="${realm ?? `${tokens.url}/token?x=1`}",service="reg",scope="ignored"`;
  const registry = await startTestRegistry((request, response) => {
    if (request.headers.authorization === 'Bearer wort-1') sendManifest(request, response, LIST);
    else response.writeHead(401, { 'www-authenticate': challenge }).end('{}');
  });
  return { registry, tokens };
}

async function resolve({ host }: TestRegistry, entry?: object): Promise<string> {
  const dir = await tempDir();
  const env = await insecureHosts(dir, [host]);
  const authFile = join(dir, 'auth.json');
  await writeFile(authFile, JSON.stringify({ auths: entry === undefined ? {} : { [host]: entry } }));
  const options = { arch: 'x86_64', authFile, env, log: new MemoryLog(), policy: POLICY };
  return (await resolveDigest(`${host}/team/image:1`, options)).digest;
}

describe('token authentication', () => {
  it('gets a token without a login for a public image, and uses it for both requests', async () => {
    const { registry, tokens } = await registryWithTokens(() => ({ token: 'wort-1' }));
    expect(await resolve(registry)).toBe(LIST.digest);
    expect(tokens.seen).toEqual(['GET /token?x=1&service=reg&scope=repository%3Ateam%2Fimage%3Apull -']);
    expect(registry.seen.map((line) => line.replace(/ \/\S+/, ''))).toEqual([
      'HEAD -',
      'HEAD Bearer wort-1',
      'GET Bearer wort-1',
    ]);
    expect(maskSecrets('wort-1')).toBe('***');
  });

  it('sends the login to the token server alone', async () => {
    const { registry } = await registryWithTokens((authorization) =>
      authorization === BASIC ? { access_token: 'wort-1' } : 401,
    );
    expect(await resolve(registry, { auth: BASIC.slice(6) })).toBe(LIST.digest);
    expect(registry.seen.join()).not.toContain(BASIC);
    expect((await refusal(resolve(registry))).message).toMatch(/wants a login.*registry-auth-file/);
    const wrong = { auth: Buffer.from('robot:falsch').toString('base64') };
    expect((await refusal(resolve(registry, wrong))).message).toMatch(/does not accept the login/);
  });

  it('turns an identity token into one', async () => {
    const { registry } = await registryWithTokens((authorization, body) => {
      const form = new URLSearchParams(body);
      const right = form.get('grant_type') === 'refresh_token' && form.get('refresh_token') === 'lang-lebig';
      return right && authorization === undefined && form.get('service') === 'reg'
        ? { access_token: 'wort-1' }
        : 401;
    });
    expect(await resolve(registry, { identitytoken: 'lang-lebig' })).toBe(LIST.digest);
  });

  it.each([
    [{}, /gave no token/],
    [{ token: 'line\r\nbreak: x' }, /gave no token/],
    [{ token: 'x'.repeat(300_000) }, /sent more than 262144 bytes/],
    [500, /the server has a problem \(HTTP 500\)/],
  ])('refuses an answer that is no token', async (answer, expected) => {
    const { registry } = await registryWithTokens(() => answer);
    expect((await refusal(resolve(registry))).message).toMatch(expected);
  });

  it.each(['file:///etc/passwd', 'nothing', ''])('asks no %s for tokens', async (realm) => {
    const { registry } = await registryWithTokens(() => ({ token: 'wort-1' }), realm);
    expect((await refusal(resolve(registry))).message).toMatch(/names no server that gives tokens/);
  });
});

describe('a challenge', () => {
  it('is read with quotes, escapes, and others beside it', () => {
    expect(
      parseChallenges(
        String.raw`Basic realm="a, b", Bearer realm="https://t/x",service="say \"hi\"", scope=a:b`,
      ),
    ).toEqual([
      { scheme: 'basic', parameters: { realm: 'a, b' } },
      { scheme: 'bearer', parameters: { realm: 'https://t/x', service: 'say "hi"', scope: 'a:b' } },
    ]);
  });

  it.each(['', ',,,', '"', 'Bearer realm="open', '='.repeat(20_000)])('of %j ends', (text) => {
    expect(parseChallenges(text).every(({ parameters }) => Object.keys(parameters).length === 0)).toBe(true);
  });
});
