import { TreefileError } from './error.ts';
import type { Located } from './located.ts';
import type { Mismatch } from './mismatch.ts';

/** The file a mismatch is in. */
export interface MismatchContext {
  readonly path: string;
  readonly reader: 'serde-yaml' | 'serde-json';
  readonly root: Located | undefined;
  /** What stands before the words. */
  readonly head?: string;
}

/**
 * The error a file is refused with, in the deserializer's words. The YAML one tells the position, of the document
 * where it knows no better, unless that is the very beginning.
 */
export function mismatchError(
  { message, path: inside, mark, origin }: Mismatch,
  { path, reader, root, head = `Parsing ${path}: ${reader}: ` }: MismatchContext,
): TreefileError {
  const prefix = inside === undefined || inside === '' ? '' : `${inside}: `;
  const at = reader === 'serde-yaml' ? position(mark ?? root?.mark ?? root?.origin) : '';
  return new TreefileError(`${head}${prefix}${message}${at}`, origin, `${head}${message}`);
}

/** ` at line L column C`, as the YAML reader puts it behind its errors. */
function position(mark: { readonly line: number; readonly column: number } | undefined): string {
  if (mark === undefined || (mark.line === 1 && mark.column === 1)) return '';
  return ` at line ${mark.line} column ${mark.column}`;
}
