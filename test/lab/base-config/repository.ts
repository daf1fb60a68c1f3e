import { mkdir, rm, symlink, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { must } from '../must.ts';
import { innerTree, outerTree } from './tree.ts';

/** Git repositories of a base configuration, below one directory. */
export interface BaseRepositories {
  /** Name of the outer repository's directory. */
  readonly name: string;
  /** Its newest commit. */
  readonly commit: string;
}

/** Whoever commits in the lab; no settings of the machine count. */
export const IDENTITY = {
  GIT_AUTHOR_NAME: 'lab',
  GIT_AUTHOR_EMAIL: 'lab@lab.invalid',
  GIT_AUTHOR_DATE: '2024-10-01T00:00:00Z',
  GIT_COMMITTER_NAME: 'lab',
  GIT_COMMITTER_EMAIL: 'lab@lab.invalid',
  GIT_COMMITTER_DATE: '2024-10-01T00:00:00Z',
  GIT_CONFIG_GLOBAL: '/dev/null',
  GIT_CONFIG_NOSYSTEM: '1',
};

async function commit(
  dir: string,
  files: Record<string, string>,
  links: Record<string, string> = {},
): Promise<void> {
  for (const [path, text] of Object.entries(files)) {
    await mkdir(dirname(join(dir, path)), { recursive: true });
    await writeFile(join(dir, path), text);
  }
  for (const [path, target] of Object.entries(links)) {
    await mkdir(dirname(join(dir, path)), { recursive: true });
    await symlink(target, join(dir, path));
  }
  await must(['git', '-C', dir, 'add', '--all'], { env: IDENTITY });
  await must(['git', '-C', dir, 'commit', '--quiet', '--message', 'Configuration'], { env: IDENTITY });
}

/**
 * Makes the two repositories: the outer one names the inner one as a submodule at `gitUrl`.
 *
 * @param root directory the git server serves.
 */
export async function makeBaseRepositories(
  root: string,
  gitUrl: string,
  repoUrl: string,
  keyUrl: string,
): Promise<BaseRepositories> {
  await rm(root, { recursive: true, force: true });
  const inner = join(root, 'fedora-coreos-config');
  const outer = join(root, 'os');
  await mkdir(inner, { recursive: true });
  await mkdir(outer, { recursive: true });
  for (const dir of [inner, outer]) {
    await must(['git', '-C', dir, 'init', '--quiet', '--initial-branch=main'], { env: IDENTITY });
    await must(['git', '-C', dir, 'config', 'uploadpack.allowReachableSHA1InWant', 'true'], {
      env: IDENTITY,
    });
  }
  await commit(inner, innerTree());
  const innerCommit = (await must(['git', '-C', inner, 'rev-parse', 'HEAD'])).trim();
  const { files, links } = outerTree(repoUrl, keyUrl);
  await writeFile(
    join(outer, '.gitmodules'),
    `[submodule "fedora-coreos-config"]\n\tpath = fedora-coreos-config\n\turl = ${gitUrl}/fedora-coreos-config\n`,
  );
  await must(
    [
      'git',
      '-C',
      outer,
      'update-index',
      '--add',
      '--cacheinfo',
      `160000,${innerCommit},fedora-coreos-config`,
    ],
    { env: IDENTITY },
  );
  await mkdir(join(outer, 'fedora-coreos-config'));
  await commit(outer, files, links);
  return { name: 'os', commit: (await must(['git', '-C', outer, 'rev-parse', 'HEAD'])).trim() };
}
