import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { UserError } from '../../../src/errors.ts';
import { fetchRepository, type FetchRequest } from '../../../src/git/fetch.ts';
import { CancelledError } from '../../../src/process/cancellation.ts';
import { MemoryLog } from '../../support/memory-log.ts';
import { tempDir } from '../../support/temp.ts';
import { startGitServer, type GitServer, type GitServerFaults } from '../git-server/server.ts';
import { must } from '../must.ts';

const POLICY = { attempts: 3, firstDelayMs: 1, maxDelayMs: 10, budgetMs: 60_000 };

let root: string;
let dest: string;
let log: MemoryLog;
let servers: GitServer[];
/** Ids of the three commits of `base`. */
let commits: string[];

async function git(repo: string, ...args: string[]): Promise<string> {
  const who = ['-c', 'user.name=t', '-c', 'user.email=t@example.com', '-c', 'protocol.file.allow=always'];
  return (await must(['git', ...who, ...args], { cwd: join(root, repo) })).trim();
}

/** A repository whose commits each change the one file; the commits' ids. */
async function make(repo: string, count: number): Promise<string[]> {
  await mkdir(join(root, repo));
  await git(repo, 'init', '-q', '-b', 'main');
  const ids: string[] = [];
  for (let at = 1; at <= count; at += 1) {
    await writeFile(join(root, repo, 'file'), `${repo} ${at}\n`);
    await git(repo, 'add', '.');
    await git(repo, 'commit', '-q', '-m', String(at));
    ids.push(await git(repo, 'rev-parse', 'HEAD'));
  }
  return ids;
}

async function start(faults: GitServerFaults = {}): Promise<string> {
  const server = await startGitServer(root, '127.0.0.1', faults);
  servers.push(server);
  return server.url;
}

async function fetch(url: string, more: Partial<FetchRequest> = {}): Promise<string> {
  return (await fetchRepository({ url, dest, policy: POLICY, ...more }, log)).commit;
}

async function refused(work: Promise<unknown>): Promise<string> {
  const error = await work.catch((thrown: unknown) => thrown);
  expect(error).toBeInstanceOf(UserError);
  return error instanceof UserError ? error.message : '';
}

beforeEach(async () => {
  servers = [];
  root = await tempDir();
  dest = join(await tempDir(), 'checkout');
  log = new MemoryLog();
  commits = await make('base', 3);
});

afterEach(async () => {
  for (const server of servers) await server.close();
});

describe('a server that gives no commit by its id', () => {
  it.each([
    ['and can leave files out', 'true', '2'],
    ['and cannot', 'false', '3'],
  ])('%s: the commit is found in a branch', async (_title, filter, count) => {
    await git('base', 'config', 'uploadpack.allowFilter', filter);
    const [, second = ''] = commits;
    const url = `${await start({ old: true })}/base`;
    expect(await fetch(url, { ref: second })).toBe(second);
    expect(await readFile(join(dest, 'file'), 'utf8')).toBe('base 2\n');
    // Where files can be left out, only what is above the commit comes with it.
    const all = ['-C', dest, 'rev-list', '--count', '--all'] as const;
    expect((await must(['git', ...all])).trim()).toBe(count);
    expect(log.of('info').join()).toMatch(/gives no commit by its id/);
  });

  it('twin: by a newer protocol the same server gives it at once', async () => {
    await fetch(`${await start()}/base`, { ref: commits[1] });
    expect(log.of('info').join()).not.toMatch(/gives no commit by its id/);
  });

  it('is told apart from one that does not have it', async () => {
    const url = `${await start({ old: true })}/base`;
    expect(await refused(fetch(url, { ref: '0'.repeat(40) }))).toMatch(/has no such commit/);
  });

  it('serves a submodule too, whose recorded commit is no tip', async () => {
    const url = await start({ old: true });
    const [first = ''] = await make('inner', 3);
    await git('base', 'submodule', '--quiet', 'add', '--name', 'other', `${url}/inner`, 'sub/dir');
    await git('base/sub/dir', 'checkout', '-q', first);
    await git('base', 'add', '.');
    await git('base', 'commit', '-q', '-m', 'submodule');
    await fetch(`${url}/base`, { ref: 'main' });
    expect(await readFile(join(dest, 'sub/dir/file'), 'utf8')).toBe('inner 1\n');
  });
});

