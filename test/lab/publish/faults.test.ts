import { symlink } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { UserError } from '../../../src/errors.ts';
import { uploadBundle, uploadFile } from '../../../src/publish/upload.ts';
import type { Harm, Place } from '../artifacts/faults.ts';
import { finished, makeFile, makeSetting, type Setting } from './setting.ts';

let setting: Setting | undefined;

afterEach(async () => {
  await setting?.lab.close();
  const left = setting?.lab.faults.left();
  if (left !== 0) throw new Error(`${left} planned faults struck nobody: the test has tested nothing`);
});

async function withFaults(
  faults: readonly [at: Place, harm: Harm, times?: number][],
  env: Readonly<Record<string, string>> = {},
  holdsNames = true,
): Promise<Setting> {
  setting = await makeSetting(env, holdsNames);
  for (const [at, harm, times] of faults) setting.lab.faults.plan(at, harm, times);
  return setting;
}

const drop = (when: 'before' | 'after'): Harm => ({ kind: 'drop', when });
const refuse = (status: number, message: string): Harm => ({ kind: 'refuse', status, message });

/** The message of the one error a person sees. */
async function refusal(upload: Promise<unknown>): Promise<string> {
  const error: unknown = await upload.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  expect(error).toBeInstanceOf(UserError);
  const message = error instanceof Error ? error.message : '';
  expect(message).not.toMatch(/sig=(?!\*)/);
  return message;
}

