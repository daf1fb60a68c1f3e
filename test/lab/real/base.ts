import { mkdir, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { IDENTITY } from '../base-config/repository.ts';
import { must } from '../must.ts';
import { copyRealTree, pointRepositories } from './trees.ts';

/** A real base configuration as a repository of the lab's git server. */
export interface RealBase {
  readonly url: string;
  readonly commit: string;
}

/** Addresses of the lab that stand for upstream's repositories, by id. */
export type Addresses = Readonly<Record<string, string>>;

async function commitAll(dir: string): Promise<string> {
  const git = async (...args: string[]): Promise<string> =>
    await must(['git', '-C', dir, ...args], { env: IDENTITY });
  await git('init', '--quiet', '--initial-branch=main');
  await git('config', 'uploadpack.allowReachableSHA1InWant', 'true');
  await git('add', '--all', '--force');
  await git('commit', '--quiet', '--message', 'Configuration');
  return (await git('rev-parse', 'HEAD')).trim();
}

/** coreos/fedora-coreos-config. */
export async function fedoraBase(root: string, gitUrl: string, addresses: Addresses): Promise<RealBase> {
  const dir = join(root, 'fcc-testing-devel');
  await copyRealTree('fedora-coreos-config', dir);
  await pointRepositories(dir, addresses);
  return { url: `${gitUrl}/fcc-testing-devel`, commit: await commitAll(dir) };
}

/** openshift/os with fedora-coreos-config as a true submodule. */
export async function openshiftBase(root: string, gitUrl: string, addresses: Addresses): Promise<RealBase> {
  const dir = join(root, 'os-4.17');
  const inner = join(root, 'fcc-rhcos-4.17');
  await copyRealTree('openshift-os', dir);
  await pointRepositories(dir, addresses);
  await rename(join(dir, 'fedora-coreos-config'), inner);
  const innerCommit = await commitAll(inner);
  await mkdir(join(dir, 'fedora-coreos-config'));
  // Upstream's file with the lab's address; the commit is recorded as `git submodule add` would.
  await writeFile(
    join(dir, '.gitmodules'),
    '[submodule "fedora-coreos-config"]\n\tpath = fedora-coreos-config\n' +
      `\turl = ${gitUrl}/fcc-rhcos-4.17\n\tbranch = rhcos-4.17\n`,
  );
  await must(['git', '-C', dir, 'init', '--quiet', '--initial-branch=main'], { env: IDENTITY });
  await must(
    ['git', '-C', dir, 'update-index', '--add', '--cacheinfo', `160000,${innerCommit},fedora-coreos-config`],
    { env: IDENTITY },
  );
  return { url: `${gitUrl}/os-4.17`, commit: await commitAll(dir) };
}

/** Empties the directory both are made in. */
export async function freshGitRoot(root: string): Promise<string> {
  await rm(root, { recursive: true, force: true });
  await mkdir(root, { recursive: true });
  return root;
}
