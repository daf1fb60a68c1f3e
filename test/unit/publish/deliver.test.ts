import { existsSync } from 'node:fs';
import { readdir, readlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { holdUnder, nthName, type Parcel } from '../../../src/publish/parcel.ts';
import { ServiceError, type ArtifactService, type ListedArtifact } from '../../../src/publish/service.ts';
import type { UploadOptions } from '../../../src/publish/types.ts';
import { uploadFile } from '../../../src/publish/upload.ts';
import { MemoryLog } from '../../support/memory-log.ts';
import { tempDir } from '../../support/temp.ts';

const SHA = 'ab'.repeat(32);

/** Options over a service that does what the parts say and fails otherwise. */
function over(
  parts: Partial<ArtifactService>,
  extra: Partial<UploadOptions> = {},
): UploadOptions & { readonly log: MemoryLog; readonly closed: () => number } {
  let closed = 0;
  const unexpected = (what: string) => async (): Promise<never> => {
    await Promise.resolve();
    throw new Error(`unexpected ${what}`);
  };
  const service: ArtifactService = {
    list: async () => await Promise.resolve([]),
    upload: unexpected('upload'),
    finalize: unexpected('finalize'),
    remove: unexpected('remove'),
    close: async () => {
      closed += 1;
      await Promise.resolve();
    },
    ...parts,
  };
  const log = new MemoryLog();
  return {
    connect: () => service,
    env: {},
    startedAt: 0,
    overwrite: false,
    retentionDays: undefined,
    signal: new AbortController().signal,
    retryDelayMs: 1,
    ...extra,
    log,
    closed: () => closed,
  };
}

async function file(): Promise<{ path: string; sha256: string }> {
  const path = join(await tempDir(), 'node.iso');
  await writeFile(path, 'content');
  return { path, sha256: SHA };
}

describe('a delivery', () => {
  it('blames another job for other content that appears under the name meanwhile', async () => {
    const theirs: ListedArtifact = { id: 5, name: 'node.iso', size: 7, sha256: 'c'.repeat(64) };
    let lists = 0;
    const options = over({
      list: async () => await Promise.resolve((lists += 1) === 1 ? [] : [theirs]),
      upload: async () => await Promise.reject(new ServiceError('(409) already exists', { status: 409 })),
    });
    await expect(uploadFile(await file(), options)).rejects.toThrow(
      /another job of this run uploads under the same name/,
    );
    expect(options.closed()).toBeGreaterThan(0);
  });

  it('does not finalize content that is not that of the file', async () => {
    const delivered = { size: 7, sha256: 'd'.repeat(64) };
    let uploads = 0;
    const options = over({
      upload: async () => {
        uploads += 1;
        return await Promise.reject(new ServiceError('finalize failed', { delivered }));
      },
    });
    await expect(uploadFile(await file(), options)).rejects.toThrow(
      /it changed meanwhile; there is no artifact of it/,
    );
    expect(uploads).toBe(1);
  });

  it('does not take an artifact of the right size and another digest for its own', async () => {
    const theirs: ListedArtifact = { id: 5, name: 'node.iso', size: 7, sha256: 'c'.repeat(64) };
    let lists = 0;
    const options = over({
      list: async () => await Promise.resolve((lists += 1) === 1 ? [] : [theirs]),
      upload: async () =>
        await Promise.reject(new ServiceError('lost', { delivered: { size: 7, sha256: SHA } })),
    });
    await expect(uploadFile(await file(), options)).rejects.toThrow(/after 3 tries: lost/);
  });

  it('removes an artifact that is not the file, also when the answer was lost', async () => {
    const wrong = { size: 6, sha256: 'e'.repeat(64) };
    for (const failure of [undefined, new ServiceError('lost', { delivered: wrong })]) {
      let sent = false;
      const removed: string[] = [];
      const options = over({
        list: async () => await Promise.resolve(sent ? [{ id: 1, name: 'node.iso', ...wrong }] : []),
        upload: async () => {
          sent = true;
          if (failure !== undefined) throw failure;
          return await Promise.resolve({ id: 1, ...wrong });
        },
        remove: async (name) => {
          removed.push(name);
          await Promise.resolve();
        },
      });
      await expect(uploadFile(await file(), options)).rejects.toThrow(
        /it changed meanwhile; there is no artifact/,
      );
      expect(removed).toEqual(['node.iso']);
    }
  });

  it('says when it could not remove an artifact that is not the file', async () => {
    const wrong = { size: 6, sha256: 'e'.repeat(64) };
    let sent = false;
    const options = over({
      list: async () => await Promise.resolve(sent ? [{ id: 1, name: 'node.iso', ...wrong }] : []),
      upload: async () => {
        sent = true;
        return await Promise.resolve({ id: 1, ...wrong });
      },
      remove: async () => await Promise.reject(new ServiceError('no')),
    });
    await expect(uploadFile(await file(), options)).rejects.toThrow(
      /an artifact of it may be there: remove it by hand \(no\)/,
    );
  });

  it('ends at once when it is stopped between two tries, with the reason of the signal', async () => {
    const controller = new AbortController();
    const options = over(
      {
        upload: async () => {
          setImmediate(() => controller.abort(new Error('stop it')));
          return await Promise.reject(new ServiceError('broke off'));
        },
      },
      { signal: controller.signal, retryDelayMs: 3_600_000 },
    );
    await expect(uploadFile(await file(), options)).rejects.toThrow('stop it');
    expect(options.closed()).toBe(2);
  });

  it('does not hide a mistake of ours behind retries', async () => {
    const options = over({ upload: async () => await Promise.reject(new TypeError('a bug')) });
    await expect(uploadFile(await file(), options)).rejects.toThrow(TypeError);
  });
});

describe('names for a second delivery', () => {
  const single: Parcel = {
    name: 'node-4.5.x86_64.iso',
    files: [],
    root: '/',
    single: { path: '/w/node-4.5.x86_64.iso', size: 1, sha256: SHA },
  };
  const bundle: Parcel = { name: 'node-4.5-metadata', files: [], root: '/' };

  it('keep the extension of a file, by which the client tells its type', () => {
    expect([1, 2, 3].map((nth) => nthName(single, nth))).toEqual([
      'node-4.5.x86_64.iso',
      'node-4.5.x86_64.retry.iso',
      'node-4.5.x86_64.retry2.iso',
    ]);
    expect(nthName(bundle, 2)).toBe('node-4.5-metadata.retry');
  });

  it('are borne by a link that is gone afterwards', async () => {
    const { path } = await file();
    const parcel: Parcel = { ...single, single: { path, size: 7, sha256: SHA } };
    const link = await holdUnder('other.iso', parcel, async ({ name, files: [held = ''] }) => {
      expect(name).toBe('other.iso');
      expect(await readlink(held)).toBe(path);
      return held;
    });
    expect(existsSync(link)).toBe(false);
    expect(await readdir(join(path, '..'))).toEqual(['node.iso']);
  });
});
