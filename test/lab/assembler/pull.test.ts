import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { createServer, type Server, type ServerResponse } from 'node:http';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { pullImage, type PulledImage } from '../../../src/assembler/pull.ts';
import { UserError } from '../../../src/errors.ts';
import { CancelledError } from '../../../src/process/cancellation.ts';
import { MemoryLog } from '../../support/memory-log.ts';
import { refusal } from '../../support/refusal.ts';
import { tempDir } from '../../support/temp.ts';
import { ROOT } from '../action.ts';
import { labEnvironment } from '../engine.ts';
import { hostAddress } from '../host.ts';
import { closeServer, listen } from '../listen.ts';
import { must } from '../must.ts';
import { startRegistry, type Registry } from '../registry.ts';
import { ENGINE } from './plan-request.ts';

const LAB = join(ROOT, '.lab', 'tmp', 'pull');
const POLICY = { attempts: 3, firstDelayMs: 1, maxDelayMs: 10, budgetMs: 60_000 };

/** How the stand-in answers for a manifest; the real registry cannot be made to. */
let answer: (response: ServerResponse) => void = () => undefined;
let manifests = 0;
let standIn: Server;
let standInAt = '';
let registry: Registry;
let image = '';

beforeAll(async () => {
  const host = hostAddress();
  registry = await startRegistry({ dir: join(LAB, 'registry'), host });
  standIn = createServer((request, response) => {
    if (request.url === '/v2/') {
      response.writeHead(200).end('{}');
      return;
    }
    manifests += 1;
    answer(response);
  });
  standInAt = `${host}:${await listen(standIn, host)}`;
  Object.assign(process.env, await labEnvironment(LAB, [registry.location, standInAt]));
  const tar = join(LAB, 'image.tar');
  await mkdir(join(LAB, 'root'), { recursive: true });
  await writeFile(join(LAB, 'root', 'file'), Buffer.alloc(8_000_000, 'not compressible enough'));
  await must(['tar', '-C', join(LAB, 'root'), '-cf', tar, '.']);
  image = `${registry.location}/oni-lab/small:1`;
  await must(['podman', 'import', '--quiet', tar, image]);
  await must(['podman', 'push', '--quiet', image]);
  await must(['podman', 'rmi', image]);
});

afterAll(async () => {
  await registry.close();
  await closeServer(standIn);
});

let log: MemoryLog;
beforeEach(() => {
  log = new MemoryLog();
  manifests = 0;
});

async function pull(reference: string, signal?: AbortSignal): Promise<PulledImage> {
  const logFile = join(await tempDir(), 'pull.log');
  return await pullImage(ENGINE, reference, logFile, log, { policy: POLICY, signal });
}

async function refused(reference: string): Promise<string> {
  const error = await pull(reference).catch((thrown: unknown) => thrown);
  expect(error).toBeInstanceOf(UserError);
  return error instanceof UserError ? error.message : '';
}

