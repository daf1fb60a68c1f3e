import { mkdir, readFile, rm, stat, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeEach, describe, expect, it } from 'vitest';
import { UserError } from '../../../src/errors.ts';
import { commitTree } from '../../../src/git/commit-tree.ts';
import { fetchRepository } from '../../../src/git/fetch.ts';
import { MemoryLog } from '../../support/memory-log.ts';
import { tempDir } from '../../support/temp.ts';
import { must } from '../must.ts';

const WHO = ['-c', 'user.name=t', '-c', 'user.email=t@example.com', '-c', 'protocol.file.allow=always'];

/** git as a test needs it: with a name, and submodules of local paths. */
async function git(cwd: string, ...args: string[]): Promise<string> {
  return (await must(['git', ...WHO, ...args], { cwd })).trim();
}

interface Sample {
  readonly dir: string;
  readonly url: string;
  /** Of the first and second commit of main, and of the only commit of the branch `side`. */
  readonly commits: readonly [string, string, string];
}

/** A repository `base` with a submodule `inner`, which has one called `deep`. */
async function sample(): Promise<Sample> {
  const root = await tempDir();
  const make = async (name: string): Promise<string> => {
    const dir = join(root, name);
    await mkdir(dir);
    await git(dir, 'init', '-q', '-b', 'main');
    await writeFile(join(dir, 'file'), `${name}\n`);
    await git(dir, 'add', '.');
    await git(dir, 'commit', '-q', '-m', 'first');
    return dir;
  };
  const deep = await make('deep');
  const inner = await make('inner');
  await git(inner, 'submodule', '--quiet', 'add', deep, 'deep');
  await git(inner, 'commit', '-q', '-m', 'submodule');
  const dir = await make('base');
  await git(dir, 'submodule', '--quiet', 'add', '../inner', 'inner');
  await git(dir, 'commit', '-q', '-m', 'submodule');
  const first = await git(dir, 'rev-parse', 'HEAD');
  // What is recorded has to count, not what the submodule's branch is today.
  await writeFile(join(inner, 'file'), 'newer\n');
  await git(inner, 'commit', '-q', '-a', '-m', 'newer');
  await writeFile(join(dir, 'file'), 'second\n');
  await git(dir, 'commit', '-q', '-a', '-m', 'second');
  await git(dir, 'tag', '-a', '-m', 'tag', 'v1');
  const second = await git(dir, 'rev-parse', 'HEAD');
  await git(dir, 'checkout', '-q', '-b', 'side', first);
  await writeFile(join(dir, 'side'), 'side\n');
  await git(dir, 'add', 'side');
  await git(dir, 'commit', '-q', '-m', 'side');
  const third = await git(dir, 'rev-parse', 'HEAD');
  await git(dir, 'checkout', '-q', 'main');
  return { dir, url: `file://${dir}`, commits: [first, second, third] };
}

async function refused(work: Promise<unknown>): Promise<string> {
  const error = await work.then(
    () => undefined,
    (thrown: unknown) => thrown,
  );
  expect(error).toBeInstanceOf(UserError);
  return error instanceof UserError ? error.message : '';
}

let repo: Sample;
let dest: string;
let log: MemoryLog;

beforeEach(async () => {
  repo = await sample();
  dest = join(await tempDir(), 'checkout');
  log = new MemoryLog();
});

