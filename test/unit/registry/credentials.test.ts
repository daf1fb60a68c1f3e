import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { forgetSecrets } from '../../../src/log/secrets.ts';
import { findLogin } from '../../../src/registry/credentials.ts';
import { MemoryLog } from '../../support/memory-log.ts';
import { refusal } from '../../support/refusal.ts';
import { tempDir } from '../../support/temp.ts';

const NAME = { registry: 'reg.example', repository: 'team/part/image' };

let home = '';
let log: MemoryLog;
beforeEach(async () => {
  home = await tempDir();
  log = new MemoryLog();
});
afterEach(forgetSecrets);

async function put(path: string, content: object | string): Promise<string> {
  const file = join(home, path);
  await mkdir(dirname(file), { recursive: true });
  await writeFile(file, typeof content === 'string' ? content : JSON.stringify(content));
  return file;
}

/** An auth file's entries, with a user each. */
function auths(users: Readonly<Record<string, string>>): object {
  const entries: Record<string, object> = {};
  for (const [key, name] of Object.entries(users))
    entries[key] = { auth: Buffer.from(`${name}:wort`).toString('base64') };
  return { auths: entries };
}

/** Name of the user that is found. */
async function user(
  authFile?: string,
  env: NodeJS.ProcessEnv = {},
  name = NAME,
): Promise<string | undefined> {
  const surroundings = { HOME: home, XDG_RUNTIME_DIR: join(home, 'run'), ...env };
  return (await findLogin(name, authFile, surroundings, log))?.user;
}

describe('the login of a registry', () => {
  it('is that of the longest path, then of the registry, then of an old key', async () => {
    const old = { 'https://reg.example/v1/': 'old' };
    const host = { 'reg.example': 'host', 'reg.example/other': 'other' };
    const team = { 'reg.example/team': 'team', 'reg.example/te': 'te' };
    const whole = { 'reg.example/team/part/image': 'whole' };
    expect(await user(await put('1', auths({ ...old, ...host, ...team, ...whole })))).toBe('whole');
    expect(await user(await put('2', auths({ ...old, ...host, ...team })))).toBe('team');
    expect(await user(await put('3', auths({ ...old, ...host })))).toBe('host');
    expect(await user(await put('4', auths(old)))).toBe('old');
    expect(
      await user(await put('5', auths({ 'reg.example:5000': 'x', 'reg.example/other': 'y' }))),
    ).toBeUndefined();
  });

  it("of Docker Hub is found under docker's own key", async () => {
    const file = await put('hub', auths({ 'https://index.docker.io/v1/': 'hub' }));
    expect(await user(file, {}, { registry: 'docker.io', repository: 'library/debian' })).toBe('hub');
  });

  it("is looked for in the input's file alone, in that of the environment alone, else in the engines' own", async () => {
    const given = await put('given', auths({ 'reg.example': 'given' }));
    const named = await put('named', auths({ 'reg.example': 'named' }));
    await put('.docker/config.json', auths({ 'reg.example': 'docker' }));
    expect(await user()).toBe('docker');
    await put('.config/containers/auth.json', auths({ 'reg.example': 'config' }));
    expect(await user()).toBe('config');
    await put('run/containers/auth.json', auths({ 'reg.example': 'runtime' }));
    expect(await user()).toBe('runtime');
    expect(await user(undefined, { REGISTRY_AUTH_FILE: named })).toBe('named');
    expect(await user(given, { REGISTRY_AUTH_FILE: named })).toBe('given');
    expect(await user(await put('empty', '{}'), { REGISTRY_AUTH_FILE: named })).toBeUndefined();
  });

  it('may be a user and a password, padded as docker pads it, or a refresh token', async () => {
    const find = async (entry: object) =>
      await findLogin(NAME, await put('f', { auths: { 'reg.example': entry } }), {}, log);
    expect(await find({ username: 'a', password: 'b' })).toMatchObject({ user: 'a', password: 'b' });
    expect(await find({ auth: Buffer.from('a:b:c\0\0').toString('base64') })).toMatchObject({
      password: 'b:c',
    });
    expect(await find({ identitytoken: 'lang' })).toMatchObject({ identityToken: 'lang' });
    expect(await find({ auth: '' })).toBeUndefined();
    expect(await find({})).toBeUndefined();
  });

  it('that a program keeps is not asked for, and that is said', async () => {
    const keep = { credHelpers: { 'reg.example': 'keychain' }, auths: { 'reg.example': {} } };
    expect(await user(await put('helped', keep))).toBeUndefined();
    expect(log.of('info').join()).toMatch(
      /reg\.example to the program docker-credential-keychain.*not asked/,
    );
  });
});

describe('a file of logins that cannot be used', () => {
  it('is an error where somebody named it, and shows nothing of its content', async () => {
    const file = await put('bad', '{"auths": geheim');
    const { message } = await refusal(user(file));
    expect(message).toBe(
      `registry-auth-file: ${file} cannot be used: it is no JSON; expected a file as \`podman login\` writes it`,
    );
    expect((await refusal(user(undefined, { REGISTRY_AUTH_FILE: join(home, 'none') }))).message).toMatch(
      /^REGISTRY_AUTH_FILE: .*no such file/,
    );
  });

  it('is a warning where it is just there', async () => {
    await put('.docker/config.json', '[]');
    expect(await user()).toBeUndefined();
    expect(log.of('warning').join()).toMatch(/config\.json cannot be used: it holds no object.*left out/);
  });
});
