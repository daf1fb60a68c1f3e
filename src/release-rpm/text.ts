import { isUtf8 } from 'node:buffer';

/**
 * Text of a package. rpm's names are bytes: most are UTF-8, those of packages from before 2010 may be Latin-1, which
 * any bytes can be read as, so that no two names of a package become one by accident of decoding.
 */
export function decodeText(bytes: Buffer): string {
  return bytes.toString(isUtf8(bytes) ? 'utf8' : 'latin1');
}

/** A name for a message: as it is, or quoted when it holds what could move or hide text. */
export function printable(name: string): string {
  return /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/u.test(name) ? JSON.stringify(name) : name;
}
