import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import type { PublicKey } from 'openpgp';
import { openRelease, type OpenedReleasePackage } from '../../../src/release-rpm/open-release.ts';
import { openPackage } from '../../../src/release-rpm/package.ts';
import { readKeys } from '../../../src/release-rpm/keys.ts';
import { MemoryLog } from '../../support/memory-log.ts';
import { tempDir } from '../../support/temp.ts';
import { ROOT } from '../action.ts';
import { ensureKey, type LabKey } from '../repos/key.ts';
import { buildReleaseRpm } from './build.ts';
import { OFF_ON_EL10, SIGNED, sigIds } from './repo-files.ts';

/** How rpmbuild is told to pack, and what it then calls it; it does not say that it did not. */
const PAYLOADS = [
  ['w9.gzdio', 'gzip'],
  ['w6.xzdio', 'xz'],
  ['w3.zstdio', 'zstd'],
  ['w9.bzdio', 'bzip2'],
  ['w6.lzdio', 'lzma'],
  ['w.ufdio', undefined],
] as const;

let key: LabKey;
let keys: PublicKey[];
/** Packages by payload, the same content signed with one key. */
const built = new Map<string, string>();

beforeAll(async () => {
  const work = join(ROOT, '.lab', 'tmp', 'release-payloads');
  key = await ensureKey(join(ROOT, '.lab', 'cache'));
  keys = await readKeys(await readFile(key.path), key.path);
  for (const [payload] of PAYLOADS) {
    const file = await buildReleaseRpm({
      workDir: join(work, payload),
      repoUrl: 'https://repo.invalid',
      keyUrl: 'https://repo.invalid/key',
      key,
      payload,
    });
    built.set(payload, file);
  }
});

async function open(
  file: string,
  log = new MemoryLog(),
  given: PublicKey[] = keys,
): Promise<OpenedReleasePackage> {
  return await openRelease(file, { keys: given, target: 'el9', arch: 'x86_64' }, log);
}

/** A copy with one bit of one byte changed. */
async function changed(file: string, at: number): Promise<string> {
  const bytes = await readFile(file);
  bytes[at] = (bytes[at] ?? 0) ^ 0x01;
  const copy = join(await tempDir(), 'changed.rpm');
  await writeFile(copy, bytes);
  return copy;
}

describe.each(PAYLOADS)('a release package rpmbuild packed as %s', (payload, compressor) => {
  const file = (): string => built.get(payload) ?? '';

  it('is verified, unpacked, and its repositories are chosen', async () => {
    const log = new MemoryLog();
    expect((await openPackage(file())).compressor).toBe(compressor);
    const { report, repoFiles, keyFiles } = await open(file(), log);
    expect(report).toMatchObject({ name: 'ovirt-release-master', version: '4.5.7', needs: ['crb'] });
    expect(report.signature.status).toBe('verified');
    expect(report.signature.weak).toBeUndefined();
    expect(report.repos.filter(({ chosen }) => chosen).map(({ id }) => id)).toEqual([
      ...sigIds('el9'),
      SIGNED,
      ...OFF_ON_EL10,
    ]);
    expect(repoFiles.map(({ name }) => name)).toEqual([
      'ovirt-el9-stream-x86_64-deps.repo',
      'ovirt-snapshot.repo',
    ]);
    expect(keyFiles[0]?.content.equals(await readFile(key.path))).toBe(true);
    expect(log.of('warning')).toEqual([]);
  });

  it('is refused with one byte altered in its signature, its header or its payload', async () => {
    const pkg = await openPackage(file());
    const bytes = await readFile(file());
    const signature = pkg.signatures.binary(268);
    const header = bytes.length - pkg.payload.length - pkg.header.bytes.length;
    expect(signature).toBeDefined();
    // The last byte of the signature's number, one in the middle of the header's texts, one of the packed files.
    const places = {
      signature: bytes.indexOf(signature ?? '') + (signature?.length ?? 0) - 1,
      header: header + Math.floor(pkg.header.bytes.length * 0.75),
      payload: bytes.length - Math.floor(pkg.payload.length / 2),
    };
    await expect(open(await changed(file(), places.signature))).rejects.toThrow(
      /changed\.rpm: its signature by key [0-9a-f]{16} is wrong: the package was altered/,
    );
    await expect(open(await changed(file(), places.header))).rejects.toThrow(/changed\.rpm: altered/);
    await expect(open(await changed(file(), places.payload))).rejects.toThrow(
      /changed\.rpm: altered or truncated: the .*payload/,
    );
  });

  it('is refused when another key is given, and only warned about when none is', async () => {
    const other = await ensureKey(join(ROOT, '.lab', 'cache'), 'oni-lab-other');
    const foreign = await readKeys(await readFile(other.path), other.path);
    await expect(open(file(), new MemoryLog(), foreign)).rejects.toThrow(
      /signed by key [0-9a-f]{16}, ovirt-release-key holds [0-9a-f]{16}: not one of them/,
    );
    const log = new MemoryLog();
    const { report } = await open(file(), log, []);
    expect(report.signature).toMatchObject({ status: 'no-key' });
    expect(log.of('warning')).toEqual([expect.stringContaining(`signed by key ${report.signature.keyId}`)]);
  });
});

it('leaves out for el10 what the %post of the package switches off there, and asks for EPEL as well', async () => {
  const file = built.get('w9.gzdio') ?? built.get('gzip') ?? '';
  const { report } = await openRelease(file, { keys, target: 'el10', arch: 'x86_64' }, new MemoryLog());
  expect(report.repos.filter((repo) => repo.chosen).map(({ id }) => id)).toEqual([...sigIds('el10'), SIGNED]);
  expect(report.needs).toEqual(['crb', 'epel']);
});
