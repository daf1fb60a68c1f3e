/** A tuple of `N` buffers. */
type Numbers<N extends number, T extends Buffer[] = []> = T['length'] extends N
  ? T
  : Numbers<N, [...T, Buffer]>;

/**
 * OpenPGP's numbers: two bytes with the count of bits, then the bytes (RFC 9580, 3.2). Zeros in front are left out.
 *
 * @throws RangeError where they lead out of the bytes.
 */
export function readNumbers<N extends 1 | 2 | 4>(bytes: Buffer, count: N): Numbers<N>;
export function readNumbers(bytes: Buffer, count: number): Buffer[] {
  const numbers: Buffer[] = [];
  for (let at = 0; numbers.length < count;) {
    const length = Math.ceil(bytes.readUInt16BE(at) / 8);
    const start = at + 2;
    at = start + length;
    if (at > bytes.length) throw new RangeError('a number leads out of the packet');
    numbers.push(bytes.subarray(start, at));
  }
  return numbers;
}
