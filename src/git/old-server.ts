import { rm } from 'node:fs/promises';
import { git } from './git.ts';
import { gitRemote, type GitSource } from './source.ts';

/** More refs than this are not compared; the first ones that hold the commit serve as well. */
const COMPARED = 50;
const ALL = ['+refs/heads/*:refs/remotes/origin/*', '+refs/tags/*:refs/tags/*'];

/**
 * Gets a commit from a server that hands out the tips of branches and tags only (protocol 0 without
 * uploadpack.allowReachableSHA1InWant).
 *
 * The history is fetched without files (`--filter=tree:0`), which is small even for a huge repository. It tells the
 * branch that holds the commit and how deep; the files then come with that much of that branch. Objects that were left
 * out cannot be asked for afterwards: this server gives no object by its id. A server that cannot filter has sent
 * everything the first time.
 *
 * @param start makes the repository anew.
 * @returns true when the commit is there and can be checked out.
 */
export async function fetchThroughHistory(
  source: GitSource,
  commit: string,
  start: () => Promise<void>,
): Promise<boolean> {
  const { options } = source;
  const history = await gitRemote(source, [
    'fetch',
    '--quiet',
    '--no-tags',
    '--filter=tree:0',
    'origin',
    ...ALL,
  ]);
  if (history.exitCode !== 0) return false;
  const place = await findBranch(source, commit);
  if (place === undefined) return false;
  if (/filtering not recognized by server/.test(history.stderr)) return true;
  await rm(options.cwd, { recursive: true, force: true });
  await start();
  const depth = `--depth=${place.depth}`;
  const files = await gitRemote(source, ['fetch', '--quiet', '--no-tags', depth, 'origin', place.ref]);
  return files.exitCode === 0 && (await hasCommit(source, commit));
}

/** The ref of the server that has the fewest commits above this one, and how many to fetch to have it. */
async function findBranch(
  source: GitSource,
  commit: string,
): Promise<{ ref: string; depth: number } | undefined> {
  if (!(await hasCommit(source, commit))) return undefined;
  const listed = await git(
    ['for-each-ref', `--contains=${commit}`, `--count=${COMPARED}`, '--format=%(refname)'],
    source.options,
  );
  const places: { ref: string; depth: number }[] = [];
  for (const ref of listed.stdout.split('\n').filter((name) => name !== '')) {
    const above = await git(['rev-list', '--count', `${commit}..${ref}`], source.options);
    const depth = Number(above.stdout.trim()) + 1;
    if (above.exitCode === 0) places.push({ ref: ref.replace('refs/remotes/origin/', 'refs/heads/'), depth });
  }
  return places.sort((one, two) => one.depth - two.depth)[0];
}

async function hasCommit({ options }: GitSource, commit: string): Promise<boolean> {
  return (await git(['cat-file', '-e', `${commit}^{commit}`], options)).exitCode === 0;
}
