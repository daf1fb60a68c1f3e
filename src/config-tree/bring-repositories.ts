import type { Log } from '../log/log.ts';
import type { Flattened } from '../treefile/types.ts';
import { baseRootRepos, stringsOf } from './base-repos.ts';
import type { BaseTree } from './lift.ts';
import type { TreeView } from './manifest-view.ts';
import {
  liftBaseRepositories,
  repoFilesIn,
  userRepositories,
  writeReleaseRepositories,
  type FoundRepository,
} from './repositories.ts';
import type { RenderRequest } from './types.ts';
import { addItems } from './yaml-edit.ts';

/**
 * Brings every repository that is to be used to the root of the tree and lists it in the manifest: the user's own
 * before the release package's before the base's, where several have the same id.
 *
 * @param flattened of the manifest before.
 * @returns every repository that could be used.
 */
export async function bringRepositories(
  view: TreeView,
  base: BaseTree,
  { release }: Pick<RenderRequest, 'release'>,
  flattened: Flattened,
  log: Pick<Log, 'notice'>,
): Promise<FoundRepository[]> {
  const { out } = view;
  const own = await userRepositories(out, await repoFilesIn(out));
  const taken = new Set(own.map(({ id }) => id));
  const fromRelease = release === undefined ? [] : await writeReleaseRepositories(out, release, taken);
  const doubled = (release?.report.repos ?? []).filter(({ id, chosen }) => chosen && taken.has(id));
  for (const { id } of doubled)
    log.notice(`repository ${id}: the configuration's own .repo file counts, not the release rpm's`);
  for (const { id } of fromRelease) taken.add(id);
  const listed = stringsOf(flattened, 'repos');
  const rooted = listed.length > 0 ? [] : await baseRootRepos(view, base.root);
  const wanted = [...listed, ...stringsOf(flattened, 'lockfile-repos'), ...rooted].filter(
    (id) => !taken.has(id),
  );
  const fromBase = await liftBaseRepositories(out, base.places, base.root, wanted);
  const added = [
    ...fromBase.filter(({ id }) => rooted.includes(id)),
    ...fromRelease,
    ...own.filter(({ enabled }) => enabled),
  ].map(({ id }) => id);
  addItems(
    view.manifest,
    'repos',
    [...new Set(added)].filter((id) => !listed.includes(id)),
  );
  return [...own, ...fromRelease, ...fromBase];
}
