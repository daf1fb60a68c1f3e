import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { changedFiles } from '../../../src/git/changed-files.ts';
import { openCheckout, type Checkout } from '../../../src/git/checkout.ts';
import { findMergeBase } from '../../../src/git/merge-base.ts';
import { writeTree } from '../../../src/git/tree.ts';
import { MemoryLog } from '../../support/memory-log.ts';
import { must } from '../must.ts';
import { refusal } from '../../support/refusal.ts';
import { tempDir } from '../../support/temp.ts';
import { checkoutShallow, commit, git, makeRepository, put } from './working-copy.ts';

async function open(dir: string): Promise<Checkout> {
  const checkout = await openCheckout(dir, false);
  if (checkout === undefined) throw new Error(`${dir} is no checkout`);
  return checkout;
}

/** Commits on top of each other, by one program: each call of git costs more than the commit. @returns the last */
async function commits(dir: string, count: number, file: string): Promise<string> {
  const branch = await git(dir, 'symbolic-ref', 'HEAD');
  const stream = Array.from({ length: count }, (_item, index) =>
    [
      `commit ${branch}`,
      `committer t <t@example.com> ${1_700_000_000 + index} +0000`,
      `data ${file.length}\n${file}`,
      ...(index === 0 ? [`from ${branch}^0`] : []),
      `M 100644 inline ${file}`,
      `data ${String(index).length}\n${index}\n`,
    ].join('\n'),
  );
  await must(['git', 'fast-import', '--quiet'], { cwd: dir, input: stream.join('') });
  await git(dir, 'reset', '--quiet', '--hard');
  return await git(dir, 'rev-parse', 'HEAD');
}

/** main with `behind` commits after the one the branch `pull` starts at, which has `ahead`; and a merge of both. */
async function forked(
  ahead: number,
  behind: number,
): Promise<{ origin: string; fork: string; main: string }> {
  const origin = join(await tempDir(), 'origin');
  const fork = await makeRepository(origin, { file: 'base\n' });
  await git(origin, 'checkout', '--quiet', '-b', 'pull');
  await commits(origin, ahead, 'mine');
  await git(origin, 'checkout', '--quiet', 'main');
  const main = await commits(origin, behind, 'theirs');
  await git(origin, 'checkout', '--quiet', '-b', 'merged', 'main');
  await git(origin, 'merge', '--quiet', '--no-ff', '--no-edit', 'pull');
  await git(origin, 'update-ref', 'refs/pull/7/merge', 'HEAD');
  await git(origin, 'checkout', '--quiet', 'main');
  return { origin, fork, main };
}

const depthOf = async (dir: string): Promise<number> => Number(await git(dir, 'rev-list', '--count', 'HEAD'));

