import { randomBytes } from 'node:crypto';
import { chmod, mkdir, readdir, readFile, rm, stat, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { restorePack } from '../../../src/cache/restore.ts';
import { savePack } from '../../../src/cache/save.ts';
import { stagePack } from '../../../src/cache/stage.ts';
import { MemoryLog } from '../../support/memory-log.ts';
import { tempDir } from '../../support/temp.ts';
import { startArtifactService, type ArtifactServiceLab } from '../artifacts/service.ts';
import type { Harm, Place } from '../artifacts/faults.ts';
import { must } from '../must.ts';
import { CacheRoom } from './service.ts';

const KEY = 'ovirt-node-image-1-D2-el9-x86_64-aaaa-bbbb';
const PREFIX = 'ovirt-node-image-1-D2-el9-x86_64-aaaa-';
const LIMIT = 64 * 2 ** 20;

let dir = '';
let room: CacheRoom;
let service: ArtifactServiceLab;
let log: MemoryLog;
let env: NodeJS.ProcessEnv;
beforeEach(async () => {
  dir = await tempDir();
  room = new CacheRoom(join(dir, 'blobs'));
  service = await startArtifactService({ dir: join(dir, 'service'), cache: room });
  log = new MemoryLog();
  env = { ...process.env, ...service.env, ACTIONS_CACHE_SERVICE_V2: 'True' };
  delete env['ACTIONS_CACHE_MODE'];
  delete env['GITHUB_SERVER_URL'];
  delete env['RUNNER_DEBUG'];
});
afterEach(async () => {
  await service.close();
});

/** A cache directory of the assembler in a work directory of its own. */
async function makeCache(name = 'one'): Promise<{ workDir: string; cache: string }> {
  const workDir = join(dir, name);
  const cache = join(workDir, 'srv', 'cache');
  await mkdir(join(cache, 'pkgcache-repo', 'objects'), { recursive: true });
  await writeFile(join(cache, 'fetched-stamp'), '');
  await writeFile(join(cache, 'pkgcache-repo', 'objects', 'a b,c'), randomBytes(300_000));
  return { workDir, cache };
}

async function save(
  workDir: string,
  more: { limit?: number; timeoutMs?: number; key?: string } = {},
): Promise<void> {
  const from = { assembler: join(workDir, 'srv', 'cache') };
  await savePack({ key: KEY, workDir, from, limit: LIMIT, env, log, ...more });
}

/** Restores into a fresh work directory. @returns key and the directory */
async function restore(
  more: { limit?: number; limits?: { lookUpMs: number; restoreMs: number }; prefix?: string } = {},
): Promise<{ key: string | undefined; cache: string; workDir: string }> {
  const workDir = join(dir, `restored-${randomBytes(4).toString('hex')}`);
  const cache = join(workDir, 'srv', 'cache');
  await mkdir(join(workDir, 'srv'), { recursive: true });
  const { prefix = PREFIX, ...rest } = more;
  const signal = new AbortController().signal;
  const common = { prefixes: [prefix] as const, workDir, into: { assembler: cache }, env, log, signal };
  return { key: await restorePack({ ...common, limit: LIMIT, ...rest }), cache, workDir };
}

/** Puts an archive of a test in the place of the stored one. */
async function replaceArchive(make: (content: string, archive: string) => Promise<void>): Promise<void> {
  const [entry] = room.list();
  if (entry === undefined) throw new Error('nothing was saved');
  const content = join(dir, 'content');
  await mkdir(join(content, 'cache-pack', 'assembler'), { recursive: true });
  await make(content, entry.file);
}

describe('a saved cache', () => {
  it('comes back on another machine, byte for byte, and leaves nothing behind', async () => {
    const { workDir, cache } = await makeCache();
    await save(workDir);
    expect(room.list().map(({ key }) => key)).toEqual([KEY]);
    expect(log.of('warning')).toEqual([]);
    expect(await readdir(workDir)).toEqual(['srv']);
    const back = await restore();
    expect(back.key).toBe(KEY);
    const file = join('pkgcache-repo', 'objects', 'a b,c');
    expect(await readFile(join(back.cache, file))).toEqual(await readFile(join(cache, file)));
    expect(await readdir(back.workDir)).toEqual(['srv']);
  });

  it('is packed with gzip where there is no zstd', async () => {
    const { workDir } = await makeCache();
    const bin = join(dir, 'bin');
    await mkdir(bin);
    for (const name of ['tar', 'gzip', 'sh']) await symlink(`/usr/bin/${name}`, join(bin, name));
    const path = process.env['PATH'];
    env['PATH'] = bin;
    process.env['PATH'] = bin;
    try {
      await save(workDir);
      expect((await restore()).key).toBe(KEY);
    } finally {
      process.env['PATH'] = path;
      env['PATH'] = path;
    }
    const head = (await readFile(room.list()[0]?.file ?? '')).subarray(0, 2).toString('hex');
    expect(head).toBe('1f8b');
    // And it is not offered to a machine that unpacks in the other way.
    expect((await restore()).key).toBeUndefined();
  });

  it('is found by the beginning of its key, and by nothing else', async () => {
    const { workDir } = await makeCache();
    await save(workDir);
    expect((await restore({ prefix: 'ovirt-node-image-1-D2-el10-' })).key).toBeUndefined();
    expect(log.of('warning')).toEqual([]);
    expect((await restore({ prefix: 'ovirt-node-image-1-D2-el9-' })).key).toBe(KEY);
  });

  it('is not saved a second time, and that is no warning', async () => {
    const { workDir } = await makeCache();
    await save(workDir);
    await save(workDir);
    expect(room.list()).toHaveLength(1);
    expect(log.of('warning')).toEqual([]);
    expect(log.of('info').at(-1)).toMatch(/is there already, or another job is saving it/);
  });

  it('leaves out links, and directories that are gone are told', async () => {
    const { workDir, cache } = await makeCache();
    await symlink('/etc/passwd', join(cache, 'link'));
    await save(workDir);
    expect(log.of('info').join()).toMatch(/1 entries that cannot be read, or are no files, are left out/);
    expect(await readdir((await restore()).cache)).toEqual(['fetched-stamp', 'pkgcache-repo']);
    await rm(cache, { recursive: true });
    await save(workDir, { key: `${KEY}2` });
    expect(log.of('warning').join()).toMatch(/not saved: .*cache is gone/);
  });

  it('over its limit is not saved, and one over the limit is not fetched', async () => {
    const { workDir } = await makeCache();
    await save(workDir, { limit: 200_000 });
    expect(room.list()).toEqual([]);
    expect(log.of('warning').join()).toMatch(/1 MiB are more than cache-size-limit allows \(1 MiB\)/);
    await save(workDir);
    expect((await restore({ limit: 200_000 })).key).toBeUndefined();
    expect(log.of('warning').join()).toMatch(/nothing is restored: sent more than 200000 bytes/);
  });
});

describe('an archive somebody else has made', () => {
  beforeEach(async () => {
    await save((await makeCache()).workDir);
  });

  it.each([
    ['a name that leaves', '../../escaped', /damaged/],
    ['an absolute name', '/tmp/oni-test-escaped', undefined],
  ])('with %s writes nothing outside', async (_what, name, expected) => {
    await replaceArchive(async (content, archive) => {
      await writeFile(join(content, 'cache-pack', 'assembler', 'file'), 'x');
      const rename = `--transform=s,^cache-pack/assembler/file$,${name},`;
      await must(['tar', '-C', content, '-P', '--zstd', rename, '-cf', archive, 'cache-pack']);
    });
    const { key } = await restore();
    if (expected === undefined) expect(key).toBe(KEY);
    else expect(log.of('warning').join()).toMatch(expected);
    await expect(stat('/tmp/oni-test-escaped')).rejects.toThrow(/ENOENT/);
    expect((await readdir(dir)).includes('escaped')).toBe(false);
  });

  it.each(['link', 'pipe'])('with a %s is refused whole', async (kind) => {
    await replaceArchive(async (content, archive) => {
      const path = join(content, 'cache-pack', 'assembler', 'odd');
      if (kind === 'link') await symlink('/etc/shadow', path);
      else await must(['mkfifo', path]);
      await must(['tar', '-C', content, '--zstd', '-cf', archive, 'cache-pack']);
    });
    const { key, cache } = await restore();
    expect(key).toBeUndefined();
    expect(log.of('warning').join()).toMatch(
      /odd", which is neither file nor directory; the build does without/,
    );
    await expect(stat(cache)).rejects.toThrow(/ENOENT/);
  });

  it('that unpacks to more than the limit is stopped', async () => {
    await replaceArchive(async (content, archive) => {
      await writeFile(join(content, 'cache-pack', 'assembler', 'zeros'), Buffer.alloc(200 * 2 ** 20));
      await must(['tar', '-C', content, '--zstd', '-cf', archive, 'cache-pack']);
    });
    expect((await restore()).key).toBeUndefined();
    expect(log.of('warning').join()).toMatch(/unpacks to more than \d+ bytes/);
  });

  it.each(['cut', 'noise'])('that is damaged (%s) is left', async (kind) => {
    const [entry] = room.list();
    const content = await readFile(entry?.file ?? '');
    await writeFile(entry?.file ?? '', kind === 'cut' ? content.subarray(0, 100_000) : randomBytes(1000));
    expect((await restore()).key).toBeUndefined();
    expect(log.of('warning').join()).toMatch(/the archive is damaged; the build does without/);
  });
});

describe('a cache service that does not do its work', () => {
  const DOWN: Harm = { kind: 'refuse', status: 503, message: 'down' };
  const WEB: Harm = { kind: 'refuse', status: 200, message: '', body: '<html>' };

  it.each<[Place, Harm, RegExp]>([
    ['GetCacheEntryDownloadURL', DOWN, /has a problem \(HTTP 503\)/],
    ['GetCacheEntryDownloadURL', WEB, /sent no JSON/],
    ['GetCacheEntryDownloadURL', { kind: 'drop', when: 'before' }, /connection was cut/],
    ['GetCacheEntryDownloadURL', { kind: 'stall' }, /no end after \d s/],
    ['blob', { kind: 'refuse', status: 404, message: 'gone' }, /no such file \(HTTP 404\)/],
    ['blob', { kind: 'stall' }, /no end after|was not done after/],
  ])('at %s (%o) costs a warning and not much time', async (place, harm, expected) => {
    await save((await makeCache()).workDir);
    room.faults.plan(place, harm);
    const started = performance.now();
    const { key, workDir } = await restore({ limits: { lookUpMs: 1000, restoreMs: 1500 } });
    expect(key).toBeUndefined();
    expect(log.of('warning').join()).toMatch(expected);
    expect(performance.now() - started).toBeLessThan(10_000);
    expect(await readdir(workDir)).toEqual(['srv']);
    expect(room.faults.left()).toBe(0);
  });

  it.each<[Place, Harm, RegExp]>([
    ['CreateCacheEntry', { kind: 'refuse', status: 403, message: 'denied' }, /not saved: .*\(403\).*denied/],
    ['FinalizeCacheEntryUpload', { kind: 'refuse', status: 400, message: 'no' }, /not saved: .*\(400\)/],
    ['block', { kind: 'refuse', status: 403, message: 'no' }, /not saved: .*/],
  ])('at %s (%o) saves nothing and says why', async (place, harm, expected) => {
    const { workDir } = await makeCache();
    room.faults.plan(place, harm);
    await save(workDir);
    expect(log.of('warning').join()).toMatch(expected);
    expect(room.list()).toEqual([]);
    expect(await readdir(workDir)).toEqual(['srv']);
    expect(room.faults.left()).toBe(0);
  });

  it('that never answers is not waited for', async () => {
    const { workDir } = await makeCache();
    room.faults.plan('CreateCacheEntry', { kind: 'stall' });
    // The library alone takes some seconds to load where much else is going on.
    await save(workDir, { timeoutMs: 20_000 });
    expect(log.of('warning').join()).toMatch(/not saved: no end after 20 s/);
    expect(await readdir(workDir)).toEqual(['srv']);
    expect(room.faults.left()).toBe(0);
  });
});

/** As a process without root's right to read everything; another user needs nothing for that. */
const WITHOUT_CAPABILITIES =
  process.getuid?.() === 0 ? ['setpriv', '--bounding-set=-dac_override,-dac_read_search'] : [];

it('a file nobody may read is left out', async () => {
  const { cache } = await makeCache();
  await writeFile(join(cache, 'secret'), 'x');
  await mkdir(join(cache, 'closed'));
  for (const name of ['secret', 'closed']) await chmod(join(cache, name), 0);
  const stage = pathToFileURL(join(import.meta.dirname, '../../../src/cache/stage.ts')).href;
  const script = [
    `import { stagePack } from ${JSON.stringify(stage)};`,
    'const [pack, assembler] = process.argv.slice(1);',
    'console.log(JSON.stringify(await stagePack(pack, { assembler })));',
  ].join('\n');
  const pack = join(dir, 'pack');
  const node = [process.execPath, '--input-type=module', '--eval', script, pack, cache];
  expect(JSON.parse(await must(['env', ...WITHOUT_CAPABILITIES, ...node]))).toMatchObject({
    files: 2,
    skipped: 2,
  });
  expect(await readdir(join(pack, 'assembler'))).toEqual(['fetched-stamp', 'pkgcache-repo']);
  // Twin: what may read everything leaves nothing out, so it is the right that was missing.
  await chmod(join(cache, 'secret'), 0o600);
  await chmod(join(cache, 'closed'), 0o700);
  expect(await stagePack(pack, { assembler: cache })).toMatchObject({ files: 3, skipped: 0 });
});