describe('fetchRepository', () => {
  it('checks a full commit id out, with submodules of submodules at their recorded commits', async () => {
    const [first] = repo.commits;
    const fetched = await fetchRepository({ url: repo.url, ref: first, dest, submodules: true }, log);
    expect(fetched).toEqual({ commit: first, mutable: false });
    expect(await readFile(join(dest, 'file'), 'utf8')).toBe('base\n');
    expect(await readFile(join(dest, 'inner', 'file'), 'utf8')).toBe('inner\n');
    expect(await readFile(join(dest, 'inner', 'deep', 'file'), 'utf8')).toBe('deep\n');
    expect(log.of('warning')).toEqual([]);
    // Shallow, and nothing of the trust that was needed stays behind.
    expect(await git(dest, 'rev-list', '--count', 'HEAD')).toBe('1');
    await expect(stat(`${dest}.gitconfig`)).rejects.toThrow('ENOENT');
  });

  it('leaves submodules alone when not asked for', async () => {
    await fetchRepository({ url: repo.url, ref: repo.commits[1], dest, submodules: false }, log);
    await expect(stat(join(dest, 'inner', 'file'))).rejects.toThrow('ENOENT');
  });

  it('resolves a branch and warns that it moves, naming the line that pins it', async () => {
    const fetched = await fetchRepository({ url: repo.url, ref: 'side', dest, submodules: false }, log);
    expect(fetched).toEqual({ commit: repo.commits[2], mutable: true });
    expect(log.of('warning').join()).toContain(`base-config-ref: ${repo.commits[2]}`);
  });

  it('resolves an annotated tag to its commit', async () => {
    const fetched = await fetchRepository({ url: repo.url, ref: 'v1', dest, submodules: false }, log);
    expect(fetched).toEqual({ commit: repo.commits[1], mutable: true });
  });

  it('takes HEAD of a plain path when no ref is given', async () => {
    const fetched = await fetchRepository({ url: repo.dir, dest, submodules: false }, log);
    expect(fetched).toEqual({ commit: repo.commits[1], mutable: true });
    expect(log.of('warning')).toHaveLength(1);
  });

  it('says what to do about an unknown branch, commit, short commit and repository', async () => {
    const none = '0123456789012345678901234567890123456789';
    const at = (ref: string, url = repo.url): Promise<string> =>
      refused(
        fetchRepository(
          { url, ref, dest: `${dest}-${ref.slice(0, 6)}-${url.length}`, submodules: false },
          log,
        ),
      );
    expect(await at('v2')).toMatch(/Did you mean v1\? List what there is with: git ls-remote file:/);
    expect(await at('sdie')).toMatch(/Did you mean side\?/);
    expect(await at('nowhere')).not.toMatch(/Did you mean/);
    expect(await at('nowhere-else')).toMatch(
      /base-config-ref: found "nowhere-else".*no such branch or tag.*git ls-remote/s,
    );
    expect(await at(none)).toMatch(/no such commit/);
    expect(await at(repo.commits[0].slice(0, 10))).toMatch(/give all 40 digits/);
    expect(await at('main', `${repo.url}-gone`)).toMatch(/no git repository/);
  });

  it('runs no hook and reads no configuration of the user', async () => {
    const home = await tempDir();
    const mark = join(home, 'ran');
    await mkdir(join(home, 'template', 'hooks'), { recursive: true });
    await writeFile(join(home, 'template', 'hooks', 'post-checkout'), `#!/bin/sh\ntouch ${mark}\n`, {
      mode: 0o755,
    });
    await writeFile(
      join(home, '.gitconfig'),
      `[init]\n\ttemplateDir = ${home}/template\n[core]\n\thooksPath = ${home}/template/hooks\n[url "file:///nowhere"]\n\tinsteadOf = file:///\n`,
    );
    const before = process.env['HOME'];
    process.env['HOME'] = home;
    try {
      await fetchRepository({ url: repo.url, ref: repo.commits[1], dest, submodules: true }, log);
    } finally {
      if (before === undefined) delete process.env['HOME'];
      else process.env['HOME'] = before;
    }
    await expect(stat(mark)).rejects.toThrow('ENOENT');
    // The twin: with the user's configuration in force the same clone fails, so the test can see a difference.
    const user = { HOME: home, GIT_CONFIG_NOSYSTEM: '1' };
    await expect(must(['git', 'clone', '-q', repo.url, `${dest}-2`], { env: user })).rejects.toThrow(
      '/nowhere',
    );
  });

  it('refuses a submodule that would run a program', async () => {
    const mark = join(await tempDir(), 'ran');
    const modules = join(repo.dir, '.gitmodules');
    const text = await readFile(modules, 'utf8');
    await writeFile(modules, text.replace(/url = .*/, `url = ext::sh -c touch% ${mark}`));
    await git(repo.dir, 'commit', '-q', '-a', '-m', 'evil');
    const message = await refused(
      fetchRepository({ url: repo.url, ref: 'main', dest, submodules: true }, log),
    );
    expect(message).toMatch(/submodule/);
    await expect(stat(mark)).rejects.toThrow('ENOENT');
  });

  it('says so when a submodule has lost the recorded commit', async () => {
    const inner = join(repo.dir, '..', 'inner');
    await rm(join(inner, '.git'), { recursive: true });
    await git(inner, 'init', '-q', '-b', 'main');
    await git(inner, 'commit', '-q', '--allow-empty', '-m', 'other');
    const message = await refused(
      fetchRepository({ url: repo.url, ref: repo.commits[1], dest, submodules: true }, log),
    );
    expect(message).toMatch(
      /the submodule inner \(file:\S+\/inner\) could not be fetched at the commit .*not our ref.*the commit is gone/,
    );
  });
});

describe('commitTree', () => {
  it('gives the same tree the same commit and holds ignored files, links and modes', async () => {
    const make = async (): Promise<string> => {
      const dir = await tempDir();
      await writeFile(join(dir, '.gitignore'), 'ignored\n');
      await writeFile(join(dir, 'ignored'), 'x\n');
      await writeFile(join(dir, 'script'), '#!/bin/sh\n', { mode: 0o755 });
      await symlink('/dev/null', join(dir, 'masked'));
      return dir;
    };
    const [one, two] = [await make(), await make()];
    const id = await commitTree(one, 'Rendered');
    expect(await commitTree(two, 'Rendered')).toBe(id);
    expect(await git(one, 'ls-tree', '-r', '--format=%(objectmode) %(path)', 'HEAD')).toBe(
      '100644 .gitignore\n100644 ignored\n120000 masked\n100755 script',
    );
    expect(await git(one, 'status', '--porcelain', '--ignored')).toBe('');
    await writeFile(join(two, 'ignored'), 'y\n');
    expect(await commitTree(two, 'Rendered')).not.toBe(id);
  });
});
