import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import * as openpgp from 'openpgp';
import { describe, expect, it } from 'vitest';
import { readKeys } from '../../../src/release-rpm/keys.ts';
import { readPublicKey } from '../../../src/release-rpm/public-key.ts';
import { hasShared, SHARED } from '../../support/shared.ts';

const { privateKey, publicKey } = await openpgp.generateKey({ userIDs: { name: 'a' }, format: 'object' });
const { publicKey: second } = await openpgp.generateKey({ userIDs: { name: 'b' }, format: 'object' });
const ids = async (content: string | Uint8Array): Promise<string[]> =>
  (await readKeys(Buffer.from(content), 'key.asc')).map((key) => key.getKeyID().toHex());
const [a, b] = [publicKey, second].map((key) => key.getKeyID().toHex());
/** A public key packet of an algorithm nobody knows, as files with keys of the next kind hold them. */
const UNKNOWN = Buffer.from('c60d04000000006300050102030405', 'hex');

describe('readKeys', () => {
  it.each([
    ['armored', publicKey.armor(), [a]],
    [
      'armored, with text around and line ends of Windows',
      `Hello\r\n${publicKey.armor().replaceAll('\n', '\r\n')}bye`,
      [a],
    ],
    ['armored, two blocks', publicKey.armor() + second.armor(), [a, b]],
    ['binary', publicKey.write(), [a]],
    ['binary, two keys', Buffer.concat([publicKey.write(), second.write()]), [a, b]],
    [
      'binary, with one that is not known',
      Buffer.concat([publicKey.write(), UNKNOWN, second.write()]),
      [a, b],
    ],
    [
      'one block that is damaged and one that is not',
      publicKey.armor().replace(/\n\n.{20}/, '\n\n????') + second.armor(),
      [b],
    ],
  ])('%s', async (_what, content, expected) => {
    expect(await ids(content)).toEqual(expected);
  });

  it.each([
    ['an empty file', '', /key\.asc: not an OpenPGP public key/],
    ['a page', '<html>404</html>', /key\.asc: not an OpenPGP public key/],
    ['an armored private key', privateKey.armor(), /key\.asc: holds a private key/],
    ['a binary private key', privateKey.write(), /key\.asc: holds a private key/],
    [
      'an armored message',
      '-----BEGIN PGP MESSAGE-----\n\nxx\n-----END PGP MESSAGE-----',
      /holds a PGP MESSAGE/,
    ],
    ['armor without an end', publicKey.armor().slice(0, 200), /key\.asc: not an OpenPGP public key/],
    ['only a key that is not known', UNKNOWN, /key\.asc: not an OpenPGP public key/],
  ])('refuses %s', async (_what, content, message) => {
    await expect(ids(content)).rejects.toThrow(message);
  });

  it('never repeats a private key', async () => {
    const secret = privateKey.armor();
    const error = await ids(secret).catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(Error);
    expect(String(error)).not.toContain(secret.slice(60, 100));
  });
});

describe('readPublicKey', () => {
  it('answers nothing for what is no key', () => {
    const body = Buffer.from(publicKey.keyPacket.write());
    expect(readPublicKey(body)?.algorithm).toBe(22);
    for (let length = 0; length < body.length; length += 1) {
      expect(readPublicKey(body.subarray(0, length)), `${length} bytes`).toBeUndefined();
    }
    expect(readPublicKey(Buffer.concat([Buffer.from([3]), body.subarray(1)]))).toBeUndefined();
  });
});

describe.skipIf(!hasShared())('real keys', () => {
  it.each([
    ['CentOS-6', 4096],
    ['CentOS-7', 4096],
    ['CentOS-Official-SHA256', 4096],
    ['CentOS-SIG-Virtualization', 2048],
    ['EPEL-7', 4096],
    ['fedora-43-primary', 4096],
  ])('%s', async (name, bits) => {
    const file = `RPM-GPG-KEY-${name}`;
    const [key] = await readKeys(readFileSync(join(SHARED, 'data', 'keys', file)), file);
    expect(readPublicKey(Buffer.from(key?.keyPacket.write() ?? []))?.bits).toBe(bits);
  });
});
