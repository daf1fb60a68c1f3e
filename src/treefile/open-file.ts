import { isUtf8 } from 'node:buffer';
import { closeSync, constants, fstatSync, openSync, readFileSync } from 'node:fs';
import { debugText } from './debug-text.ts';
import { TreefileError } from './error.ts';
import { SIZE_LIMIT } from './limits.ts';
import type { Origin } from './types.ts';

/** A file's text, and what tells it from every other file whatever its path. */
export interface OpenedFile {
  readonly text: string;
  /** Device and inode of what the path leads to. */
  readonly identity: string;
}

/** How the standard library upstream is written with tells why a file was not opened. */
const REASONS: Readonly<Record<string, string>> = {
  ENOENT: 'No such file or directory (os error 2)',
  EACCES: 'Permission denied (os error 13)',
  EINVAL: 'file name contained an unexpected NUL byte',
  ERR_INVALID_ARG_VALUE: 'file name contained an unexpected NUL byte',
  ENOTDIR: 'Not a directory (os error 20)',
  ELOOP: 'Too many levels of symbolic links (os error 40)',
  ENAMETOOLONG: 'File name too long (os error 36)',
};

/** Why it failed, in upstream's words. */
export function reasonOf(error: unknown): string {
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  return REASONS[code] ?? code;
}

/** @throws TreefileError always: the file cannot be opened */
export function refuseOpen(path: string, error: unknown, from?: Origin): never {
  throw new TreefileError(
    `Can't open file ${debugText(path)} for reading: ${reasonOf(error)}`,
    from ?? { file: path },
  );
}

/** Opens for reading; a pipe nobody writes to is opened too, where upstream would wait for ever. */
export function openWithoutWaiting(path: string): number {
  // eslint-disable-next-line no-bitwise -- flags are bits
  return openSync(path, constants.O_RDONLY | constants.O_NONBLOCK);
}

/**
 * Opens and reads a file.
 *
 * @param path as it is told in errors; `resolved` is where it is.
 * @param from the include that names it.
 * @throws TreefileError for one that is not there or is no regular file.
 */
export function openFile(path: string, resolved: string, from?: Origin): OpenedFile {
  const descriptor = (() => {
    try {
      return openWithoutWaiting(resolved);
    } catch (error) {
      return refuseOpen(path, error, from);
    }
  })();
  try {
    const info = fstatSync(descriptor);
    if (info.isFile()) {
      if (info.size > SIZE_LIMIT)
        throw new TreefileError(`Parsing ${path}: too large for a treefile`, { file: path });
      const bytes = readFileSync(descriptor);
      if (!isUtf8(bytes)) refuseEncoding(path, bytes);
      return { text: bytes.toString('utf8'), identity: `${info.dev}:${info.ino}` };
    }
  } finally {
    closeSync(descriptor);
  }
  // A device has no end; upstream would wait for it.
  throw new TreefileError(`Can't read file ${debugText(path)}: not a regular file`, from ?? { file: path });
}

/** @throws TreefileError with the line that is no UTF-8 */
function refuseEncoding(path: string, bytes: Buffer): never {
  let start = 0;
  for (let line = 1; ; line += 1) {
    const found = bytes.indexOf(0x0a, start);
    const end = found < 0 ? bytes.length : found;
    if (found < 0 || !isUtf8(bytes.subarray(start, end))) {
      throw new TreefileError(`Parsing ${path}: stream did not contain valid UTF-8`, {
        file: path,
        line,
        column: 1,
      });
    }
    start = end + 1;
  }
}
