import { createHash, randomBytes } from 'node:crypto';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { loadService } from '../../../src/publish/service.ts';
import { uploadBundle, uploadFile, type UploadOptions } from '../../../src/publish/upload.ts';
import { MemoryLog } from '../../support/memory-log.ts';
import { tempDir } from '../../support/temp.ts';
import { startArtifactService, type ArtifactServiceLab } from '../artifacts/service.ts';

let lab: ArtifactServiceLab;
let dir: string;
let options: UploadOptions;

async function makeFile(name: string, bytes: number): Promise<{ path: string; sha256: string }> {
  const content = randomBytes(bytes);
  const path = join(dir, name);
  await writeFile(path, content);
  return { path, sha256: createHash('sha256').update(content).digest('hex') };
}

beforeEach(async () => {
  dir = await tempDir();
  lab = await startArtifactService({ dir: join(dir, 'service') });
  for (const [name, value] of Object.entries(lab.env)) vi.stubEnv(name, value);
  options = {
    service: await loadService(),
    log: new MemoryLog(),
    env: { ...lab.env, GITHUB_REPOSITORY: 'some/where', GITHUB_RUN_ID: '7' },
    overwrite: false,
    retentionDays: undefined,
    retryDelayMs: 1,
  };
  // The client reports its progress through workflow commands on standard output.
  vi.spyOn(process.stdout, 'write').mockReturnValue(true);
});

afterEach(async () => {
  vi.unstubAllEnvs();
  vi.restoreAllMocks();
  await lab.close();
});

describe('uploading with the real client', () => {
  it('delivers a file of several blocks byte for byte, under its own name', async () => {
    const file = await makeFile('node-1.x86_64.iso', 20 * 1024 * 1024 + 17);
    const artifact = await uploadFile(file, options);
    const [stored] = lab.list();
    expect(stored?.name).toBe('node-1.x86_64.iso');
    expect((await readFile(stored?.file ?? '')).equals(await readFile(file.path))).toBe(true);
    expect(artifact.url).toBe(`https://github.com/some/where/actions/runs/7/artifacts/${artifact.id}`);
    const downloaded = Buffer.from(await (await fetch(lab.downloadUrl('node-1.x86_64.iso'))).arrayBuffer());
    expect(downloaded.equals(await readFile(file.path))).toBe(true);
  });

  it('reuses an artifact with the same content', async () => {
    const file = await makeFile('same.iso', 1000);
    const first = await uploadFile(file, options);
    const second = await uploadFile(file, options);
    expect(second).toMatchObject({ id: first.id, reused: true });
    expect(lab.list()).toHaveLength(1);
  });

  it('refuses other content under a taken name, and replaces it when told to', async () => {
    await uploadFile(await makeFile('taken.iso', 1000), options);
    const other = await makeFile('taken.iso', 1001);
    await expect(uploadFile(other, options)).rejects.toThrow(/overwrite: true/);
    expect(lab.list()[0]?.size).toBe(1000);
    await uploadFile(other, { ...options, overwrite: true });
    expect(lab.list().map(({ size }) => size)).toEqual([1001]);
  });

  it('refuses a file whose digest is not the announced one, and leaves no artifact behind', async () => {
    const file = await makeFile('changed.iso', 1000);
    await expect(uploadFile({ ...file, sha256: 'f'.repeat(64) }, options)).rejects.toThrow(
      /it changed meanwhile/,
    );
    expect(lab.list()).toEqual([]);
  });

  it('refuses a directory before the client can crash on it', async () => {
    await mkdir(join(dir, 'folder'));
    await expect(uploadFile({ path: join(dir, 'folder'), sha256: 'x' }, options)).rejects.toThrow(
      /is not a file/,
    );
  });

  it('tries again after a dropped connection, and gives up after the third', async () => {
    const file = await makeFile('drop.iso', 1000);
    let drops = 1;
    const upload = options.service.uploadArtifact.bind(options.service);
    const flaky: UploadOptions = {
      ...options,
      service: {
        listArtifacts: async (...args) => await options.service.listArtifacts(...args),
        deleteArtifact: async (...args) => await options.service.deleteArtifact(...args),
        uploadArtifact: async (...args) => {
          drops -= 1;
          if (drops >= 0) throw new Error('Unable to make request: ECONNRESET');
          return await upload(...args);
        },
      },
    };
    await uploadFile(file, flaky);
    expect(lab.list()).toHaveLength(1);
    drops = 99;
    await expect(uploadFile(await makeFile('never.iso', 10), flaky)).rejects.toThrow(/failed after 3 tries/);
  });

  it('packs a bundle into one zip under the given name', async () => {
    const file = await makeFile('meta.json', 10);
    await uploadBundle({ name: 'bundle', files: [file.path], root: dir }, options);
    const [stored] = lab.list();
    expect(stored?.name).toBe('bundle');
    expect((await readFile(stored?.file ?? '')).subarray(0, 2).toString()).toBe('PK');
  });
});
