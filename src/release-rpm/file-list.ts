import { UserError } from '../errors.ts';
import { isRegular } from './file-type.ts';
import { hashName } from './hashes.ts';
import type { Header } from './header.ts';
import { TAG } from './tags.ts';
import { decodeText } from './text.ts';
import type { PackageFile } from './types.ts';

const GHOST = 1 << 6;
/** All names together, in bytes: a short index can name one long directory a million times. */
const NAMES_LIMIT = 64 * 1024 * 1024;

/** A file of the header's list with all the payload's reader has to know. */
export interface ListedFile extends PackageFile {
  /** The name's bytes, one character each: what the names of an archive are compared with. */
  readonly rawPath: string;
  /** In the list only: made by scripts or at run time. */
  readonly ghost: boolean;
  readonly regular: boolean;
  /** Hex digits and node's name of the hash; undefined for what has no content. */
  readonly digest: { readonly hash: string; readonly hex: string } | undefined;
  /** Same text for hard links to one file; undefined where the header does not say. */
  readonly inode: string | undefined;
}

/**
 * The files of a main header, in its order.
 *
 * @throws UserError when its arrays do not fit together.
 */
export function readFileList(header: Header, path: string): ListedFile[] {
  const damaged = (what: string): never => {
    throw new UserError(`${path}: not a usable rpm: its file list is damaged: ${what}`);
  };
  const names = fullNames(header, damaged);
  const column = <T>(tag: number, values: T[], needed: boolean): T[] => {
    if ((needed || values.length > 0) && values.length !== names.length) {
      damaged(`tag ${tag} has ${values.length} elements for ${names.length} files`);
    }
    return values;
  };
  const numbers = (tag: number, needed = false): bigint[] => column(tag, header.numbers(tag), needed);
  const long = numbers(TAG.longFileSizes);
  const sizes = long.length > 0 ? long : numbers(TAG.fileSizes, true);
  const modes = numbers(TAG.fileModes, true);
  const flags = numbers(TAG.fileFlags);
  const devices = numbers(TAG.fileDevices);
  const inodes = numbers(TAG.fileInodes);
  const digests = column(TAG.fileDigests, header.strings(TAG.fileDigests), false);
  const hash = hashName(Number(header.numbers(TAG.fileDigestAlgorithm)[0] ?? 1n));
  return names.map((raw, index) => {
    const mode = Number(modes[index] ?? 0n);
    const size = sizes[index] ?? 0n;
    if (size > BigInt(Number.MAX_SAFE_INTEGER)) damaged(`a file of ${size} bytes`);
    const hex = digests[index] ?? '';
    const inode = inodes[index] ?? 0n;
    return {
      path: decodeText(raw),
      rawPath: raw.toString('latin1'),
      size: Number(size),
      mode,
      ghost: (Number(flags[index] ?? 0n) & GHOST) !== 0,
      regular: isRegular(mode),
      digest: hex === '' || hash === undefined ? undefined : { hash, hex: hex.toLowerCase() },
      inode: inode === 0n || devices[index] === undefined ? undefined : `${devices[index]}:${inode}`,
    };
  });
}

function fullNames(header: Header, damaged: (what: string) => never): Buffer[] {
  const bases = header.texts(TAG.baseNames);
  if (bases.length === 0) return header.texts(TAG.oldFileNames);
  const directories = header.texts(TAG.dirNames);
  const indexes = header.numbers(TAG.dirIndexes);
  if (indexes.length !== bases.length) damaged(`${bases.length} names have ${indexes.length} directories`);
  let total = 0;
  return bases.map((base, index) => {
    const directory = directories[Number(indexes[index] ?? -1n)];
    if (directory === undefined)
      return damaged(`a name is in directory ${indexes[index]}, which is not there`);
    total += directory.length + base.length;
    if (total > NAMES_LIMIT) damaged(`its names have more than ${NAMES_LIMIT} bytes`);
    return Buffer.concat([directory, base]);
  });
}
