import type { Located } from './located.ts';
import type { Origin } from './types.ts';

/**
 * A value the deserializer does not take. Only used within parsing: whoever knows the file turns it into a
 * TreefileError.
 */
export class Mismatch extends Error {
  /** Where a person should look. */
  readonly origin: Origin;
  /** Path of the value as the deserializer tells it (`packages[0]`); undefined where it tells none. */
  readonly path: string | undefined;
  /** Where the deserializer says the value is; undefined stands for the document. */
  readonly mark: Origin | undefined;

  constructor(words: string, origin: Origin, place?: { readonly path: string; readonly node: Located }) {
    super(words);
    this.name = 'Mismatch';
    this.origin = origin;
    this.path = place?.path;
    this.mark = place === undefined ? undefined : (place.node.mark ?? place.node.origin);
  }
}