describe('the common commit', () => {
  it("of a code host's merge is the parent it was merged into, and nothing is deepened for it", async () => {
    const { origin, main } = await forked(3, 2);
    const dest = join(await tempDir(), 'work');
    await checkoutShallow(origin, 'refs/pull/7/merge', dest);
    const log = new MemoryLog();
    expect(await findMergeBase(await open(dest), main, { log })).toBe(main);
    expect(log.said).toEqual([]);
    expect(await depthOf(dest)).toBe(1);
  });

  it("of a code host's merge is the parent it was merged into, however old the base is that is told", async () => {
    const { origin, fork, main } = await forked(3, 2);
    const pullHead = await git(origin, 'rev-parse', 'refs/heads/pull');
    const dest = join(await tempDir(), 'work');
    await checkoutShallow(origin, 'refs/pull/7/merge', dest);
    const log = new MemoryLog();
    expect(await findMergeBase(await open(dest), fork, { log, pullHead })).toBe(main);
    expect(log.said).toEqual([]);
    expect(await git(dest, 'cat-file', '-t', main)).toBe('commit');
    // Without knowing whose merge it is, what is told counts.
    expect(await findMergeBase(await open(dest), fork, { log })).toBe(fork);
  });

  it('of a branch that somebody merged into is not the first parent', async () => {
    const { origin, fork } = await forked(3, 2);
    const dest = join(await tempDir(), 'work');
    await git(origin, 'checkout', '--quiet', 'pull');
    await git(origin, 'merge', '--quiet', '--no-ff', '--no-edit', 'main~1');
    const pullHead = await git(origin, 'rev-parse', 'HEAD');
    await checkoutShallow(origin, 'refs/heads/pull', dest);
    const log = new MemoryLog();
    expect(await findMergeBase(await open(dest), 'main', { log, pullHead })).toBe(
      await git(origin, 'rev-parse', 'main~1'),
    );
    expect(await findMergeBase(await open(dest), fork, { log, pullHead })).toBe(fork);
  });

  it('of a branch checked out alone is where it was begun, with as much history as that takes', async () => {
    const { origin, fork, main } = await forked(4, 3);
    const dest = join(await tempDir(), 'work');
    await checkoutShallow(origin, 'refs/heads/pull', dest);
    for (const base of [main, 'main', 'origin/main']) {
      expect(await findMergeBase(await open(dest), base, { log: new MemoryLog() }), base).toBe(fork);
    }
  });

  it('further away than the first steps is found as well', async () => {
    const { origin, fork } = await forked(60, 1);
    const dest = join(await tempDir(), 'work');
    await checkoutShallow(origin, 'refs/heads/pull', dest);
    const log = new MemoryLog();
    expect(await findMergeBase(await open(dest), 'main', { log })).toBe(fork);
    expect(log.of('info').filter((line) => line.includes('shallow'))).toHaveLength(2);
  });

  it('of a full clone is found without the network, and the clone stays full', async () => {
    const { origin, fork } = await forked(2, 2);
    const dest = join(await tempDir(), 'work');
    await git('/', 'clone', '--quiet', '--branch', 'pull', `file://${origin}`, dest);
    await git(dest, 'remote', 'set-url', 'origin', `file://${origin}-is-away`);
    expect(await findMergeBase(await open(dest), 'origin/main', { log: new MemoryLog() })).toBe(fork);
    expect(await git(dest, 'rev-parse', '--is-shallow-repository')).toBe('false');
  });

  it('with HEAD itself is HEAD', async () => {
    const { origin, main } = await forked(1, 1);
    expect(await findMergeBase(await open(origin), 'HEAD', { log: new MemoryLog() })).toBe(main);
  });

  it.each([
    ['no-such-branch', /base: found "no-such-branch", but .* nor does file:/],
    ['--upload-pack=x', /expected a full commit id/],
  ])('with %s is refused', async (base, message) => {
    const { origin } = await forked(1, 1);
    const dest = join(await tempDir(), 'work');
    await checkoutShallow(origin, 'refs/heads/pull', dest);
    expect((await refusal(findMergeBase(await open(dest), base, { log: new MemoryLog() }))).message).toMatch(
      message,
    );
  });

  it('of two histories that have none is refused', async () => {
    const { origin } = await forked(1, 1);
    await git(origin, 'checkout', '--quiet', '--orphan', 'other');
    await commit(origin, { other: 'x\n' }, 'other');
    const error = await refusal(findMergeBase(await open(origin), 'main', { log: new MemoryLog() }));
    expect(error.message).toContain('have no commit in common');
  });
});

describe('a tree of a commit', () => {
  it('is written without touching the checkout, and no hook or filter of a stranger runs', async () => {
    const { origin, fork } = await forked(1, 1);
    await put(origin, { 'not-committed': 'x\n' });
    await git(origin, 'config', 'core.fsmonitor', 'touch ran-fsmonitor');
    const dest = join(await tempDir(), 'tree');
    const before = await git(origin, '-c', 'core.fsmonitor=false', 'status', '--porcelain');
    expect(await writeTree(await open(origin), fork, dest)).toEqual([]);
    expect(await readdir(dest)).toEqual(['file']);
    expect(await git(origin, '-c', 'core.fsmonitor=false', 'status', '--porcelain')).toBe(before);
  });
});

describe('the files that differ', () => {
  it('are those of the working tree, with their lines', async () => {
    const dir = join(await tempDir(), 'work');
    const first = await makeRepository(dir, {
      'a b': '1\n2\n3\n',
      gone: 'x\n',
      same: 'x\n',
      '.gitignore': 'ignored\n',
    });
    await commit(dir, { 'ü.yaml': '++ b/x\n' }, 'second');
    await put(dir, { 'a b': '1\nzwei\n3\n4\n', gone: null, new: 'x\n', ignored: 'x\n' });
    const found = await changedFiles(await open(dir), first);
    expect(found.map(({ path, status, lines }) => [path, status, [...lines]])).toEqual([
      ['a b', 'changed', [2, 4]],
      ['gone', 'removed', []],
      ['new', 'added', []],
      ['ü.yaml', 'added', [1]],
    ]);
  });
});
