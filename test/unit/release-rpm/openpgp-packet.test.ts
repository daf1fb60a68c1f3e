import { describe, expect, it } from 'vitest';
import { parseSignature } from '../../../src/release-rpm/openpgp-packet.ts';
import { makeSigner } from '../../support/rpm/signer.ts';

const KEY = makeSigner('ed25519');
const packet = (version: 3 | 4): Buffer => KEY.sign(Buffer.from('data'), { version, hash: 'sha256' });
/** The same packet with its length written in another way. */
const withHead = (bytes: Buffer, head: readonly number[]): Buffer =>
  Buffer.concat([Buffer.from(head), bytes.subarray(6)]);

describe('parseSignature', () => {
  it.each([3, 4] as const)('reads version %d', (version) => {
    expect(parseSignature(packet(version))).toMatchObject({
      version,
      type: 0,
      algorithm: 22,
      hash: 'sha256',
      keyId: KEY.keyId,
      created: new Date('2020-09-13T12:26:40Z'),
    });
  });

  it.each([3, 4] as const)(
    'answers nothing for version %d cut anywhere, or with more behind it',
    (version) => {
      const whole = packet(version);
      for (let length = 0; length < whole.length; length += 1) {
        expect(parseSignature(whole.subarray(0, length)), `${length} bytes`).toBeUndefined();
      }
      expect(parseSignature(Buffer.concat([whole, Buffer.alloc(1)]))).toBeUndefined();
    },
  );

  it('reads every way a length is written', () => {
    const whole = packet(4);
    const length = whole.length - 6;
    expect(length).toBeLessThan(192);
    for (const head of [
      [0xc2, length],
      [0x88, length],
      [0x89, 0, length],
      [0x8a, 0, 0, 0, length],
    ]) {
      expect(parseSignature(withHead(whole, head))?.keyId, head.join(' ')).toBe(KEY.keyId);
    }
  });

  it.each([
    ['no packet', [0x02, 0]],
    ['another packet', [0xc6, 0]],
    ['another packet, old form', [0x98, 0]],
    ['a length that is not told', [0x8b]],
    ['a length in parts', [0xc2, 0xe1]],
  ])('answers nothing for %s', (_what, head) => {
    expect(parseSignature(withHead(packet(4), head))).toBeUndefined();
  });

  it('answers nothing when an area leads out of the packet, or a subpacket out of its area', () => {
    for (const [at, value] of [
      [10, 0xff],
      [11, 0xff],
      [12, 0xff],
      [12, 0],
      [12, 200],
    ] as const) {
      const bytes = packet(4);
      bytes[at] = value;
      expect(parseSignature(bytes), `byte ${at} = ${value}`).toBeUndefined();
    }
  });

  it('says when it ends, and what it demands', () => {
    const bytes = KEY.sign(Buffer.from('data'), {
      version: 4,
      hash: 'sha1',
      subpackets: [
        [3, Buffer.from([0, 0, 0, 60])],
        [0x80 | 20, Buffer.alloc(8)],
      ],
    });
    expect(parseSignature(bytes)).toMatchObject({
      expires: new Date('2020-09-13T12:27:40Z'),
      unknownCritical: 20,
    });
  });
});
