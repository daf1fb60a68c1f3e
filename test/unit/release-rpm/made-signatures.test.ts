import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { readKeys } from '../../../src/release-rpm/keys.ts';
import { parsePackage } from '../../../src/release-rpm/package.ts';
import { readPayload } from '../../../src/release-rpm/payload.ts';
import { verifySignature } from '../../../src/release-rpm/signature.ts';
import { TAG } from '../../../src/release-rpm/tags.ts';
import type { SignatureReport } from '../../../src/release-rpm/types.ts';
import { whyBad } from '../../support/rpm/why-bad.ts';
import { MemoryLog } from '../../support/memory-log.ts';
import type { TagValue } from '../../support/rpm/header.ts';
import { makeParts, sealPackage, type MadeOptions } from '../../support/rpm/package.ts';
import { makeSigner, type KeyKind, type MadeKey, type SignatureOptions } from '../../support/rpm/signer.ts';

const V4: SignatureOptions = { version: 4, hash: 'sha256' };
/** What a package of rpm before 4.14 lacks. */
const OLD: MadeOptions = {
  tags: { [TAG.payloadSha256]: undefined, [TAG.payloadSha256Algorithm]: undefined },
};

async function report(
  signatureTags: (header: Buffer, payload: Buffer) => Record<number, TagValue>,
  keys: readonly MadeKey[],
  options: MadeOptions = {},
): Promise<SignatureReport> {
  const { header, payload } = makeParts(options);
  const bytes = sealPackage(header, payload, { signatureTags: signatureTags(header, payload) });
  const given = await Promise.all(keys.map(async ({ publicKey }) => await readKeys(publicKey, 'key')));
  return await verifySignature(parsePackage(bytes, 'a.rpm'), given.flat());
}

const overHeader =
  (key: MadeKey, options = V4) =>
  (header: Buffer): Record<number, TagValue> => ({
    [TAG.sigRsa]: { bytes: key.sign(header, options) },
  });
const base64 = (...packets: Buffer[]): Record<number, TagValue> => ({
  [TAG.sigOpenPgp]: { texts: packets.map((packet) => packet.toString('base64')) },
});

const RSA = makeSigner('rsa2048');
const OTHER = makeSigner('ed25519');

describe.each<[KeyKind, string | undefined]>([
  ['rsa1024', 'RSA of 1024 bits'],
  ['rsa2048', undefined],
  ['dsa1024', 'DSA of 1024 bits'],
  ['nistp256', undefined],
  ['nistp384', undefined],
  ['ed25519', undefined],
])('a signature by a key of %s', (kind, weakness) => {
  const key = makeSigner(kind);

  it.each([3, 4] as const)('of version %d is verified', async (version) => {
    const weak = weakness === undefined ? {} : { weak: true, weakness };
    expect(await report(overHeader(key, { version, hash: 'sha256' }), [OTHER, key])).toEqual({
      status: 'verified',
      keyId: key.keyId,
      ...weak,
    });
  });

  it.each([3, 4] as const)('of version %d over other bytes is bad', async (version) => {
    const signed = (header: Buffer): Record<number, TagValue> =>
      overHeader(key, { version, hash: 'sha256' })(Buffer.concat([header, Buffer.alloc(1)]));
    expect(whyBad(await report(signed, [key]))).toMatch(/altered/);
  });

  it('is bad when its check bytes are right and its numbers are not', async () => {
    const signed = (header: Buffer): Record<number, TagValue> => {
      const bytes = key.sign(header, V4);
      bytes[bytes.length - 1] = (bytes.at(-1) ?? 0) ^ 1;
      return { [TAG.sigDsa]: { bytes } };
    };
    expect(whyBad(await report(signed, [key]))).toMatch(/altered/);
  });

  // OpenSSL has no MD5 for DSA, nobody ever used it.
  const hashes = [['sha1', 'SHA-1'], ...(kind === 'dsa1024' ? [] : [['md5', 'MD5'] as const])] as const;

  it.each(hashes)('over %s is weak, and said to be', async (hash, name) => {
    const found = await report(overHeader(key, { version: 3, hash }), [key]);
    expect(found).toMatchObject({ status: 'verified', weak: true });
    expect(found.weakness).toBe([name, weakness].filter((text) => text !== undefined).join(', '));
  });
});

describe('several signatures', () => {
  it('are read from the tag of rpm 6; one that is right is enough', async () => {
    const tags = (header: Buffer): Record<number, TagValue> =>
      base64(OTHER.sign(header, V4), RSA.sign(header, V4));
    expect(await report(tags, [RSA])).toEqual({ status: 'verified', keyId: RSA.keyId });
    expect(await report(tags, [OTHER])).toEqual({ status: 'verified', keyId: OTHER.keyId });
    expect(await report(tags, [makeSigner('ed25519')])).toMatchObject({ status: 'unknown-key' });
    expect(await report(tags, [])).toMatchObject({ status: 'no-key' });
  });

  it('are bad when one by a given key is, wherever it stands', async () => {
    const good = (header: Buffer): Buffer => RSA.sign(header, V4);
    const bad = OTHER.sign(Buffer.from('something else'), V4);
    for (const tags of [
      (header: Buffer) => base64(good(header), bad),
      (header: Buffer) => base64(bad, good(header)),
      (header: Buffer) => ({ ...base64(good(header)), [TAG.sigDsa]: { bytes: bad } }),
      (header: Buffer) => ({ [TAG.sigRsa]: { bytes: good(header) }, [TAG.sigGpg]: { bytes: bad } }),
    ]) {
      expect(await report(tags, [RSA, OTHER])).toMatchObject({ status: 'bad', keyId: OTHER.keyId });
      expect(await report(tags, [RSA])).toMatchObject({ status: 'verified', keyId: RSA.keyId });
    }
  });

  it('of which one cannot be read count as far as they can', async () => {
    const tags = (header: Buffer): Record<number, TagValue> => base64(Buffer.from('?'), RSA.sign(header, V4));
    expect(await report(tags, [RSA])).toMatchObject({ status: 'verified' });
    expect(await report(() => base64(Buffer.from('?')), [RSA])).toEqual({
      status: 'unreadable',
      keyId: null,
    });
  });

  it('are reported by the one that is not weak', async () => {
    const tags = (header: Buffer): Record<number, TagValue> =>
      base64(OTHER.sign(header, { version: 4, hash: 'sha1' }), RSA.sign(header, V4));
    expect(await report(tags, [RSA, OTHER])).toEqual({ status: 'verified', keyId: RSA.keyId });
  });
});

