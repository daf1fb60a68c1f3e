import { mkdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { uploadBundle, uploadFile } from '../../../src/publish/upload.ts';
import { finished, makeFile, makeSetting, type Setting } from './setting.ts';

let setting: Setting;

beforeEach(async () => {
  setting = await makeSetting();
});

afterEach(async () => {
  await setting.lab.close();
});

describe('uploading with the real client', () => {
  it('delivers a file of several blocks byte for byte, under its own name', async () => {
    const { lab, dir, options } = setting;
    const file = await makeFile(dir, 'node-1.x86_64.iso', 20 * 1024 * 1024 + 17);
    const artifact = await uploadFile(file, options);
    expect(await finished(lab)).toEqual({ 'node-1.x86_64.iso': file.sha256 });
    expect(artifact.url).toBe(`https://github.com/some/where/actions/runs/7/artifacts/${artifact.id}`);
    const downloaded = Buffer.from(await (await fetch(lab.downloadUrl('node-1.x86_64.iso'))).arrayBuffer());
    expect(downloaded.equals(await readFile(file.path))).toBe(true);
    expect(lab.faults.seen('block')).toBe(3);
  });

  it('says what a person wants to know, and nothing of the chatter of the client', async () => {
    const { dir, log, options } = setting;
    const write = vi.spyOn(process.stdout, 'write');
    await uploadFile(await makeFile(dir, 'quiet.iso', 20 * 1024 * 1024), options);
    expect(write).not.toHaveBeenCalled();
    vi.restoreAllMocks();
    expect(log.said.filter(({ kind }) => kind !== 'debug').map(({ message }) => message)).toEqual([
      expect.stringMatching(/^quiet\.iso: 21\.0 MB in \d+\.\d s, \d+ MB\/s$/),
    ]);
    const chatter = log.of('debug').join('\n');
    // The signed URL is in there, its signature is not.
    expect(chatter).toContain('signed_upload_url');
    expect(chatter).toContain('sig=***');
    expect(chatter).not.toMatch(/sig=(?!\*)/);
  });

  it('reuses an artifact with the same content', async () => {
    const { lab, dir, options } = setting;
    const file = await makeFile(dir, 'same.iso', 1000);
    const first = await uploadFile(file, options);
    const second = await uploadFile(file, options);
    expect(second).toMatchObject({ id: first.id, reused: true });
    expect(lab.list()).toHaveLength(1);
  });

  it('refuses other content under a taken name, and replaces it when told to', async () => {
    const { lab, dir, options } = setting;
    await uploadFile(await makeFile(dir, 'taken.iso', 1000), options);
    const other = await makeFile(dir, 'taken.iso', 1001);
    await expect(uploadFile(other, options)).rejects.toThrow(/overwrite: true/);
    expect(lab.list()[0]?.size).toBe(1000);
    await uploadFile(other, { ...options, overwrite: true });
    expect(await finished(lab)).toEqual({ 'taken.iso': other.sha256 });
  });

  it('refuses a file whose digest is not the announced one, and leaves no artifact behind', async () => {
    const { lab, dir, options } = setting;
    const file = await makeFile(dir, 'changed.iso', 1000);
    await expect(uploadFile({ ...file, sha256: 'f'.repeat(64) }, options)).rejects.toThrow(
      /it changed meanwhile/,
    );
    expect(lab.list()).toEqual([]);
  });

  it('refuses a directory before the client sees it', async () => {
    const { lab, dir, options } = setting;
    await mkdir(join(dir, 'folder'));
    await expect(uploadFile({ path: join(dir, 'folder'), sha256: 'x' }, options)).rejects.toThrow(
      /is not a file/,
    );
    expect(lab.created).toEqual([]);
  });

  it('a second attempt replaces the bundle of the first, but not one that came up meanwhile', async () => {
    const { lab, dir, options } = setting;
    const file = await makeFile(dir, 'meta.json', 10);
    const bundle = { name: 'bundle', files: [file.path], root: dir };
    const first = await uploadBundle(bundle, options);
    const later = { ...options, startedAt: Date.now() + 1 };
    await expect(uploadBundle(bundle, later)).rejects.toThrow(/is there already; set `overwrite: true`/);
    const env = { ...options.env, GITHUB_RUN_ATTEMPT: '2' };
    // Since it began: of a job of the same attempt.
    await expect(uploadBundle(bundle, { ...options, env })).rejects.toThrow(/is there already/);
    const second = await uploadBundle(bundle, { ...later, env });
    expect(second.id).not.toBe(first.id);
    expect(lab.list().map(({ id }) => id)).toEqual([second.id]);
  });

  it('a second attempt does not replace a file with other content', async () => {
    const { lab, dir, options } = setting;
    const first = await makeFile(dir, 'node.iso', 1000);
    await uploadFile(first, options);
    const env = { ...options.env, GITHUB_RUN_ATTEMPT: '2' };
    const other = await makeFile(dir, 'node.iso', 1001);
    await expect(uploadFile(other, { ...options, env, startedAt: Date.now() + 1 })).rejects.toThrow(
      /overwrite: true/,
    );
    expect(await finished(lab)).toEqual({ 'node.iso': first.sha256 });
  });

  it('packs a bundle into one zip under the given name', async () => {
    const { lab, dir, options } = setting;
    const file = await makeFile(dir, 'meta.json', 10);
    await uploadBundle({ name: 'bundle', files: [file.path], root: dir }, options);
    const [stored] = lab.list();
    expect(stored?.name).toBe('bundle');
    expect((await readFile(stored?.file ?? '')).subarray(0, 2).toString()).toBe('PK');
  });
});