describe('a network that fails', () => {
  it('is tried again, and works when that passes', async () => {
    const url = `${await start({ status: (number) => (number < 3 ? 503 : undefined) })}/base`;
    expect(await fetch(url, { ref: commits[2] })).toBe(commits[2]);
    expect(log.of('info').join()).toMatch(/returned error: 503.*trying again/);
  });

  it('is told when it does not pass', async () => {
    const url = `${await start({ status: () => 502 })}/base`;
    expect(await refused(fetch(url))).toMatch(
      /^base-config: http:\S+\/base: the server cannot be reached .*502.*\(tried 3 times\)$/,
    );
    await servers[0]?.close();
    expect(await refused(fetch(url))).toMatch(/cannot be reached .*\(tried 3 times\)/);
  });

  it('is not what a repository is that is not there', async () => {
    expect(await refused(fetch(`${await start()}/none`))).toMatch(/there is no git repository/);
    expect(log.of('info')).toEqual([]);
  });

  it('does not hold up who cancels', async () => {
    const abort = new AbortController();
    const status = (): number => {
      abort.abort(new CancelledError('SIGINT'));
      return 503;
    };
    const slow = { ...POLICY, firstDelayMs: 3_600_000, maxDelayMs: 3_600_000, budgetMs: 1e9 };
    const url = `${await start({ status })}/base`;
    await expect(fetch(url, { policy: slow, signal: abort.signal })).rejects.toBeInstanceOf(CancelledError);
  });
});

describe('a submodule', () => {
  it('that is not there is named with its path and address, however deep', async () => {
    const url = await start();
    await make('inner', 1);
    await make('deep', 1);
    await git('inner', 'submodule', '--quiet', 'add', `${url}/deep`, 'deep/er');
    await git('inner', 'commit', '-q', '-m', 'submodule');
    await git('base', 'submodule', '--quiet', 'add', `${url}/inner`, 'sub');
    const modules = join(root, 'inner', '.gitmodules');
    await writeFile(modules, (await readFile(modules, 'utf8')).replace('/deep\n', '/gone\n'));
    await git('inner', 'commit', '-q', '-a', '-m', 'gone');
    await git('base/sub', 'pull', '-q');
    await git('base', 'commit', '-q', '-a', '-m', 'submodule');
    const message = await refused(fetch(`${url}/base`, { ref: 'main' }));
    expect(message).toMatch(
      /the submodule sub\/deep\/er \(http:\S+\/gone\) could not be fetched at the commit/,
    );
    expect(message).toContain(await git('deep', 'rev-parse', 'HEAD'));
  });

  it('is tried again by itself', async () => {
    let failures = 2;
    const flaky = (_number: number, path: string): number | undefined => {
      if (!path.startsWith('/inner') || failures === 0) return undefined;
      failures -= 1;
      return 503;
    };
    const good = await start();
    await make('inner', 1);
    await git('base', 'submodule', '--quiet', 'add', `${good}/inner`, 'sub');
    const url = await start({ status: flaky });
    const modules = join(root, 'base', '.gitmodules');
    await writeFile(modules, (await readFile(modules, 'utf8')).replace(`${good}/inner`, '../inner'));
    await git('base', 'commit', '-q', '-a', '-m', 'submodule');
    await fetch(`${url}/base`, { ref: 'main' });
    expect(await readFile(join(dest, 'sub', 'file'), 'utf8')).toBe('inner 1\n');
    expect(log.of('info').join()).toMatch(/submodule sub: http:\S+\/inner: .*503.*trying again/);
  });

  it('without an address is named', async () => {
    await make('inner', 1);
    const url = await start();
    await git('base', 'submodule', '--quiet', 'add', `${url}/inner`, 'sub');
    await writeFile(join(root, 'base', '.gitmodules'), '');
    await git('base', 'commit', '-q', '-a', '-m', 'submodule');
    expect(await refused(fetch(`${url}/base`, { ref: 'main' }))).toMatch(/the submodule sub \(no address\)/);
  });
});
