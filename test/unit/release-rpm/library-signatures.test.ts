import * as openpgp from 'openpgp';
import { beforeAll, describe, expect, it } from 'vitest';
import { readKeys } from '../../../src/release-rpm/keys.ts';
import { parsePackage } from '../../../src/release-rpm/package.ts';
import { verifySignature } from '../../../src/release-rpm/signature.ts';
import { TAG } from '../../../src/release-rpm/tags.ts';
import type { SignatureReport } from '../../../src/release-rpm/types.ts';
import { whyBad } from '../../support/rpm/why-bad.ts';
import { makeParts, sealPackage } from '../../support/rpm/package.ts';

const USER: openpgp.UserID = { name: 'release' };
const DAY = 24 * 60 * 60;
const LONG_AGO = new Date('2020-01-01T00:00:00Z');

/** The package signed by the library, and checked with the given public keys. */
async function signed(
  key: openpgp.PrivateKey,
  given: readonly openpgp.Key[],
  date?: Date,
): Promise<SignatureReport> {
  const { header, payload } = makeParts();
  const signature = await openpgp.sign({
    message: await openpgp.createMessage({ binary: header }),
    signingKeys: key,
    detached: true,
    format: 'binary',
    ...(date === undefined ? {} : { date }),
  });
  const texts = [Buffer.from(signature).toString('base64')];
  const pkg = parsePackage(
    sealPackage(header, payload, { signatureTags: { [TAG.sigOpenPgp]: { texts } } }),
    'a',
  );
  const keys = given.map(async (one) => await readKeys(Buffer.from(one.toPublic().write()), 'key'));
  return await verifySignature(pkg, (await Promise.all(keys)).flat());
}

type Options = Pick<
  openpgp.KeyOptions,
  'type' | 'curve' | 'rsaBits' | 'keyExpirationTime' | 'date' | 'subkeys' | 'config'
>;

async function generate(options: Options = {}): Promise<openpgp.PrivateKey> {
  const { privateKey } = await openpgp.generateKey({ ...options, userIDs: USER, format: 'object' });
  return privateKey;
}

/** A key and the public key that says it is revoked. */
async function generateRevoked(
  options: Options = {},
): Promise<{ privateKey: openpgp.PrivateKey; publicKey: openpgp.PublicKey }> {
  const made = await openpgp.generateKey({ ...options, userIDs: USER, format: 'object' });
  const { publicKey } = await openpgp.revokeKey({
    key: made.privateKey.toPublic(),
    revocationCertificate: made.revocationCertificate,
    format: 'object',
  });
  return { privateKey: made.privateKey, publicKey };
}

let other: openpgp.PrivateKey;
beforeAll(async () => {
  other = await generate();
});

describe('signatures of OpenPGP.js', () => {
  it.each<[string, Options]>([
    ['version 4, EdDSA', {}],
    ['version 4, Ed25519', { type: 'curve25519' }],
    ['version 4, Ed448', { type: 'curve448' }],
    ['version 4, ECDSA P-521', { type: 'ecc', curve: 'nistP521' }],
    ['version 4, RSA', { type: 'rsa', rsaBits: 2048 }],
    ['version 6, Ed25519', { type: 'curve25519', config: { v6Keys: true } }],
    ['version 6, Ed448', { type: 'curve448', config: { v6Keys: true } }],
    ['version 6, ECDSA P-256', { type: 'ecc', curve: 'nistP256', config: { v6Keys: true } }],
  ])('%s', async (_what, options) => {
    const key = await generate(options);
    expect(await signed(key, [other, key])).toEqual({ status: 'verified', keyId: key.getKeyID().toHex() });
    expect(await signed(key, [other])).toMatchObject({
      status: 'unknown-key',
      keyId: key.getKeyID().toHex(),
    });
  });
});

describe('a key', () => {
  it('that expired after it signed is told of', async () => {
    const key = await generate({ date: LONG_AGO, keyExpirationTime: 10 * DAY });
    expect(await signed(key, [key], new Date('2020-01-02T00:00:00Z'))).toEqual({
      status: 'verified',
      keyId: key.getKeyID().toHex(),
      expired: '2020-01-11',
    });
  });

  it('whose file is out of date is told of as well', async () => {
    const key = await generate({ date: LONG_AGO });
    const old = await openpgp.reformatKey({
      privateKey: key,
      userIDs: USER,
      format: 'object',
      date: LONG_AGO,
      keyExpirationTime: DAY,
    });
    expect(await signed(key, [old.publicKey])).toMatchObject({
      status: 'verified',
      expired: '2020-01-02',
      signedLater: true,
    });
  });

  it('that is revoked makes its signatures bad', async () => {
    const { privateKey, publicKey } = await generateRevoked();
    expect(whyBad(await signed(privateKey, [publicKey]))).toMatch(/it is revoked/);
  });
});

describe('a subkey', () => {
  const options = { subkeys: [{ sign: true }] };

  it('that signs is reported by its own name', async () => {
    const key = await generate(options);
    const [subkey] = key.getSubkeys();
    expect(await signed(key, [key])).toEqual({ status: 'verified', keyId: subkey?.getKeyID().toHex() });
  });

  it('that was put under another key does not count', async () => {
    const key = await generate(options);
    // A subkey follows the key it belongs to: the other key first, then this one without its own first packets.
    const all = key.toPublic().toPacketList();
    const subkey = new openpgp.PacketList<openpgp.AnyPacket>();
    subkey.push(...all.slice(all.findIndex((packet) => packet instanceof openpgp.PublicSubkeyPacket)));
    const bytes = [other.toPublic().write(), subkey.write()];
    const forged = await readKeys(Buffer.concat(bytes), 'forged');
    expect(forged).toHaveLength(1);
    expect(whyBad(await signed(key, forged))).toMatch(`it is no signing key of ${other.getKeyID().toHex()}`);
  });

  it('whose primary key is revoked does not count', async () => {
    const { privateKey, publicKey } = await generateRevoked(options);
    expect(whyBad(await signed(privateKey, [publicKey]))).toMatch(/its primary key is revoked/);
  });
});
