import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

/** What upstreams call their system in boot menus; longer names first. */
const UPSTREAM = /Red Hat Enterprise Linux CoreOS|CentOS Stream CoreOS|RHEL CoreOS|Fedora CoreOS/g;

/** Text files of a live/ directory. */
const TEXT = /\.(cfg|conf|msg|txt)$/;

/** Puts `name` where the boot menus name upstream's system. @returns `file:line` of each place. */
export async function brandLive(live: string, name: string): Promise<string[]> {
  const places: string[] = [];
  const entries = await readdir(live, { recursive: true, withFileTypes: true }).catch(() => []);
  for (const entry of entries.filter((file) => file.isFile() && TEXT.test(file.name))) {
    const path = join(entry.parentPath, entry.name);
    const text = await readFile(path, 'utf8');
    const lines = text.split('\n');
    const changed = lines.map((line, index) => {
      const branded = line.replaceAll(UPSTREAM, () => name);
      if (branded !== line) places.push(`${path}:${index + 1}`);
      return branded;
    });
    if (text !== changed.join('\n')) await writeFile(path, changed.join('\n'));
  }
  return places.sort();
}
