import { existsSync } from 'node:fs';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { insideOf } from '../config-tree/copy.ts';
import { fillPlaceholders } from '../config-tree/placeholders.ts';
import { unlessRefused } from '../unless-refused.ts';
import { listOf, readRepositories } from '../release-rpm/repo-file.ts';

/** Where addresses come from that a stranger has not written. */
export interface TrustedSources {
  /** Directories of the configurations as they are without the change, inside of `root`. */
  readonly configs: readonly string[];
  /** Directory nothing is read from outside of. */
  readonly root: string | undefined;
  /** Values of `@NAME@` in their .repo.in files, one set for each architecture. */
  readonly placeholders: readonly Readonly<Record<string, string>>[];
  /** The base configuration that was fetched. */
  readonly base: string | undefined;
  /** Texts of the release rpm's .repo files. */
  readonly releaseTexts: readonly string[];
}

/** Addresses of the repositories there, as .repo files spell them, variables not filled in. */
export async function trustedAddresses(sources: TrustedSources): Promise<Set<string>> {
  const { configs, root, placeholders, base, releaseTexts } = sources;
  const texts = [...releaseTexts];
  if (root !== undefined)
    for (const config of configs) texts.push(...(await repoTexts(config, root, placeholders)));
  if (base !== undefined)
    for (const dir of await withSubdirectories(base)) texts.push(...(await repoTexts(dir, base, [])));
  return new Set(texts.flatMap(addressesIn));
}

function addressesIn(text: string): string[] {
  return readRepositories(text).flatMap(({ values }) => [
    ...listOf(values.get('baseurl')),
    ...['metalink', 'mirrorlist'].flatMap((key) => {
      const address = (values.get(key) ?? '').trim();
      return address === '' ? [] : [address];
    }),
  ]);
}

async function repoTexts(
  dir: string,
  root: string,
  placeholders: TrustedSources['placeholders'],
): Promise<string[]> {
  const texts: string[] = [];
  for (const name of existsSync(dir) ? await readdir(dir) : []) {
    if (!/\.repo(?:\.in)?$/.test(name)) continue;
    const text = await unlessRefused(
      async () => await readFile(await insideOf(join(dir, name), root), 'utf8'),
    );
    if (text === undefined) continue;
    if (name.endsWith('.repo')) texts.push(text);
    else
      for (const values of placeholders) {
        const filled = await unlessRefused(() => Promise.resolve(fillPlaceholders(text, name, values)));
        if (filled !== undefined) texts.push(filled);
      }
  }
  return texts;
}

/** A base, and the configurations it carries as submodules. */
async function withSubdirectories(base: string): Promise<string[]> {
  const entries = await readdir(base, { withFileTypes: true });
  return [base, ...entries.filter((entry) => entry.isDirectory()).map(({ name }) => join(base, name))];
}
