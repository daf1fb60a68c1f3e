import { existsSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { UserError } from '../errors.ts';
import { copyWithout } from '../files/copy-without.ts';
import { mustOn, type Checkout } from '../git/checkout.ts';
import { submoduleUrl, type RecordedSubmodule } from '../git/tree.ts';
import type { Log } from '../log/log.ts';
import { cachedRepository } from './base-cache.ts';

/**
 * Puts the submodules of a commit into its tree: one the checkout has at the same commit is copied from there, another
 * one is fetched.
 *
 * @param tree what `writeTree` has written.
 */
export async function fillSubmodules(
  checkout: Checkout,
  tree: string,
  submodules: readonly RecordedSubmodule[],
  { cache, log }: { readonly cache: string; readonly log: Log },
): Promise<void> {
  for (const { path, commit } of submodules) {
    const own = join(checkout.top, path);
    const source =
      (await commitAt(checkout, own)) === commit
        ? own
        : await fetched(checkout, tree, { path, commit }, cache, log);
    if (source === undefined) continue;
    await rm(join(tree, path), { recursive: true, force: true });
    await copyWithout(source, join(tree, path), [join(source, '.git')]);
  }
}

/** The commit a submodule of the working tree is at; undefined for one that was not checked out. */
async function commitAt(checkout: Checkout, dir: string): Promise<string | undefined> {
  if (!existsSync(join(dir, '.git'))) return undefined;
  const head = await mustOn({ ...checkout, top: dir }, ['rev-parse', 'HEAD']).catch(() => '');
  return head.trim();
}

async function fetched(
  checkout: Checkout,
  tree: string,
  { path, commit }: RecordedSubmodule,
  cache: string,
  log: Log,
): Promise<string | undefined> {
  const address = await submoduleUrl(checkout, tree, path);
  const url = address === undefined ? undefined : absolute(address, checkout);
  if (url === undefined) {
    log.warning(
      `the base's submodule ${path} has no address that can be fetched; what includes its files will not be found`,
    );
    return undefined;
  }
  try {
    return await cachedRepository(
      { url, ref: commit, submodules: true, input: `submodule ${path}` },
      cache,
      log,
    );
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    log.warning(`${error.message}; what includes files of it will not be found in the base`);
    return undefined;
  }
}

/** An address relative to the repository's own is resolved as git does it. */
function absolute(address: string, { origin }: Checkout): string | undefined {
  if (!/^\.\.?\//.test(address)) return address;
  if (origin === undefined) return undefined;
  const parts = origin.url.replace(/\/+$/, '').split('/');
  for (const step of address.split('/')) {
    if (step === '..') parts.pop();
    else if (step !== '.') parts.push(step);
  }
  return parts.join('/');
}
