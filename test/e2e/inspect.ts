import { mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { must } from '../lab/must.ts';

/** What a commit tarball must hold. */
export interface ExpectedCommit {
  readonly buildId: string;
  readonly ref: string;
  readonly commit: string;
}

/** What the outputs of a run say of its commit. */
export function expectedCommit(outputs: Readonly<Record<string, string>>): ExpectedCommit {
  return {
    buildId: outputs['build-id'] ?? '',
    ref: outputs['ref'] ?? '',
    commit: outputs['ostree-commit'] ?? '',
  };
}

/**
 * Does with a commit tarball what an administrator would: unpacks it, pulls the ref into a fresh repository, checks
 * every object, reads the summary and checks the commit out. Throws where anything is wrong.
 *
 * @param work directory for what is made on the way.
 * @returns directory of the checked out tree.
 */
export async function inspectTarball(
  tarball: string,
  expected: ExpectedCommit,
  work: string,
): Promise<string> {
  await rm(work, { recursive: true, force: true });
  const [repo, fresh, tree] = [join(work, 'repo'), join(work, 'fresh'), join(work, 'tree')];
  await mkdir(repo, { recursive: true });
  await must(['tar', '-C', repo, '-xf', tarball]);
  const refs = (await must(['ostree', 'refs', `--repo=${repo}`])).trim().split('\n').sort();
  const wanted = [...new Set([expected.buildId, expected.ref])].sort();
  if (refs.join(' ') !== wanted.join(' '))
    throw new Error(`the refs are ${refs.join(' ')}, expected ${wanted.join(' ')}`);
  // Looked up here as well: pulling follows the summary where there is one, and would not see a ref that was moved.
  for (const ref of wanted) {
    const commit = (await must(['ostree', 'rev-parse', `--repo=${repo}`, ref])).trim();
    if (commit !== expected.commit) throw new Error(`${ref} is ${commit}, expected ${expected.commit}`);
  }
  await must(['ostree', 'init', `--repo=${fresh}`, '--mode=archive']);
  await must(['ostree', 'pull-local', `--repo=${fresh}`, repo, expected.ref]);
  await must(['ostree', 'fsck', `--repo=${fresh}`]);
  const found = (await must(['ostree', 'rev-parse', `--repo=${fresh}`, expected.ref])).trim();
  if (found !== expected.commit) throw new Error(`${expected.ref} is ${found}, expected ${expected.commit}`);
  const summary = await must(['ostree', 'summary', `--repo=${repo}`, '--view']);
  for (const ref of wanted) {
    const [, named = ''] = summary.split(`* ${ref}\n`);
    if (!named.split('\n* ')[0]?.includes(expected.commit))
      throw new Error(`the summary does not name ${expected.commit} for ${ref}`);
  }
  await must(['ostree', 'checkout', `--repo=${fresh}`, '--user-mode', expected.commit, tree]);
  return tree;
}

/** Unpacks a tarball, changes its repository, and packs it again: for the twins of {@link inspectTarball}. */
export async function tamper(
  tarball: string,
  work: string,
  change: (repo: string) => Promise<void>,
): Promise<string> {
  await rm(work, { recursive: true, force: true });
  const repo = join(work, 'repo');
  await mkdir(repo, { recursive: true });
  await must(['tar', '-C', repo, '-xf', tarball]);
  await change(repo);
  const out = join(work, 'tampered.tar');
  await must(['tar', '-C', repo, '-cf', out, '.']);
  return out;
}

/** Installed packages of a checked out tree as `name-version`, sorted. */
export async function installedPackages(tree: string): Promise<string[]> {
  const listed = await must([
    'rpm',
    `--dbpath=${join(tree, 'usr/share/rpm')}`,
    '-qa',
    '--queryformat',
    '%{NAME}-%{VERSION}\\n',
  ]);
  return listed.trim().split('\n').sort();
}
