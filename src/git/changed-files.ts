import { mustOn, type Checkout } from './checkout.ts';

/** How a file differs. */
export type FileStatus = 'added' | 'removed' | 'changed';

/** A file that is not what it was. */
export interface ChangedFile {
  /** Below the top directory, with `/`. */
  readonly path: string;
  readonly status: FileStatus;
  /** Lines (1-based) of the file as it is now that are new or changed; empty for one that was removed. */
  readonly lines: ReadonlySet<number>;
}

/** Every file of a checkout's working tree that is not as a commit has it; files git ignores do not count. */
export async function changedFiles(checkout: Checkout, commit: string): Promise<ChangedFile[]> {
  const plain = ['--no-renames', '--no-ext-diff', '--no-textconv', '--ignore-submodules=dirty'];
  const raw = await mustOn(checkout, ['diff', '--raw', '-z', ...plain, commit, '--']);
  const statuses = [...raw.matchAll(/:\d+ \d+ [0-9a-f]+ [0-9a-f]+ ([A-Z])\0([^\0]+)\0/g)].map(
    ([, letter = '', path = '']): [string, FileStatus] => [
      path,
      letter === 'A' ? 'added' : letter === 'D' ? 'removed' : 'changed',
    ],
  );
  const others = await mustOn(checkout, ['ls-files', '--others', '--exclude-standard', '-z']);
  for (const path of others.split('\0').filter((name) => name !== '')) statuses.push([path, 'added']);
  const text = await mustOn(checkout, [
    'diff',
    '--unified=0',
    '--no-color',
    ...plain,
    '--src-prefix=a/',
    '--dst-prefix=b/',
    commit,
    '--',
  ]);
  const lines = changedLines(text);
  return statuses
    .map(([path, status]) => ({ path, status, lines: lines.get(path) ?? new Set<number>() }))
    .sort((one, two) => (one.path < two.path ? -1 : 1));
}

/** What git passes over in a checkout's working tree; a directory of nothing else is told by itself, with a slash. */
export async function ignoredFiles(checkout: Checkout): Promise<string[]> {
  const listed = ['ls-files', '--others', '--ignored', '--exclude-standard', '--directory', '-z'];
  return (await mustOn(checkout, listed)).split('\0').filter((path) => path !== '');
}

/** Reads the lines of the new side out of a diff without context. */
export function changedLines(diff: string): Map<string, Set<number>> {
  const found = new Map<string, Set<number>>();
  let lines = new Set<number>();
  /** Lines of the current hunk that are still to come: their text may look like a header. */
  let rest = 0;
  for (const line of diff.split('\n')) {
    const hunk = /^@@ -\d+(?:,(\d+))? \+(\d+)(?:,(\d+))? @@/.exec(line);
    if (rest > 0 && /^[-+]/.test(line)) {
      rest -= 1;
    } else if (hunk?.[2] !== undefined) {
      const count = Number(hunk[3] ?? 1);
      for (let at = Number(hunk[2]); at < Number(hunk[2]) + count; at += 1) lines.add(at);
      rest = Number(hunk[1] ?? 1) + count;
    } else if (line.startsWith('+++ b/')) {
      // A name with a blank in it is followed by a tab.
      lines = new Set();
      found.set(line.slice('+++ b/'.length).replace(/\t$/, ''), lines);
    }
  }
  return found;
}
