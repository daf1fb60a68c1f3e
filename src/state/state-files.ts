import { RECORD_FILE } from '../build-record/record.ts';

/** The lock file the assembler writes beside a build. */
export function generatedLock(arch: string): string {
  return `manifest-lock.generated.${arch}.json`;
}

/** What of a build's metadata the next build needs; nothing else is taken from an earlier one. */
export function stateFiles(arch: string): readonly string[] {
  return [RECORD_FILE, 'meta.json', 'commitmeta.json', 'ostree-commit-object', generatedLock(arch)];
}

/** Those of them without which there is no state: a synthetic commit has no object, and nothing needs the lock. */
export const NEEDED: readonly string[] = [RECORD_FILE, 'meta.json', 'commitmeta.json'];

/** Bytes of one of them; the largest has 1 MB for 2,000 packages with their advisories. */
export const FILE_LIMIT = 64 * 1024 * 1024;