describe('a connection that breaks', () => {
  it('before the artifact is created: it is created', async () => {
    const { lab, dir, options } = await withFaults([['CreateArtifact', drop('before')]]);
    const file = await makeFile(dir, 'node.iso', 1000);
    expect((await uploadFile(file, options)).name).toBe('node.iso');
    expect(await finished(lab)).toEqual({ 'node.iso': file.sha256 });
  });

  it('after the artifact was created, which holds its name: another name, and a warning', async () => {
    const { lab, dir, log, options } = await withFaults([['CreateArtifact', drop('after')]]);
    const file = await makeFile(dir, 'node.iso', 1000);
    expect(await uploadFile(file, options)).toMatchObject({ name: 'node.retry.iso', reused: false });
    expect(await finished(lab)).toEqual({ 'node.retry.iso': file.sha256 });
    expect(lab.unfinished()).toEqual(['node.iso']);
    expect(log.of('warning').at(-1)).toMatch(
      /^node\.iso: an unfinished upload holds this name until the workflow run ends \(.*ECONNRESET/s,
    );
    // The same job run again finds what it has made.
    const env = { ...options.env, GITHUB_RUN_ATTEMPT: '2' };
    expect(await uploadFile(file, { ...options, env })).toMatchObject({
      name: 'node.retry.iso',
      reused: true,
    });
  });

  it('after the artifact was created, which lets go of its name: the same name', async () => {
    const { lab, dir, options } = await withFaults([['CreateArtifact', drop('after')]], {}, false);
    const file = await makeFile(dir, 'node.iso', 1000);
    await uploadFile(file, options);
    expect(await finished(lab)).toEqual({ 'node.iso': file.sha256 });
  });

  it('before the artifact is finalized: it is finalized, and nothing is sent twice', async () => {
    const { lab, dir, options } = await withFaults([['FinalizeArtifact', drop('before')]]);
    const file = await makeFile(dir, 'node.iso', 1000);
    expect((await uploadFile(file, options)).name).toBe('node.iso');
    expect(await finished(lab)).toEqual({ 'node.iso': file.sha256 });
    expect(lab.faults.seen('block')).toBe(1);
  });

  it('after the artifact was finalized: it is found, and not made again', async () => {
    const { lab, dir, log, options } = await withFaults([['FinalizeArtifact', drop('after')]]);
    const file = await makeFile(dir, 'node.iso', 1000);
    const { id } = await uploadFile(file, options);
    expect(lab.list()).toMatchObject([{ id, name: 'node.iso' }]);
    expect(lab.faults.seen('CreateArtifact')).toBe(1);
    expect(lab.faults.seen('FinalizeArtifact')).toBe(1);
    expect(log.of('info')[0]).toContain('the answer was lost, the artifact is there');
  });

  it('after a bundle was finalized: it is found too, by what the client said of its zip', async () => {
    const { lab, dir, options } = await withFaults([['FinalizeArtifact', drop('after')]]);
    const { path } = await makeFile(dir, 'meta.json', 1000);
    const { id } = await uploadBundle({ name: 'bundle', files: [path], root: dir }, options);
    expect(lab.list()).toMatchObject([{ id, name: 'bundle' }]);
    expect(lab.faults.seen('CreateArtifact')).toBe(1);
  });

  it('while a block is sent, and after the block list: the blob is right', async () => {
    const { lab, dir, options } = await withFaults([
      ['block', drop('before')],
      ['blocklist', drop('after')],
    ]);
    const file = await makeFile(dir, 'node.iso', 9 * 1024 * 1024);
    await uploadFile(file, options);
    expect(await finished(lab)).toEqual({ 'node.iso': file.sha256 });
  });

  it('while the artifacts are listed: they are listed again', async () => {
    const { lab, dir, options } = await withFaults([['ListArtifacts', drop('before'), 2]]);
    const file = await makeFile(dir, 'node.iso', 1000);
    await uploadFile(file, options);
    expect(await finished(lab)).toEqual({ 'node.iso': file.sha256 });
  });

  it('whenever an artifact is created: one error after three tries that says what to do', async () => {
    const { lab, dir, options } = await withFaults([['CreateArtifact', drop('before'), 3]]);
    const file = await makeFile(dir, 'node.iso', 1000);
    const message = await refusal(uploadFile(file, options));
    expect(message).toMatch(/^node\.iso: upload failed after 3 tries: .*ECONNRESET.*githubstatus\.com/s);
    expect(message).toContain(`The file is kept: ${file.path}`);
    expect(lab.list()).toEqual([]);
  });
});

describe('a service that refuses', () => {
  it('a finalize for a while: it is asked again, and nothing is sent twice', async () => {
    const { lab, dir, options } = await withFaults([['FinalizeArtifact', refuse(403, 'forbidden'), 3]]);
    const file = await makeFile(dir, 'node.iso', 1000);
    expect((await uploadFile(file, options)).name).toBe('node.iso');
    expect(await finished(lab)).toEqual({ 'node.iso': file.sha256 });
    expect(lab.faults.seen('block')).toBe(1);
  });

  it('every finalize: one error, and no artifact that could be taken for good', async () => {
    const { lab, dir, options } = await withFaults([['FinalizeArtifact', refuse(403, 'forbidden'), 12]]);
    const file = await makeFile(dir, 'node.iso', 1000);
    expect(await refusal(uploadFile(file, options))).toMatch(
      /^node\.iso: upload failed under 3 names: Failed to FinalizeArtifact: .*\(403\)/,
    );
    expect(lab.list()).toEqual([]);
    expect(lab.unfinished()).toEqual(['node.iso', 'node.retry.iso', 'node.retry2.iso']);
  });

  it('with 503, or with the page of a proxy: the client waits and asks again', async () => {
    const page: Harm = { kind: 'refuse', status: 502, message: '', body: '<html>bad gateway</html>' };
    const { lab, dir, log, options } = await withFaults([
      ['CreateArtifact', refuse(503, 'try later')],
      ['FinalizeArtifact', page],
    ]);
    const file = await makeFile(dir, 'node.iso', 1000);
    await uploadFile(file, options);
    expect(await finished(lab)).toEqual({ 'node.iso': file.sha256 });
    expect(log.of('info')[0]).toMatch(/^node\.iso: Attempt 1 of 5 failed with error: .*\(503\)/);
  });

  it('because the quota is used up: one error at once, with the fix', async () => {
    const { lab, dir, options } = await withFaults([
      ['CreateArtifact', refuse(403, 'insufficient usage to create artifact')],
    ]);
    const file = await makeFile(dir, 'node.iso', 1000);
    expect(await refusal(uploadFile(file, options))).toMatch(
      /^node\.iso: upload failed after 1 try: .*quota.*delete old artifacts/s,
    );
    expect(lab.faults.seen('CreateArtifact')).toBe(1);
  });

  it('because the token has ended: one error at once', async () => {
    const { lab, dir, options } = await withFaults([['CreateArtifact', refuse(401, 'unauthenticated')]]);
    const file = await makeFile(dir, 'node.iso', 1000);
    expect(await refusal(uploadFile(file, options))).toContain("the job's token is not accepted any more");
    expect(lab.faults.seen('CreateArtifact')).toBe(1);
  });

  it('with 409 for a name nobody can see: the one of another job, which is an error', async () => {
    const { lab, dir, options } = await withFaults([['CreateArtifact', refuse(409, 'already exists')]]);
    const file = await makeFile(dir, 'node.iso', 1000);
    expect(await refusal(uploadFile(file, options))).toMatch(
      /^node\.iso: upload failed after 1 try: .*another job of this run uploads under the same name/s,
    );
    expect(lab.list()).toEqual([]);
  });

  it('with 409 for a name an earlier attempt may hold: another name', async () => {
    const { lab, dir, options } = await withFaults([['CreateArtifact', refuse(409, 'already exists')]], {
      GITHUB_RUN_ATTEMPT: '2',
    });
    const file = await makeFile(dir, 'node.iso', 1000);
    expect((await uploadFile(file, options)).name).toBe('node.retry.iso');
    expect(await finished(lab)).toEqual({ 'node.retry.iso': file.sha256 });
  });

  it('with 409 after the client itself had asked before: another name', async () => {
    const { lab, dir, options } = await withFaults([
      ['CreateArtifact', refuse(503, 'try later')],
      ['CreateArtifact', refuse(409, 'already exists')],
    ]);
    const file = await makeFile(dir, 'node.iso', 1000);
    expect((await uploadFile(file, options)).name).toBe('node.retry.iso');
    expect(await finished(lab)).toEqual({ 'node.retry.iso': file.sha256 });
  });
});

describe('a blob store that refuses', () => {
  it('because the signature has run out: a new artifact with a new signature', async () => {
    const { lab, dir, options } = await withFaults([['CreateArtifact', { kind: 'expire' }]]);
    const file = await makeFile(dir, 'node.iso', 1000);
    expect((await uploadFile(file, options)).name).toBe('node.retry.iso');
    expect(await finished(lab)).toEqual({ 'node.retry.iso': file.sha256 });
  });

  it('because the signature has run out, where names are let go: the same name', async () => {
    const { lab, dir, options } = await withFaults([['CreateArtifact', { kind: 'expire' }]], {}, false);
    const file = await makeFile(dir, 'node.iso', 1000);
    await uploadFile(file, options);
    expect(await finished(lab)).toEqual({ 'node.iso': file.sha256 });
  });

  it('every signature: one error that speaks of the time', async () => {
    const { lab, dir, options } = await withFaults([['CreateArtifact', { kind: 'expire' }, 5]]);
    const file = await makeFile(dir, 'node.iso', 1000);
    const message = await refusal(uploadFile(file, options));
    expect(message).toMatch(/^node\.iso: upload failed under 3 names: .*the signed URL ran out/s);
    expect(lab.list()).toEqual([]);
  });

  it('by standing still: the rest of the upload takes another name', async () => {
    const { lab, dir, options } = await withFaults([['block', { kind: 'stall' }]], {
      ACTIONS_ARTIFACT_UPLOAD_TIMEOUT_MS: '300',
    });
    const file = await makeFile(dir, 'node.iso', 1000);
    expect((await uploadFile(file, options)).name).toBe('node.retry.iso');
    expect(await finished(lab)).toEqual({ 'node.retry.iso': file.sha256 });
  });
});

describe('a file that fails while it is read', () => {
  // A regular file by its looks, whose first byte cannot be read even by root.
  const UNREADABLE = '/proc/self/mem';

  it('is one clear error', async () => {
    const { lab, dir, options } = await withFaults([]);
    const path = join(dir, 'node.iso');
    await symlink(UNREADABLE, path);
    const message = await refusal(uploadFile({ path, sha256: 'f'.repeat(64) }, options));
    expect(message).toMatch(/^node\.iso: upload failed after 1 try: .*look for errors of the disk/s);
    expect(lab.list()).toEqual([]);
  });
});
