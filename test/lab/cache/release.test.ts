import { createHash } from 'node:crypto';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { saveBuildCache } from '../../../src/commands/build-cache.ts';
import { releaseToSave, restoreRelease } from '../../../src/commands/release-in-cache.ts';
import { Cancellation } from '../../../src/process/cancellation.ts';
import { cachedRelease, keepRelease } from '../../../src/release-rpm/release-cache.ts';
import { MemoryLog } from '../../support/memory-log.ts';
import { tempDir } from '../../support/temp.ts';
import { startArtifactService, type ArtifactServiceLab } from '../artifacts/service.ts';
import { CacheRoom } from './service.ts';

const CONTENT = 'a release package, as far as a cache is concerned';
const SHA256 = createHash('sha256').update(CONTENT).digest('hex');

let service: ArtifactServiceLab;
let room: CacheRoom;
let before: NodeJS.ProcessEnv;
beforeEach(async () => {
  const dir = await tempDir();
  room = new CacheRoom(join(dir, 'blobs'));
  service = await startArtifactService({ dir: join(dir, 'service'), cache: room });
  before = { ...process.env };
});
afterEach(async () => {
  for (const name of Object.keys(process.env)) delete process.env[name];
  Object.assign(process.env, before);
  await service.close();
});

/** A machine of its own: with a tool cache nobody has used. */
async function machine(event = 'schedule') {
  const workDir = await tempDir();
  process.env['RUNNER_TOOL_CACHE'] = join(workDir, 'tools');
  process.env['RUNNER_TEMP'] = join(workDir, 'temp');
  const log = new MemoryLog();
  const env = { ...process.env, ...service.env, ACTIONS_CACHE_SERVICE_V2: 'True', GITHUB_EVENT_NAME: event };
  const inputs = {
    cache: true,
    ovirtRelease: ['https://nosuch.invalid/r.rpm'],
    ovirtReleaseSha256: SHA256,
    workDir,
  };
  return { inputs, log, env, context: { env, log, cancellation: new Cancellation(log) } };
}

it('a release package is saved after a night that had to download it, and spares the next one that', async () => {
  const first = await machine();
  expect(await restoreRelease(first.inputs, first.context)).toBe(SHA256);
  const rpm = join(first.inputs.workDir, 'r.rpm');
  await writeFile(rpm, CONTENT);
  await keepRelease(rpm, join(first.inputs.workDir, 'downloads'), SHA256, first.log);
  const packs = await releaseToSave(SHA256, first.inputs);
  const { workDir } = first.inputs;
  await saveBuildCache(JSON.stringify({ packs, workDir, limit: 1e9 }), first.env, first.log);
  expect(room.list().map(({ key }) => key)).toEqual([`ovirt-node-image-release-1-${SHA256}`]);

  const second = await machine('pull_request');
  expect(await cachedRelease(join(second.inputs.workDir, 'downloads'), SHA256)).toBeUndefined();
  expect(await restoreRelease(second.inputs, second.context)).toBeUndefined();
  expect(await cachedRelease(join(second.inputs.workDir, 'downloads'), SHA256)).toMatch(/release\.rpm$/);
  expect(second.log.of('warning')).toEqual([]);
  // Now it is there, and nobody is asked.
  const asked = room.faults.seen('GetCacheEntryDownloadURL');
  await restoreRelease(second.inputs, second.context);
  expect(room.faults.seen('GetCacheEntryDownloadURL')).toBe(asked);
});

it('twin: another package under its key is not taken for it', async () => {
  const first = await machine();
  const directory = join(first.inputs.workDir, 'foreign');
  await mkdir(directory);
  await writeFile(join(directory, 'release.rpm'), 'something else');
  const packs = [{ key: `ovirt-node-image-release-1-${SHA256}`, name: 'release', directory }];
  const { workDir } = first.inputs;
  await saveBuildCache(JSON.stringify({ packs, workDir, limit: 1e9 }), first.env, first.log);
  const second = await machine();
  await restoreRelease(second.inputs, second.context);
  expect(await cachedRelease(join(second.inputs.workDir, 'downloads'), SHA256)).toBeUndefined();
  expect(second.log.of('warning').join()).toMatch(/holds another package than its key says; it is not used/);
});