describe('a pull', () => {
  it('that works names the digest', async () => {
    const pulled = await pull(image);
    expect(pulled.pinned).toBe(`${image.replace(/:1$/, '')}@${pulled.digest}`);
  });

  it('that takes long says that it goes on, and nothing of what podman prints', async () => {
    answer = (response) => {
      setTimeout(() => response.writeHead(404).end('{"errors":[{"code":"MANIFEST_UNKNOWN"}]}'), 1500);
    };
    const reference = `${standInAt}/a/b:slow`;
    const logFile = join(await tempDir(), 'pull.log');
    const once = { policy: { ...POLICY, attempts: 1 }, heartbeatMs: 300 };
    await expect(pullImage(ENGINE, reference, logFile, log, once)).rejects.toThrow(UserError);
    expect(log.of('info').join('\n')).toMatch(/^pull: still running after \d+ s, nothing printed lately/);
    expect(log.of('child')).toEqual([]);
    expect(await readFile(logFile, 'utf8')).not.toBe('');
  });

  it('of an unknown tag and of an unknown repository say so', async () => {
    expect(await refused(image.replace(/:1$/, ':none'))).toMatch(
      /has no such tag or digest .*skopeo list-tags/,
    );
    expect(await refused(`${registry.location}/nobody/none:1`)).toMatch(/no such (tag|repository)/);
    expect(log.of('info')).toEqual([]);
  });

  it('from a registry that is down is tried again, then told', async () => {
    const stopped = await startRegistry({ dir: join(LAB, 'stopped'), host: hostAddress() });
    await stopped.close();
    expect(await refused(`${stopped.location}/a/b:c`)).toMatch(
      /the registry does not answer as it should \(.*connection refused\); see whether \S+ is up.*\(tried 3 times\)$/,
    );
    expect(log.of('info')).toHaveLength(2);
  });

  it('from a registry that is busy is tried again until it answers', async () => {
    answer = (response) => {
      if (manifests < 3) response.writeHead(503).end();
      else response.writeHead(404, { 'content-type': 'application/json' }).end(UNKNOWN);
    };
    expect(await refused(`${standInAt}/a/b:c`)).toMatch(/no such tag or digest/);
    expect(manifests).toBe(3);
    expect(log.of('info').join()).toMatch(/503 Service Unavailable.*trying again/);
  });

  it('from a registry with a limit says what to do about it', async () => {
    answer = (response) =>
      void response
        .writeHead(429, { 'content-type': 'application/json', 'retry-after': '1' })
        .end('{"errors":[{"code":"TOOMANYREQUESTS","message":"You have reached your pull rate limit."}]}');
    const once = { policy: { ...POLICY, attempts: 1 } };
    const failed = pullImage(ENGINE, `${standInAt}/a/b:c`, join(await tempDir(), 'l'), log, once);
    await expect(failed).rejects.toThrow(/too many requests from this address .*; log in to/);
  });

  it('from a registry that never answers ends with its time limit', async () => {
    answer = () => undefined;
    // An engine that is stopped leaves an empty directory where its temporary files go.
    const limited = { policy: POLICY, limitMs: 3000, tempDir: await tempDir() };
    const started = performance.now();
    const logFile = join(await tempDir(), 'l');
    const error = await refusal(pullImage(ENGINE, `${standInAt}/a/b:c`, logFile, log, limited));
    expect(error.message).toMatch(/cannot be pulled: stopped after 0\.05 min .*answers this machine/);
    expect(error.failure).toEqual({ class: 'pull', signature: 'pull-timeout' });
    expect(performance.now() - started).toBeLessThan(60_000);
    expect(manifests).toBe(1);
  });

  it('of a web page says that it is none', async () => {
    answer = (response) => void response.writeHead(200, { 'content-type': 'text/html' }).end('<html>');
    expect(await refused(`${standInAt}/a/b:c`)).toMatch(/a web page came instead of an image/);
  });

  it('of an image for other machines only says so', async () => {
    const entry = { mediaType: 'application/vnd.oci.image.manifest.v1+json', size: 10 };
    const platform = { architecture: 's390x', os: 'linux' };
    const mediaType = 'application/vnd.oci.image.index.v1+json';
    const manifestList = [{ ...entry, digest: `sha256:${'0'.repeat(64)}`, platform }];
    answer = (response) =>
      void response
        .writeHead(200, { 'content-type': mediaType })
        .end(JSON.stringify({ schemaVersion: 2, mediaType, manifests: manifestList }));
    expect(await refused(`${standInAt}/a/b:c`)).toMatch(/no such image for this machine's architecture/);
  });

  it('of a single image for another machine says so too', async () => {
    const foreign = `${registry.location}/oni-lab/foreign:1`;
    await must(['podman', 'import', '--quiet', '--arch=s390x', join(LAB, 'image.tar'), foreign]);
    await must(['podman', 'push', '--quiet', foreign]);
    expect(await refused(foreign)).toMatch(/is made for s390x, this machine is/);
    await must(['podman', 'rmi', foreign]);
  });

  it('from a host nobody knows, and from one that speaks plain http, say so', async () => {
    expect(await refused('nosuch.invalid/a/b:c')).toMatch(/no host of that name/);
    const strict = join(await tempDir(), 'registries.conf');
    await writeFile(strict, 'unqualified-search-registries = []\n');
    const before = process.env['CONTAINERS_REGISTRIES_CONF'] ?? '';
    process.env['CONTAINERS_REGISTRIES_CONF'] = strict;
    try {
      expect(await refused(image)).toMatch(/speaks plain http .*location = ".*", insecure = true/);
    } finally {
      process.env['CONTAINERS_REGISTRIES_CONF'] = before;
    }
  });

  it('onto a full disk says which disk', async () => {
    const root = join(LAB, 'tiny');
    await mkdir(root, { recursive: true });
    await must(['mount', '-t', 'tmpfs', '-o', 'size=4m', 'oni-lab-tiny', root]);
    const storage = process.env['CONTAINERS_STORAGE_CONF'] ?? '';
    try {
      const text = (await readFile(storage, 'utf8'))
        .replace(/graphroot = .*/, `graphroot = ${JSON.stringify(join(root, 'storage'))}`)
        .replace(/runroot = .*/, `runroot = ${JSON.stringify(join(root, 'run'))}`);
      await writeFile(join(LAB, 'tiny.conf'), text);
      process.env['CONTAINERS_STORAGE_CONF'] = join(LAB, 'tiny.conf');
      expect(await refused(image)).toMatch(
        /the disk of the engine's storage or of the work directory is full \(.*no space left on device\).*prune --all/,
      );
    } finally {
      process.env['CONTAINERS_STORAGE_CONF'] = storage;
      await must(['umount', '--lazy', root]);
    }
  });

  it('that is cancelled in a pause starts nothing more', async () => {
    const abort = new AbortController();
    answer = (response) => {
      response.writeHead(503).end();
      abort.abort(new CancelledError('SIGTERM'));
    };
    await expect(pull(`${standInAt}/a/b:c`, abort.signal)).rejects.toBeInstanceOf(CancelledError);
    expect(manifests).toBe(1);
  });
});

const UNKNOWN = '{"errors":[{"code":"MANIFEST_UNKNOWN","message":"manifest unknown"}]}';
