import { existsSync } from 'node:fs';
import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { UserError } from '../errors.ts';
import { flagOf, readRepoFile, readRepositories } from '../release-rpm/repo-file.ts';
import type { OpenedRelease } from '../release-rpm/types.ts';
import { insideOf } from './copy.ts';
import { keepSections } from './repo-text.ts';

/** Who brings a repository. */
export type RepositoryOrigin = 'base' | 'release' | 'user';

/** A repository the manifest is going to use, before the policy for signatures. */
export interface FoundRepository {
  readonly id: string;
  /** What it calls itself. */
  readonly name: string;
  readonly origin: RepositoryOrigin;
  /** .repo file at the root of the rendered tree. */
  readonly file: string;
}

/** Names of the .repo files right in a directory. */
export async function repoFilesIn(dir: string): Promise<string[]> {
  return (await readdir(dir).catch(() => [])).filter((name) => name.endsWith('.repo')).sort();
}

/**
 * The repositories of the user's own .repo files at the root of the tree. Those that are off are found too, because
 * a manifest may name them.
 *
 * @throws UserError when two files define one repository: which one counts would be chance.
 */
export async function userRepositories(
  out: string,
  files: readonly string[],
): Promise<(FoundRepository & { readonly enabled: boolean })[]> {
  const found: (FoundRepository & { readonly enabled: boolean })[] = [];
  for (const file of files) {
    for (const { id, values } of readRepoFile(await readFile(join(out, file), 'utf8'))) {
      const before = found.find((entry) => entry.id === id);
      if (before !== undefined)
        throw new UserError(`${file}: repository ${id} is defined in ${before.file} already; keep one`);
      const enabled = flagOf(values.get('enabled')) !== false;
      found.push({ id, name: values.get('name') ?? id, origin: 'user', file, enabled });
    }
  }
  return found;
}

/**
 * Writes the release package's files for the target. A repository the user defines himself is left out of them.
 *
 * @returns the chosen repositories.
 */
export async function writeReleaseRepositories(
  out: string,
  release: OpenedRelease,
  taken: ReadonlySet<string>,
): Promise<FoundRepository[]> {
  const written: FoundRepository[] = [];
  for (const { name, text, repos } of release.repoFiles) {
    const file = freeName(out, name, 'ovirt-release');
    await writeFile(
      join(out, file),
      keepSections(text, (id) => !taken.has(id)),
    );
    for (const repo of repos) {
      if (repo.chosen && repo.enabled && !taken.has(repo.id)) {
        written.push({ id: repo.id, name: repo.name, origin: 'release', file });
      }
    }
  }
  return written;
}

/**
 * Lifts the repositories with these ids from the base to the root of the tree, and nothing else of their files.
 *
 * @param places directories of the base, in the order they are looked in.
 * @param root directory of the base nothing may be read from outside of.
 */
export async function liftBaseRepositories(
  out: string,
  places: readonly string[],
  root: string,
  ids: readonly string[],
): Promise<FoundRepository[]> {
  const lifted: FoundRepository[] = [];
  for (const place of places) {
    for (const name of await repoFilesIn(place)) {
      const text = await readFile(await insideOf(join(place, name), root), 'utf8');
      const wanted = readRepositories(text).filter(
        ({ id }) => ids.includes(id) && !lifted.some((entry) => entry.id === id),
      );
      if (wanted.length === 0) continue;
      const file = freeName(out, name, 'base');
      await writeFile(
        join(out, file),
        keepSections(text, (id) => wanted.some((section) => section.id === id)),
      );
      for (const { id, values } of wanted)
        lifted.push({ id, name: values.get('name') ?? id, origin: 'base', file });
    }
  }
  return lifted;
}

function freeName(out: string, name: string, origin: string): string {
  let file = name;
  for (let count = 1; existsSync(join(out, file)); count += 1) {
    file = `${origin}${count === 1 ? '' : `-${count}`}-${name}`;
  }
  return file;
}
