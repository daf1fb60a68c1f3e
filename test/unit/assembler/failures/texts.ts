import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** An output as a failed step ends with it, written down after its source. */
export interface FailureText {
  /** Signature it belongs to. */
  readonly id: string;
  readonly source: string;
  /** The line that has to be found in it. */
  readonly line: string;
  readonly tail: readonly string[];
}

/**
 * Reads texts/: a file per signature, `----` between its texts, each with `source:` and `line:` and an empty line at
 * its head.
 */
export function failureTexts(): FailureText[] {
  const dir = join(import.meta.dirname, 'texts');
  return readdirSync(dir).flatMap((name) => {
    const id = name.replace(/\.txt$/, '');
    return readFileSync(join(dir, name), 'utf8')
      .trimEnd()
      .split('\n----\n')
      .map((block) => {
        const match = /^source: (.+)\nline: (.+)\n\n([^]+)$/.exec(block);
        const [, source, line, text] = match ?? [];
        if (source === undefined || line === undefined || text === undefined) {
          throw new Error(`${name}: a text has no source:, no line: or nothing below`);
        }
        return { id, source, line, tail: text.split('\n') };
      });
  });
}
