import { readdir, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';

const DAY_MS = 24 * 60 * 60 * 1000;
/** A repository that changes every day leaves its lists of every day behind. */
const KEPT_MS = 14 * DAY_MS;

/** Removes metadata nobody has used for two weeks, and what was left half fetched a day ago. What cannot go stays. */
export async function pruneCache(dir: string, now = Date.now()): Promise<void> {
  for (const name of await readdir(dir).catch(() => [])) {
    const limit = name.endsWith('.part') ? DAY_MS : /^sha\d+-[0-9a-f]+$/.test(name) ? KEPT_MS : undefined;
    if (limit === undefined) continue;
    const path = join(dir, name);
    const used = await stat(path).then(
      ({ mtimeMs }) => mtimeMs,
      () => now,
    );
    if (now - used > limit) await rm(path, { force: true }).catch(() => undefined);
  }
}
