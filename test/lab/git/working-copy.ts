import { mkdir, rm, symlink, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { must } from '../must.ts';

const SETTINGS = [
  'user.name=t',
  'user.email=t@example.com',
  'protocol.file.allow=always',
  'commit.gpgSign=false',
];

/** git as a test needs it: with a name, and local paths allowed. @returns what it printed */
export async function git(cwd: string, ...args: string[]): Promise<string> {
  return (await must(['git', ...SETTINGS.flatMap((setting) => ['-c', setting]), ...args], { cwd })).trim();
}

/** Text of a file, or `-> ` and where a link leads; null takes it away. */
export type Files = Readonly<Record<string, string | null>>;

/** Makes a repository whose branch main has one commit with these files. @returns the commit */
export async function makeRepository(dir: string, files: Files): Promise<string> {
  await mkdir(dir, { recursive: true });
  await git(dir, 'init', '--quiet', '--initial-branch=main');
  // What the code hosts do: hand out any commit there is.
  await git(dir, 'config', 'uploadpack.allowAnySHA1InWant', 'true');
  return await commit(dir, files, 'first');
}

/** Writes files and commits them. @returns the commit */
export async function commit(dir: string, files: Files, message: string): Promise<string> {
  await put(dir, files);
  await git(dir, 'add', '--all');
  await git(dir, 'commit', '--quiet', '--allow-empty', '--message', message);
  return await git(dir, 'rev-parse', 'HEAD');
}

/** Writes files without committing them. */
export async function put(dir: string, files: Files): Promise<void> {
  for (const [path, text] of Object.entries(files)) {
    if (text === null) await rm(join(dir, path), { recursive: true });
    else {
      await mkdir(dirname(join(dir, path)), { recursive: true });
      await rm(join(dir, path), { force: true });
      if (text.startsWith('-> ')) await symlink(text.slice('-> '.length), join(dir, path));
      else await writeFile(join(dir, path), text);
    }
  }
}

/** Checks out as the runner's checkout action does: one commit, detached, without history or branches. */
export async function checkoutShallow(origin: string, ref: string, dest: string): Promise<void> {
  await mkdir(dest, { recursive: true });
  await git(dest, 'init', '--quiet', '--initial-branch=none');
  await git(dest, 'remote', 'add', 'origin', `file://${origin}`);
  await git(
    dest,
    'fetch',
    '--quiet',
    '--no-tags',
    '--depth=1',
    'origin',
    `+${ref}:refs/remotes/pull/7/merge`,
  );
  await git(dest, 'checkout', '--quiet', '--detach', 'refs/remotes/pull/7/merge');
}
