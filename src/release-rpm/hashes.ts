/** OpenPGP's hash algorithms (RFC 9580, 9.5), which rpm uses for its own digests too, by node's names. */
const HASHES: Readonly<Record<number, string>> = {
  1: 'md5',
  2: 'sha1',
  3: 'ripemd160',
  8: 'sha256',
  9: 'sha384',
  10: 'sha512',
  11: 'sha224',
  12: 'sha3-256',
  14: 'sha3-512',
};

/** How people write those that are no longer strong. */
const WEAK: Readonly<Record<string, string>> = { md5: 'MD5', sha1: 'SHA-1', ripemd160: 'RIPEMD-160' };

/** node's name of a hash algorithm; undefined for a number nobody gave away. */
export function hashName(algorithm: number): string | undefined {
  return HASHES[algorithm];
}

/** The name for people when the hash is no longer strong, else undefined. */
export function weakHash(name: string): string | undefined {
  return WEAK[name];
}
