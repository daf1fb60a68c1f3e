import { mkdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { hostArch, hostImageArch } from '../../../src/arch.ts';
import { pullImage } from '../../../src/assembler/pull.ts';
import { prepareNetwork } from '../../../src/net/network.ts';
import { resolveDigest } from '../../../src/registry/resolve.ts';
import { MemoryLog } from '../../support/memory-log.ts';
import { refusal } from '../../support/refusal.ts';
import { tempDir } from '../../support/temp.ts';
import { ROOT } from '../action.ts';
import { ENGINE } from '../assembler/plan-request.ts';
import { labEnvironment } from '../engine.ts';
import { hostAddress } from '../host.ts';
import { must } from '../must.ts';
import { makeAuthority } from '../net/authority.ts';
import { startRegistry, type Registry } from '../registry.ts';

const LAB = join(ROOT, '.lab', 'tmp', 'resolve');
const POLICY = { attempts: 1, firstDelayMs: 1, maxDelayMs: 1, budgetMs: 60_000 };

let open: Registry;
let closed: Registry;
let ca = '';
let tar = '';

beforeAll(async () => {
  await rm(LAB, { recursive: true, force: true });
  await mkdir(LAB, { recursive: true });
  const host = hostAddress();
  const authority = await makeAuthority(join(LAB, 'tls'), [], [host]);
  ({ ca } = authority);
  const htpasswd = join(LAB, 'htpasswd');
  await must(['htpasswd', '-c', '-b', '-B', '-C', '5', htpasswd, 'robot', 'registry-geheim']);
  open = await startRegistry({ dir: join(LAB, 'open'), host });
  closed = await startRegistry({ dir: join(LAB, 'closed'), host, htpasswd, tls: authority });
  Object.assign(process.env, await labEnvironment(LAB, [open.location]));
  for (const name of ['SSL_CERT_FILE', 'NODE_EXTRA_CA_CERTS', 'GIT_SSL_CAINFO', 'REGISTRY_AUTH_FILE'])
    delete process.env[name];
  tar = join(LAB, 'image.tar');
  await must(['tar', '-C', LAB, '-cf', tar, 'htpasswd']);
});

afterAll(async () => {
  await open.close();
  await closed.close();
});

async function resolve(reference: string, authFile?: string): Promise<string> {
  const options = { arch: hostArch(), authFile, env: process.env, log: new MemoryLog(), policy: POLICY };
  return (await resolveDigest(reference, options)).digest;
}

/** What podman itself reports of a pull. */
async function pulled(reference: string, authFile?: string): Promise<string> {
  const logFile = join(await tempDir(), 'pull.log');
  const { digest } = await pullImage(ENGINE, reference, logFile, new MemoryLog(), {
    policy: POLICY,
    authFile,
  });
  await must(['podman', 'rmi', reference]);
  return digest;
}

describe('the digest a registry names is the one podman reports of its pull', () => {
  it.each(['oci', 'v2s2'])('for a single image (%s)', async (format) => {
    const image = `${open.location}/oni-lab/single-${format}:1`;
    await must(['podman', 'import', '--quiet', tar, image]);
    await must(['podman', 'push', '--quiet', `--format=${format}`, image]);
    await must(['podman', 'rmi', image]);
    expect(await resolve(image)).toBe(await pulled(image));
  });

  it.each(['oci', 'v2s2'])('for a list of images (%s)', async (format) => {
    const list = `${open.location}/oni-lab/list-${format}:1`;
    await must(['podman', 'manifest', 'create', list]);
    for (const arch of ['s390x', hostImageArch()]) {
      const one = `${open.location}/oni-lab/part-${format}:${arch}`;
      await must(['podman', 'import', '--quiet', `--arch=${arch}`, '--os=linux', tar, one]);
      await must(['podman', 'push', '--quiet', `--format=${format}`, one]);
      await must(['podman', 'manifest', 'add', list, `docker://${one}`]);
      await must(['podman', 'rmi', one]);
    }
    await must(['podman', 'manifest', 'push', '--all', `--format=${format}`, list, `docker://${list}`]);
    await must(['podman', 'manifest', 'rm', list]);
    const named = await resolve(list);
    expect(named).toBe(await pulled(list));
    // Twin: the image in the list is not what is reported.
    expect(named).not.toBe(await pulled(`${open.location}/oni-lab/part-${format}:${hostImageArch()}`));
    // Pinned by it, the same is reported, and nobody is asked.
    const pinned = `${list.replace(/:1$/, '')}@${named}`;
    expect([await resolve(pinned), await pulled(pinned)]).toEqual([named, named]);
    const options = { arch: 'ppc64le', env: process.env, log: new MemoryLog() };
    expect((await refusal(resolveDigest(list, options))).message).toMatch(/no such image for linux\/ppc64le/);
  });

  it('and moves when the tag does', async () => {
    const image = `${open.location}/oni-lab/moving:1`;
    const digests: string[] = [];
    for (const label of ['one', 'two']) {
      await must(['podman', 'import', '--quiet', `--change=LABEL which=${label}`, tar, image]);
      await must(['podman', 'push', '--quiet', image]);
      await must(['podman', 'rmi', image]);
      digests.push(await resolve(image));
    }
    expect(digests[0]).not.toBe(digests[1]);
  });

  it('for an unknown tag is none', async () => {
    const { message } = await refusal(resolve(`${open.location}/oni-lab/moving:none`));
    expect(message).toMatch(/no such tag; check the name \(HTTP 404\)$/);
  });

  it('also behind a login and a certificate of our own authority', async () => {
    const image = `${closed.location}/oni-lab/private:1`;
    await must(['podman', 'import', '--quiet', tar, image]);
    await must(['podman', 'push', '--quiet', '--tls-verify=false', '--creds=robot:registry-geheim', image]);
    await must(['podman', 'rmi', image]);
    const file = join(LAB, 'auth.json');
    const auth = (login: string): string => Buffer.from(login).toString('base64');
    const write = async (login: string): Promise<void> =>
      await writeFile(file, JSON.stringify({ auths: { [closed.location]: { auth: auth(login) } } }));
    await write('robot:registry-geheim');
    expect((await refusal(resolve(image, file))).message).toMatch(/of no authority known here/);
    await prepareNetwork({ workDir: join(LAB, 'work'), caCertificates: ca }, new MemoryLog());
    expect(await resolve(image, file)).toBe(await pulled(image, file));
    await write('robot:wrong');
    expect((await refusal(resolve(image, file))).message).toMatch(/does not accept the login/);
    await writeFile(file, '{}');
    expect((await refusal(resolve(image, file))).message).toMatch(/wants a login/);
  });
});