describe('what a signature may not be', () => {
  it.each([
    ['over a text', { ...V4, type: 1 }, /is of type 1/],
    [
      'with a critical subpacket that is not known',
      { ...V4, subpackets: [[0x80 | 100, Buffer.alloc(1)]] },
      /subpacket 100/,
    ],
  ] as const)('%s', async (_what, options, reason) => {
    expect(whyBad(await report(overHeader(RSA, options), [RSA]))).toMatch(reason);
  });

  it('over a day ago and for an hour: told, not refused', async () => {
    const subpackets = [[3, Buffer.from([0, 0, 0x0e, 0x10])]] as const;
    expect(await report(overHeader(RSA, { ...V4, subpackets }), [RSA])).toMatchObject({
      status: 'verified',
      expired: '2020-09-13',
    });
  });
});

describe('a signature of the header of an old package', () => {
  const files = [{ path: '/a.repo', content: '[a]\n' }];

  it('reaches the payload by the digests of its files', async () => {
    expect(await report(overHeader(RSA), [RSA], { ...OLD, files })).toMatchObject({ status: 'verified' });
  });

  it('does not let another payload in', async () => {
    const { header } = makeParts({ ...OLD, files });
    const { payload } = makeParts({ ...OLD, files: [{ path: '/a.repo', content: '[b]\n' }] });
    const bytes = sealPackage(header, payload, { signatureTags: overHeader(RSA)(header) });
    const pkg = parsePackage(bytes, 'a.rpm');
    const keys = await readKeys(RSA.publicKey, 'key');
    expect(await verifySignature(pkg, keys)).toMatchObject({ status: 'verified' });
    await expect(readPayload(pkg, new MemoryLog())).rejects.toThrow(/altered: \/a\.repo is not the file/);
  });

  it('is bad when a file has no digest, unless header and payload are signed together', async () => {
    const bare = { ...OLD, files: [{ path: '/a.repo', content: '[a]\n', claims: { digest: '' } }] };
    expect(whyBad(await report(overHeader(RSA), [RSA], bare))).toMatch(/over the header only/);
    const whole = (header: Buffer, payload: Buffer): Record<number, TagValue> => ({
      [TAG.sigPgp]: { bytes: RSA.sign(Buffer.concat([header, payload]), V4) },
    });
    expect(await report(whole, [RSA], bare)).toEqual({ status: 'verified', keyId: RSA.keyId });
  });

  it('is weak when the digests of its files are', async () => {
    const md5 = 'a'.repeat(32);
    const weak = {
      files: [{ path: '/a.repo', content: '[a]\n', claims: { digest: md5 } }],
      tags: { ...OLD.tags, [TAG.fileDigestAlgorithm]: undefined },
    };
    expect(await report(overHeader(RSA), [RSA], weak)).toMatchObject({
      status: 'verified',
      weakness: 'MD5 of its files',
    });
  });
});

describe('a digest of the payload', () => {
  it('of an algorithm that is not known is refused: it would leave the payload unchecked', async () => {
    for (const algorithm of [1, 2, 77]) {
      const tags = { [TAG.payloadSha256Algorithm]: { int32: [algorithm] } };
      await expect(report(overHeader(RSA), [RSA], { tags })).rejects.toThrow(
        new RegExp(`payload's digest is of algorithm ${algorithm}`),
      );
    }
  });

  it.each([TAG.payloadSha256, TAG.payloadSha512, TAG.payloadSha3])('in tag %d is compared', async (tag) => {
    const tags = { [tag]: { text: '0'.repeat(64) } };
    await expect(report(() => ({}), [], { tags })).rejects.toThrow(
      /altered or truncated: the .* of its payload/,
    );
  });

  it('may be that of the payload unpacked', async () => {
    const { payload } = makeParts();
    const tags = {
      [TAG.payloadSha256]: { texts: ['0'.repeat(64)] },
      [TAG.payloadSha256Alt]: { texts: [createHash('sha256').update(payload).digest('hex')] },
    };
    expect(await report(() => ({}), [], { tags })).toMatchObject({ status: 'unsigned' });
  });

  it.each([
    ['signature header', {}, { [TAG.sigSize]: { int32: [5] } }, /the package says 5/],
    ['long size', {}, { [TAG.sigLongSize]: { int64: [5n] } }, /the package says 5/],
    ['main header', { [TAG.payloadSize]: { int64: [5n] } }, {}, /payload has \d+ bytes, the package says 5/],
  ])('and a size in the %s', async (_where, tags, signatureTags, message) => {
    await expect(report(() => signatureTags, [], { tags })).rejects.toThrow(message);
  });
});
