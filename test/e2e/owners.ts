import { lstat, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { must } from '../lab/must.ts';
import type { LabUser } from '../lab/user.ts';

/** What lies in a directory and belongs to another user, or cannot be read by its own; sorted. */
export async function filesOfOthers(directory: string, { uid }: LabUser): Promise<string[]> {
  const found: string[] = [];
  for (const entry of await readdir(directory, { recursive: true, withFileTypes: true })) {
    const path = join(entry.parentPath, entry.name);
    const stat = await lstat(path);
    const readable = entry.isSymbolicLink() || (stat.mode & 0o400) !== 0;
    if (stat.uid !== uid || !readable) found.push(path);
  }
  return found.sort();
}

/** Removes a directory as a user. @returns what went wrong, empty when nothing did. */
export async function removeAs(directory: string, user: LabUser): Promise<string> {
  return await must(['rm', '-r', '-f', directory], { user }).catch((error: unknown) => String(error));
}
