import { createHash, randomBytes } from 'node:crypto';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { connectService } from '../../../src/publish/client.ts';
import type { FileUpload } from '../../../src/publish/upload.ts';
import type { UploadOptions } from '../../../src/publish/types.ts';
import { MemoryLog } from '../../support/memory-log.ts';
import { tempDir } from '../../support/temp.ts';
import { startArtifactService, type ArtifactServiceLab } from '../artifacts/service.ts';

/** An artifact service, and what an upload to it needs. */
export interface Setting {
  readonly lab: ArtifactServiceLab;
  /** For the files of the test. */
  readonly dir: string;
  readonly log: MemoryLog;
  readonly options: UploadOptions;
  readonly controller: AbortController;
}

/** Starts a service for one test; `env` is what the client sees besides its address. */
export async function makeSetting(
  env: Readonly<Record<string, string>> = {},
  holdsNames = true,
): Promise<Setting> {
  const dir = await tempDir();
  const lab = await startArtifactService({ dir: join(dir, 'service'), holdsNames });
  const log = new MemoryLog();
  const controller = new AbortController();
  const seen = { ...lab.env, GITHUB_REPOSITORY: 'some/where', GITHUB_RUN_ID: '7', ...env };
  const options: UploadOptions = {
    connect: () => connectService(seen),
    log,
    env: seen,
    startedAt: Date.now(),
    overwrite: false,
    retentionDays: undefined,
    signal: controller.signal,
    retryDelayMs: 1,
  };
  return { lab, dir, log, options, controller };
}

/** A file of random bytes and its digest. */
export async function makeFile(dir: string, name: string, bytes: number): Promise<FileUpload> {
  const content = randomBytes(bytes);
  const path = join(dir, name);
  await writeFile(path, content);
  return { path, sha256: createHash('sha256').update(content).digest('hex') };
}

/** The finished artifacts as `name: sha256 of the bytes the store holds`. */
export async function finished(lab: ArtifactServiceLab): Promise<Record<string, string>> {
  const entries = lab.list().map(async ({ name, file }): Promise<[string, string]> => {
    return [
      name,
      createHash('sha256')
        .update(await readFile(file))
        .digest('hex'),
    ];
  });
  return Object.fromEntries(await Promise.all(entries));
}
