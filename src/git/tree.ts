import { existsSync } from 'node:fs';
import { mkdir, rm } from 'node:fs/promises';
import { gitOn, mustOn, type Checkout } from './checkout.ts';

/** A submodule as a commit records it. */
export interface RecordedSubmodule {
  /** Below the top directory. */
  readonly path: string;
  readonly commit: string;
}

/**
 * Writes the files of a commit of a checkout into a directory of their own; the checkout and its index stay as they
 * are. Submodules are left as empty directories.
 *
 * @param dest is made anew.
 * @returns the submodules.
 */
export async function writeTree(
  checkout: Checkout,
  commit: string,
  dest: string,
): Promise<RecordedSubmodule[]> {
  await rm(dest, { recursive: true, force: true });
  await mkdir(dest, { recursive: true });
  const env = { GIT_INDEX_FILE: `${dest}.index` };
  try {
    await mustOn(checkout, ['read-tree', commit], env);
    await mustOn(checkout, ['checkout-index', '--all', '--force', '--quiet', `--prefix=${dest}/`], env);
    return submodulesIn(await mustOn(checkout, ['ls-files', '--stage', '-z'], env));
  } finally {
    await rm(env.GIT_INDEX_FILE, { force: true });
  }
}

/** The submodules the checkout's own index records. */
export async function recordedSubmodules(checkout: Checkout): Promise<RecordedSubmodule[]> {
  return submodulesIn(await mustOn(checkout, ['ls-files', '--stage', '-z']));
}

function submodulesIn(listed: string): RecordedSubmodule[] {
  return [...listed.matchAll(/(?<=^|\0)160000 ([0-9a-f]+) \d\t([^\0]+)/g)].map(
    ([, commit = '', path = '']) => ({ path, commit }),
  );
}

/**
 * The address of a submodule in the .gitmodules of a tree; undefined when there is none.
 *
 * @param tree directory {@link writeTree} has filled.
 */
export async function submoduleUrl(
  checkout: Checkout,
  tree: string,
  path: string,
): Promise<string | undefined> {
  const file = `${tree}/.gitmodules`;
  if (!existsSync(file)) return undefined;
  const listed = await gitOn(checkout, [
    'config',
    `--file=${file}`,
    '--no-includes',
    '--null',
    '--get-regexp',
    String.raw`^submodule\..*\.(path|url)$`,
  ]);
  const values = [...listed.stdout.matchAll(/submodule\.([^\n]*)\.(path|url)\n([^\0]*)\0/g)];
  const name = values.find(([, , key, value]) => key === 'path' && value === path)?.[1];
  return values.find(([, owner, key]) => owner === name && key === 'url')?.[3];
}
