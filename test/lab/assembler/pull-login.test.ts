import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { pullImage } from '../../../src/assembler/pull.ts';
import { registerSecrets } from '../../../src/inputs/secrets.ts';
import { maskSecrets } from '../../../src/log/secrets.ts';
import { prepareNetwork } from '../../../src/net/network.ts';
import { MemoryLog } from '../../support/memory-log.ts';
import { tempDir } from '../../support/temp.ts';
import { ROOT } from '../action.ts';
import { labEnvironment } from '../engine.ts';
import { hostAddress } from '../host.ts';
import { must } from '../must.ts';
import { makeAuthority } from '../net/authority.ts';
import { startRegistry, type Registry } from '../registry.ts';
import { ENGINE } from './plan-request.ts';

const LAB = join(ROOT, '.lab', 'tmp', 'pull-login');
const POLICY = { attempts: 1, firstDelayMs: 1, maxDelayMs: 1, budgetMs: 60_000 };

let registry: Registry;
let image = '';
let ca = '';

/** An auth file with one login for the registry. */
async function authFile(login: string): Promise<string> {
  const file = join(await tempDir(), 'auth.json');
  const auth = Buffer.from(login).toString('base64');
  await writeFile(file, JSON.stringify({ auths: { [registry.location]: { auth } } }), { mode: 0o600 });
  return file;
}

async function pull(file?: string): Promise<string> {
  const logFile = join(await tempDir(), 'pull.log');
  const options = { policy: POLICY, authFile: file };
  return (await pullImage(ENGINE, image, logFile, new MemoryLog(), options)).digest;
}

beforeAll(async () => {
  await rm(LAB, { recursive: true, force: true });
  await mkdir(LAB, { recursive: true });
  const host = hostAddress();
  const authority = await makeAuthority(join(LAB, 'tls'), [], [host]);
  ({ ca } = authority);
  const htpasswd = join(LAB, 'htpasswd');
  await must(['htpasswd', '-c', '-b', '-B', '-C', '5', htpasswd, 'robot', 'registry-geheim']);
  registry = await startRegistry({ dir: join(LAB, 'registry'), host, htpasswd, tls: authority });
  Object.assign(process.env, await labEnvironment(LAB));
  for (const name of ['SSL_CERT_FILE', 'NODE_EXTRA_CA_CERTS', 'GIT_SSL_CAINFO', 'REGISTRY_AUTH_FILE'])
    delete process.env[name];
  image = `${registry.location}/oni-lab/private:1`;
  const tar = join(LAB, 'image.tar');
  await must(['tar', '-C', LAB, '-cf', tar, 'htpasswd']);
  await must(['podman', 'import', '--quiet', tar, image]);
  await must(['podman', 'push', '--quiet', '--tls-verify=false', '--creds=robot:registry-geheim', image]);
  await must(['podman', 'rmi', image]);
});

afterAll(async () => {
  await registry.close();
});

describe('a private registry with a certificate of our own authority', () => {
  it('is not trusted without the authority', async () => {
    await expect(pull()).rejects.toThrow(/certificate is of no authority known here .* in ca-certificates/);
  });

  it('wants a login, and says which input takes one', async () => {
    await prepareNetwork({ workDir: join(LAB, 'work'), caCertificates: ca }, new MemoryLog());
    await expect(pull()).rejects.toThrow(/wants a login, .*podman login \S+:\d+.*registry-auth-file/);
  });

  it('does not take a wrong one', async () => {
    await expect(pull(await authFile('robot:wrong-geheim'))).rejects.toThrow(
      /(does not accept the login|wants a login).*registry-auth-file/,
    );
  });

  it('gives the image to the login of the file, which nothing shows', async () => {
    const file = await authFile('robot:registry-geheim');
    registerSecrets({ 'registry-auth-file': file }, {});
    expect(await pull(file)).toMatch(/^sha256:[0-9a-f]{64}$/);
    await must(['podman', 'rmi', image]);
    const shown = maskSecrets(`registry-geheim ${await readFile(file, 'utf8')}`);
    expect(shown).not.toContain('registry-geheim');
    expect(shown).not.toContain(Buffer.from('robot:registry-geheim').toString('base64'));
  });

  it("gives it to the engine's own login too", async () => {
    process.env['REGISTRY_AUTH_FILE'] = await authFile('robot:registry-geheim');
    expect(await pull()).toMatch(/^sha256:[0-9a-f]{64}$/);
    delete process.env['REGISTRY_AUTH_FILE'];
    await must(['podman', 'rmi', image]);
  });
});
