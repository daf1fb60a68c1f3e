import { copyFile, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { openRelease, type OpenedReleasePackage } from '../../../src/release-rpm/open-release.ts';
import { openPackage } from '../../../src/release-rpm/package.ts';
import { readKeys } from '../../../src/release-rpm/keys.ts';
import { TAG } from '../../../src/release-rpm/tags.ts';
import { MemoryLog } from '../../support/memory-log.ts';
import { tempDir } from '../../support/temp.ts';
import { ROOT } from '../action.ts';
import { ensureKey } from '../repos/key.ts';
import { buildReleaseRpm } from './build.ts';
import { makeGpgKey, rpmsign, signByHand, type GpgKey, type GpgKeyOptions, type SignOptions } from './gpg.ts';

const WORK = join(ROOT, '.lab', 'tmp', 'release-signed');
let base: string;

beforeAll(async () => {
  base = await buildReleaseRpm({
    workDir: join(WORK, 'package'),
    repoUrl: 'https://repo.invalid',
    keyUrl: 'https://repo.invalid/key',
    key: await ensureKey(join(ROOT, '.lab', 'cache')),
  });
});

async function signedBy(key: GpgKey, options?: SignOptions): Promise<string> {
  const file = join(await tempDir(), 'signed.rpm');
  await copyFile(base, file);
  await rpmsign(file, key, options);
  return file;
}

async function open(file: string, keyFile: string, log = new MemoryLog()): Promise<OpenedReleasePackage> {
  const keys = await readKeys(await readFile(keyFile), keyFile);
  return await openRelease(file, { keys, target: 'el9', arch: 'x86_64' }, log);
}

/** The same package with one byte of the part it is over, or of the signature itself, changed. */
async function spoiled(file: string, tag: number): Promise<string> {
  const { signatures } = await openPackage(file);
  const bytes = await readFile(file);
  const [text] = signatures.texts(tag);
  const signature = signatures.binary(tag) ?? text;
  if (signature === undefined) throw new Error(`${file} has no tag ${tag}`);
  // Not the last character of base64, whose lowest bits may mean nothing, nor what pads it.
  const last = bytes.indexOf(signature) + signature.length - (text === undefined ? 1 : 6);
  bytes[last] = (bytes[last] ?? 0) ^ 1;
  const copy = join(await tempDir(), 'spoiled.rpm');
  await writeFile(copy, bytes);
  return copy;
}

type How = 'sigRsa' | 'sigDsa' | 'sigDsa by hand' | 'sigOpenPgp by hand';

describe.each<[GpgKeyOptions, How, string | undefined]>([
  [{ name: 'rsa1024', algorithm: 'rsa1024' }, 'sigRsa', 'RSA of 1024 bits'],
  [{ name: 'rsa2048', algorithm: 'rsa2048' }, 'sigRsa', undefined],
  [{ name: 'dsa1024', algorithm: 'dsa1024' }, 'sigDsa', 'SHA-1, DSA of 1024 bits'],
  [{ name: 'ed25519', algorithm: 'ed25519' }, 'sigDsa', undefined],
  [{ name: 'nistp256', algorithm: 'nistp256' }, 'sigDsa by hand', undefined],
  [{ name: 'nistp384', algorithm: 'nistp384' }, 'sigDsa by hand', undefined],
  [{ name: 'brainpool', algorithm: 'brainpoolP256r1' }, 'sigDsa by hand', undefined],
  [{ name: 'rpm6', algorithm: 'nistp521' }, 'sigOpenPgp by hand', undefined],
  [{ name: 'subkey', algorithm: 'rsa2048', subkey: 'rsa2048' }, 'sigRsa', undefined],
  [{ name: 'edsubkey', algorithm: 'rsa2048', subkey: 'ed25519' }, 'sigDsa', undefined],
])('a package signed with $name', (options, how, weakness) => {
  let key: GpgKey;
  let file: string;
  beforeAll(async () => {
    key = await makeGpgKey(join(WORK, 'keys'), options);
    file = join(WORK, `${options.name}.rpm`);
    await copyFile(base, file);
    if (how === 'sigDsa by hand') await signByHand(file, key, 'sigDsa');
    else if (how === 'sigOpenPgp by hand') await signByHand(file, key, 'sigOpenPgp');
    else await rpmsign(file, key);
  });

  it('is verified with the armored and the binary key', async () => {
    for (const keyFile of [key.armored, key.binary]) {
      const log = new MemoryLog();
      const { report } = await open(file, keyFile, log);
      expect(report.signature.status).toBe('verified');
      expect(report.signature.weakness).toBe(weakness);
      expect(log.of('warning')).toEqual(
        weakness === undefined ? [] : [`${file}: its signature is no longer strong: ${weakness}`],
      );
    }
  });

  it('is refused with one bit of its signature changed', async () => {
    const tag = how === 'sigOpenPgp by hand' ? TAG.sigOpenPgp : how === 'sigRsa' ? TAG.sigRsa : TAG.sigDsa;
    // A changed character of base64 may be none any more.
    await expect(open(await spoiled(file, tag), key.armored)).rejects.toThrow(
      /wrong: .*altered|cannot be read/,
    );
  });
});

describe('a package rpmsign signed', () => {
  it('over header and payload as well is verified, and refused when only that one is changed', async () => {
    const key = await makeGpgKey(join(WORK, 'keys'), { name: 'both', algorithm: 'rsa2048' });
    const file = await signedBy(key, { both: true });
    expect((await open(file, key.armored)).report.signature.status).toBe('verified');
    await expect(open(await spoiled(file, TAG.sigPgp), key.armored)).rejects.toThrow(/wrong: .*altered/);
  });

  it('with SHA-1 is weak, and warned about', async () => {
    const key = await makeGpgKey(join(WORK, 'keys'), { name: 'sha1', algorithm: 'rsa2048' });
    const log = new MemoryLog();
    const { report } = await open(await signedBy(key, { digest: 'sha1' }), key.armored, log);
    expect(report.signature).toMatchObject({ status: 'verified', weak: true, weakness: 'SHA-1' });
    expect(log.of('warning')).toEqual([expect.stringContaining('no longer strong: SHA-1')]);
  });

  it.each([
    ['key', {}],
    ['subkey', { subkey: 'rsa2048' }],
  ])('with a %s that expired since is verified, and warned about', async (what, more) => {
    const made = '20200101T000000';
    const options = { name: `expired-${what}`, algorithm: 'rsa2048', made, expires: '30d', ...more };
    const key = await makeGpgKey(join(WORK, 'keys'), options);
    const log = new MemoryLog();
    const { report } = await open(await signedBy(key), key.armored, log);
    expect(report.signature).toMatchObject({ status: 'verified', expired: '2020-01-31' });
    expect(log.of('warning')).toEqual([expect.stringContaining('it was valid when the package was signed')]);
  });
});
