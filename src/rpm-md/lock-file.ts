import { lockFileNames } from '../lock-files/names.ts';
import { readLockDocument, versionOf } from '../lock-files/read.ts';
import { TreefileError } from '../treefile/error.ts';
import { readConfigFile } from './config-files.ts';
import type { LockedPackage } from './types.ts';

/** What the lock files of a configuration pin for an architecture; a later file replaces an entry as a whole. */
export async function readLocks(
  dir: string,
  arch: string,
  also: readonly string[] = [],
): Promise<LockedPackage[]> {
  const merged = new Map<string, LockedPackage>();
  for (const file of lockFileNames(arch)) {
    const text = await readConfigFile(dir, file, also);
    if (text === undefined) continue;
    for (const entry of lockedPackages(text, file)) merged.set(entry.name, entry);
  }
  return [...merged.values()];
}

/** The entries of a lock file, JSON or YAML. What is not shaped like one is passed over: other rules judge shapes. */
export function lockedPackages(text: string, file: string): LockedPackage[] {
  try {
    return readLockDocument(file, text).entries.flatMap((entry): LockedPackage[] => {
      const { name, key, digest } = entry;
      const version = versionOf(entry);
      return version === undefined ? [] : [{ name, ...version, digest, origin: key.origin }];
    });
  } catch (error) {
    if (error instanceof TreefileError) return [];
    throw error;
  }
}
