import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { pushImage, type PushedImage } from '../../../src/publish/push.ts';
import { prepareNetwork } from '../../../src/net/network.ts';
import { MemoryLog } from '../../support/memory-log.ts';
import { refusal } from '../../support/refusal.ts';
import { tempDir } from '../../support/temp.ts';
import { hostAddress } from '../host.ts';
import { must } from '../must.ts';
import { makeAuthority } from '../net/authority.ts';
import { startRegistry, type Registry } from '../registry.ts';
import { digestOf, makeOciArchive } from './oci-archive.ts';

const POLICY = { attempts: 2, firstDelayMs: 1, maxDelayMs: 1, budgetMs: 60_000 };

let home: string;
let registry: Registry;
let dir: string;
const before = { ...process.env };

beforeAll(async () => {
  home = await mkdtemp(join(tmpdir(), 'oni-test-'));
  const host = hostAddress();
  const authority = await makeAuthority(join(home, 'tls'), [], [host]);
  const htpasswd = join(home, 'htpasswd');
  await must(['htpasswd', '-c', '-b', '-B', '-C', '5', htpasswd, 'robot', 'push-geheim']);
  registry = await startRegistry({ dir: join(home, 'registry'), host, htpasswd, tls: authority });
  await prepareNetwork({ workDir: join(home, 'work'), caCertificates: authority.ca }, new MemoryLog());
});

afterAll(async () => {
  await registry.close();
  await rm(home, { recursive: true, force: true });
});

beforeEach(async () => {
  dir = await tempDir();
  // The machine's own logins are no part of this.
  process.env['REGISTRY_AUTH_FILE'] = join(dir, 'none.json');
  await writeFile(join(dir, 'none.json'), '{}');
});

afterEach(() => {
  if (before['REGISTRY_AUTH_FILE'] === undefined) delete process.env['REGISTRY_AUTH_FILE'];
  else process.env['REGISTRY_AUTH_FILE'] = before['REGISTRY_AUTH_FILE'];
});

/** An auth file with one login for the registry. */
async function authFile(login: string): Promise<string> {
  const file = join(dir, 'auth.json');
  const auth = Buffer.from(login).toString('base64');
  await writeFile(file, JSON.stringify({ auths: { [registry.location]: { auth } } }), { mode: 0o600 });
  return file;
}

const reference = (): string => `${registry.location}/ovirt/node:nightly`;

async function push(archive: string, file: string | undefined, to = reference()): Promise<PushedImage> {
  const logs = join(dir, 'logs');
  await mkdir(logs, { recursive: true });
  const log = new MemoryLog();
  return await pushImage({ archive, reference: to, authFile: file, dir: logs, log, policy: POLICY });
}

/** Pulls an image apart, to files named by their digests. */
async function pull(
  pinned: string,
): Promise<{ manifest: Buffer; blob: (digest: string) => Promise<Buffer> }> {
  const out = join(dir, 'pulled');
  const login = await authFile('robot:push-geheim');
  await must(['skopeo', 'copy', '--quiet', `--src-authfile=${login}`, `docker://${pinned}`, `dir:${out}`]);
  return {
    manifest: await readFile(join(out, 'manifest.json')),
    blob: async (digest) => await readFile(join(out, digest.slice('sha256:'.length))),
  };
}

describe('an OCI archive', () => {
  it('is in the registry byte for byte, under the digest that is told', async () => {
    const archive = await makeOciArchive(dir, 'node');
    const pushed = await push(archive.path, await authFile('robot:push-geheim'));
    expect(pushed).toEqual({
      reference: reference(),
      digest: archive.digest,
      pinned: `${registry.location}/ovirt/node@${archive.digest}`,
    });
    const { manifest, blob } = await pull(pushed.pinned);
    const parsed: unknown = JSON.parse(manifest.toString());
    expect(parsed).toMatchObject({
      config: { digest: digestOf(archive.config) },
      layers: [{ digest: digestOf(archive.layer) }],
    });
    expect(await blob(digestOf(archive.config))).toEqual(archive.config);
    expect((await blob(digestOf(archive.layer))).equals(archive.layer)).toBe(true);
  });

  it('of the next night moves the tag, and the digest of before is still there', async () => {
    const login = await authFile('robot:push-geheim');
    const first = await push((await makeOciArchive(dir, 'first')).path, login);
    const second = await push((await makeOciArchive(dir, 'second')).path, login);
    expect(second.digest).not.toBe(first.digest);
    const tagged = await must([
      'skopeo',
      'inspect',
      `--authfile=${login}`,
      '--format={{.Digest}}',
      `docker://${reference()}`,
    ]);
    expect(tagged.trim()).toBe(second.digest);
    await pull(first.pinned);
  });

  it("is pushed with the engine's own login", async () => {
    process.env['REGISTRY_AUTH_FILE'] = await authFile('robot:push-geheim');
    const archive = await makeOciArchive(dir, 'node');
    expect((await push(archive.path, undefined)).digest).toBe(archive.digest);
  });
});

describe('twins', () => {
  it.each([
    ['a wrong login', 'robot:wrong', /does not accept the login|wants a login/],
    ['no login', undefined, /wants a login.*registry-auth-file/],
  ])('%s is refused, and says what to do', async (_what, login, problem) => {
    const archive = await makeOciArchive(dir, 'node');
    const to = `${registry.location}/ovirt/refused:1`;
    const error = await refusal(
      push(archive.path, login === undefined ? undefined : await authFile(login), to),
    );
    expect(error.message).toMatch(problem);
    expect(error.message).toContain(`push: ${to} cannot be pushed`);
    expect(error.failure?.class).toBe('push');
  });

  it('an archive whose layer is not what its manifest says is refused, and nothing is tagged', async () => {
    const archive = await makeOciArchive(dir, 'bad', (layer) => {
      const changed = Buffer.from(layer);
      changed[100_000] = (changed[100_000] ?? 0) ^ 1;
      return changed;
    });
    const to = `${registry.location}/ovirt/tampered:1`;
    const login = await authFile('robot:push-geheim');
    expect((await refusal(push(archive.path, login, to))).message).toMatch(
      /cannot be pushed.*(digest|mismatch)/i,
    );
    await expect(
      must(['skopeo', 'inspect', '--raw', `--authfile=${login}`, `docker://${to}`]),
    ).rejects.toThrow(/manifest unknown|name unknown/i);
  });

  it('a registry that does not answer is tried again', async () => {
    const archive = await makeOciArchive(dir, 'node');
    const error = await refusal(push(archive.path, undefined, '127.0.0.1:1/ovirt/node:1'));
    expect(error.message).toMatch(/the registry does not answer.*tried 2 times/);
  });
});
