import { readFileSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { UserError } from '../../../src/errors.ts';
import { readKeys } from '../../../src/release-rpm/keys.ts';
import { openPackage } from '../../../src/release-rpm/package.ts';
import { readPayload } from '../../../src/release-rpm/payload.ts';
import { verifySignature } from '../../../src/release-rpm/signature.ts';
import type { SignatureReport } from '../../../src/release-rpm/types.ts';
import { MemoryLog } from '../../support/memory-log.ts';
import { hasShared, SHARED } from '../../support/shared.ts';
import { tempDir } from '../../support/temp.ts';

const rpm = (name: string): string => join(SHARED, 'data', 'rpms', name);
const CENTOS4 = 'centos-release-4-0.1.x86_64.rpm';
const CENTOS6 = 'centos-release-6-0.el6.centos.5.x86_64.rpm';
const EPEL7 = 'epel-release-7-5.noarch.rpm';

async function signatureOf(file: string, ...keys: string[]): Promise<SignatureReport> {
  const parsed = await Promise.all(
    keys.map(
      async (name) => await readKeys(readFileSync(join(SHARED, 'data', 'keys', `RPM-GPG-KEY-${name}`)), name),
    ),
  );
  return await verifySignature(await openPackage(file), parsed.flat());
}

/** Bytes in front of the signature header: the lead. */
const LEAD = 96;
/** Bytes of a header's introduction, and of each entry of its index. */
const INTRO = 16;
/** Of an OpenPGP signature of version 3 with an old packet header: up to the algorithms and the first bytes of its hash. */
const BEFORE_HASH = 18;

/**
 * Where the signatures of a package are, by rpm's tags 268 (of the header) and 1002 (of all of it). Of each only what is
 * past key and algorithms: another key id makes it the signature of somebody else.
 *
 * @returns offsets in the file; `end` is the first byte behind the signature header.
 */
function signatureHeader(content: Buffer): {
  readonly signatures: readonly { readonly tag: number; readonly from: number; readonly to: number }[];
  readonly end: number;
} {
  const entries = content.readUInt32BE(LEAD + 8);
  const store = LEAD + INTRO + entries * INTRO;
  const signatures = Array.from({ length: entries }, (_, index) => {
    const at = LEAD + INTRO + index * INTRO;
    const from = store + content.readUInt32BE(at + 8);
    return {
      tag: content.readUInt32BE(at),
      from: from + BEFORE_HASH,
      to: from + content.readUInt32BE(at + 12),
    };
  }).filter(({ tag }) => tag === 268 || tag === 1002);
  // The next header begins at a multiple of eight.
  return { signatures, end: Math.ceil((store + content.readUInt32BE(LEAD + 12)) / 8) * 8 };
}

describe.skipIf(!hasShared())('signatures of real packages', () => {
  it.each([
    [CENTOS6, ['CentOS-6'], 'verified'],
    [EPEL7, ['CentOS-7'], 'verified'],
    [EPEL7, ['EPEL-7', 'CentOS-7'], 'verified'],
    [EPEL7, ['EPEL-7'], 'unknown-key'],
    [CENTOS6, [], 'no-key'],
    ['empty-signed-rsa-0-0.x86_64.rpm', ['CentOS-6'], 'unknown-key'],
    ['payload-test-0.1-w9.gzdio.x86_64.rpm', ['CentOS-6'], 'unsigned'],
  ])('%s with %j is %s', async (name, keys, status) => {
    expect((await signatureOf(rpm(name), ...keys)).status).toBe(status);
  });

  it('names the signing key, and weak digests', async () => {
    expect(await signatureOf(rpm(CENTOS6))).toEqual({ status: 'no-key', keyId: '0946fca2c105b9de' });
    expect(await signatureOf(rpm(CENTOS4))).toEqual({
      status: 'no-key',
      keyId: 'a53d0bab443e1821',
      weak: true,
      weakness: 'SHA-1, MD5 of its files',
    });
  });

  it('verifies DSA of version 3 with the key the package brings, and tells all that is weak or over', async () => {
    const pkg = await openPackage(rpm(CENTOS4));
    const files = await readPayload(pkg, new MemoryLog());
    const key = files.find(({ path }) => path.endsWith('RPM-GPG-KEY-centos4'));
    const keys = await readKeys(key?.content ?? Buffer.alloc(0), 'its own');
    expect(await verifySignature(pkg, keys)).toEqual({
      status: 'verified',
      keyId: 'a53d0bab443e1821',
      weak: true,
      weakness: 'SHA-1, MD5 of its files, DSA of 1024 bits',
      expired: '2015-02-23',
    });
  });

  it('tells that the key of CentOS 6 is over, and that the one of CentOS 7 is not', async () => {
    expect(await signatureOf(rpm(CENTOS6), 'CentOS-6')).toMatchObject({ expired: '2021-06-30' });
    expect((await signatureOf(rpm(EPEL7), 'CentOS-7')).expired).toBeUndefined();
  });

  it('never verifies a package one byte of which was changed', async () => {
    const original = readFileSync(rpm(EPEL7));
    const { signatures, end } = signatureHeader(original);
    const file = join(await tempDir(), 'changed.rpm');
    // Every part is hit: lead, signature header, main header, payload.
    for (let at = 96; at < original.length; at += 211) {
      const changed = Buffer.from(original);
      changed[at] = (changed[at] ?? 0) ^ 0x10;
      await writeFile(file, changed);
      const outcome = await signatureOf(file, 'CentOS-7').then(
        ({ status }) => status,
        (error: unknown) => (error instanceof UserError ? 'refused' : String(error)),
      );
      const where = `byte ${at}`;
      if (at >= end) expect(outcome, where).toBe('refused');
      else if (signatures.some(({ from, to }) => at >= from && at < to)) expect(outcome, where).toBe('bad');
      // A flip in a reserved or unused byte of the signature header may leave the signature as it was.
      else expect(['refused', 'bad', 'unsigned', 'unknown-key', 'verified'], where).toContain(outcome);
    }
  });

  it('says of each signature that it is bad with one byte of it changed', async () => {
    const original = readFileSync(rpm(EPEL7));
    const { signatures } = signatureHeader(original);
    expect(signatures.map(({ tag }) => tag)).toEqual([268, 1002]);
    const file = join(await tempDir(), 'changed.rpm');
    for (const { tag, from, to } of signatures) {
      for (let at = from; at < to; at += 23) {
        const changed = Buffer.from(original);
        changed[at] = (changed[at] ?? 0) ^ 0x10;
        await writeFile(file, changed);
        expect((await signatureOf(file, 'CentOS-7')).status, `byte ${at} of tag ${tag}`).toBe('bad');
      }
    }
  });

  it('refuses every truncation with one clear line', async () => {
    const original = readFileSync(rpm(CENTOS6));
    const file = join(await tempDir(), 'short.rpm');
    for (let length = 0; length < original.length; length += 997) {
      await writeFile(file, original.subarray(0, length));
      await expect(openPackage(file), `${length} bytes`).rejects.toThrow(/short\.rpm: (not|altered)/);
    }
  });

  it.each([
    ['payload-test-0.1-w9.gzdio.x86_64.rpm', 1],
    ['payload-test-0.1-w3.zstdio.x86_64.rpm', 1],
    ['payload-test-0.1-w6.xzdio.x86_64.rpm', 1],
    ['payload-test-0.1-w9.bzdio.x86_64.rpm', 1],
    [CENTOS4, 16],
    [EPEL7, 7],
    [CENTOS6, 19],
  ])('unpacks %s', async (name, count) => {
    expect(await readPayload(await openPackage(rpm(name)), new MemoryLog())).toHaveLength(count);
  });
});
