import { git, type GitOptions } from './git.ts';

/** Neither person nor time may show in the commit: the same tree always gets the same id. */
const WHO = {
  GIT_AUTHOR_NAME: 'ovirt-node-image',
  GIT_AUTHOR_EMAIL: 'ovirt-node-image@localhost',
  GIT_AUTHOR_DATE: '2000-01-01T00:00:00Z',
  GIT_COMMITTER_NAME: 'ovirt-node-image',
  GIT_COMMITTER_EMAIL: 'ovirt-node-image@localhost',
  GIT_COMMITTER_DATE: '2000-01-01T00:00:00Z',
};

/**
 * Makes a directory a git repository with exactly one commit that holds all of it, ignored files too. The assembler
 * asks its configuration for its commit and stops where there is none.
 *
 * @returns the commit's id; it depends on content and message alone.
 */
export async function commitTree(dir: string, message: string): Promise<string> {
  const options: GitOptions = { cwd: dir, env: WHO };
  for (const args of [
    ['init', '--quiet', '--template=', '--initial-branch=main'],
    ['add', '--all', '--force', '.'],
    ['commit', '--quiet', '--allow-empty', '--no-verify', '--no-gpg-sign', `--message=${message}`],
  ]) {
    const { exitCode, stderr } = await git(args, options);
    if (exitCode !== 0) throw new Error(`git ${args[0] ?? ''} in ${dir} failed: ${stderr.trim()}`);
  }
  return (await git(['rev-parse', 'HEAD'], options)).stdout.trim();
}
