import { copyFile, readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { UserError } from '../errors.ts';
import type { Log } from '../log/log.ts';
import { flagOf, listOf, readRepoFile, setValue } from '../release-rpm/repo-file.ts';
import type { OpenedRelease } from '../release-rpm/types.ts';

/** A repository the build uses. */
export interface UsedRepository {
  readonly id: string;
  readonly origin: 'base' | 'release' | 'user';
  /** .repo file at the root of the rendered tree. */
  readonly file: string;
  readonly gpgcheck: boolean;
  readonly gpgkey: readonly string[];
}

async function repoFilesIn(dir: string): Promise<string[]> {
  return (await readdir(dir).catch(() => [])).filter((name) => name.endsWith('.repo')).sort();
}

async function sectionsOf(path: string): Promise<ReturnType<typeof readRepoFile>> {
  return readRepoFile(await readFile(path, 'utf8'));
}

/** Ids of the user's own .repo files at the root of the rendered tree, enabled ones only. */
export async function userRepositories(out: string): Promise<{ id: string; file: string }[]> {
  const found: { id: string; file: string }[] = [];
  for (const file of await repoFilesIn(out)) {
    for (const { id, values } of await sectionsOf(join(out, file))) {
      if (flagOf(values.get('enabled')) !== false) found.push({ id, file });
    }
  }
  return found;
}

/**
 * Lifts the .repo files that define `ids` from the base to the root of the tree; nothing else is copied.
 *
 * @param places directories of the base, in the order they are looked in.
 */
export async function liftBaseRepositories(
  out: string,
  places: readonly string[],
  ids: readonly string[],
): Promise<Map<string, string>> {
  const lifted = new Map<string, string>();
  for (const place of places) {
    for (const file of await repoFilesIn(place)) {
      const defined = (await sectionsOf(join(place, file))).map(({ id }) => id);
      const wanted = defined.filter((id) => ids.includes(id) && !lifted.has(id));
      if (wanted.length === 0) continue;
      await copyFile(join(place, file), join(out, file));
      for (const id of wanted) lifted.set(id, file);
    }
  }
  return lifted;
}

/** Writes the release package's chosen files. @returns id → file of the repositories that are on. */
export async function writeReleaseRepositories(
  out: string,
  release: OpenedRelease,
): Promise<Map<string, string>> {
  const written = new Map<string, string>();
  const taken = new Set(await repoFilesIn(out));
  for (const { name, text, repos } of release.repoFiles) {
    const file = taken.has(name) ? `release-${name}` : name;
    await writeFile(join(out, file), text);
    for (const { id, chosen } of repos) if (chosen) written.set(id, file);
  }
  return written;
}

/**
 * Applies the policy for signatures to the repositories in use.
 *
 * @throws UserError for `require`, listing every repository that does not check.
 */
export async function applyGpgcheck(
  out: string,
  used: readonly { id: string; origin: UsedRepository['origin']; file: string }[],
  policy: 'repo' | 'require' | 'off',
  log: Log,
): Promise<UsedRepository[]> {
  const result: UsedRepository[] = [];
  for (const { id, origin, file } of used) {
    const path = join(out, file);
    let text = await readFile(path, 'utf8');
    if (policy === 'off') {
      text = setValue(text, id, 'gpgcheck', '0');
      await writeFile(path, text);
      log.warning(`${id}: packages are not checked (gpgcheck: off)`);
    }
    const section = readRepoFile(text).find((entry) => entry.id === id);
    // dnf's own default is not to check.
    const gpgcheck = flagOf(section?.values.get('gpgcheck')) ?? false;
    result.push({ id, origin, file, gpgcheck, gpgkey: listOf(section?.values.get('gpgkey')) });
  }
  const open = result.filter(({ gpgcheck }) => !gpgcheck).map(({ id }) => id);
  if (policy === 'require' && open.length > 0) {
    throw new UserError(
      `gpgcheck: require, but these repositories do not check their packages: ${open.join(', ')}`,
    );
  }
  if (policy === 'repo' && open.length > 0) {
    log.warning(`packages of these repositories are not checked (gpgcheck=0): ${open.join(', ')}`);
  }
  return result;
}

const PROVIDERS: Readonly<Record<string, RegExp>> = { crb: /crb|codeready/i, epel: /(^|[^a-z])epel/i };

/** @throws UserError when the release package needs a repository nobody brings. */
export function checkNeeds(needs: readonly string[], used: readonly { id: string }[]): void {
  const open = needs.filter(
    (need) => !used.some(({ id }) => (PROVIDERS[need] ?? new RegExp(need, 'i')).test(id)),
  );
  if (open.length === 0) return;
  throw new UserError(
    `ovirt-release: its packages need ${open.join(' and ')}, which no repository here provides; put a .repo file with a ` +
      `repository named ${open.join(', ')} beside manifest.yaml`,
  );
}
