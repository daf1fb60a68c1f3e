import { readdir, readFile, realpath, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { isInside } from '../files/inside.ts';
import { readRepositories, readRepoFile } from '../release-rpm/repo-file.ts';
import type { RepositoryDefinition } from './types.ts';

/** Bytes of a .repo or lock file; a lock of a whole distribution has 200 KB. */
const LIMIT = 16 * 1024 * 1024;

/**
 * Text of a file of a configuration. One that is not there, or that is a link out of the configuration, is not read:
 * a foreign configuration must not show what else is on this machine, and other rules report such links.
 *
 * @param also further directories links may lead to: the original of a tree that was copied by links.
 */
export async function readConfigFile(
  dir: string,
  name: string,
  also: readonly string[] = [],
): Promise<string | undefined> {
  const path = join(dir, name);
  const [real, ...roots] = await Promise.all(
    [path, dir, ...also].map(async (at) => await realpath(at).catch(() => undefined)),
  );
  if (real === undefined || !roots.some((root) => root !== undefined && isInside(real, root)))
    return undefined;
  const info = await stat(real);
  return info.isFile() && info.size <= LIMIT ? await readFile(real, 'utf8') : undefined;
}

/** The repositories of the .repo files right in a directory: where rpm-ostree looks for them. */
export async function readDefinitions(
  dir: string,
  also: readonly string[] = [],
): Promise<RepositoryDefinition[]> {
  const names = (await readdir(dir)).filter((name) => name.endsWith('.repo')).sort();
  const found = new Map<string, RepositoryDefinition>();
  for (const name of names) {
    const text = (await readConfigFile(dir, name, also)) ?? '';
    const sections = readRepoFile(text);
    for (const { id, values } of readRepositories(text)) {
      // `[main]` is dnf's own section. Of two files that define one repository the first counts here.
      if (id === 'main' || found.has(id)) continue;
      const line = (sections.find((section) => section.id === id)?.line ?? 0) + 1;
      found.set(id, { id, values, location: { file: name, line } });
    }
  }
  return [...found.values()];
}
