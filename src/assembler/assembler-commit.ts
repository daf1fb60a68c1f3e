/** Where an assembler keeps what it was made from (reference assembler.md, 9.1). */
export const COMMIT_FILE = 'cosa/coreos-assembler-git.json';

/** Commit of the assembler's own sources, from the text of that file; undefined where it does not say. */
export function commitIn(text: string): string | undefined {
  return /"commit"\s*:\s*"([0-9a-f]{7,40})"/.exec(text)?.[1];
}
