import type { Location } from '../errors.ts';
import { cleanLine } from '../log/clean.ts';
import type { Edited, EntryChange, Item, KeyChange } from '../treefile-diff/changes.ts';
import { canonical } from '../treefile-diff/changes.ts';
import { diffSequences } from '../treefile-diff/sequence.ts';
import type { LockChange } from './locks.ts';
import type { FileChange, VariantDiff } from './types.ts';

/** Characters of a value that are shown. */
const LENGTH = 160;
/** Changed lines of an edited script that are shown. */
const SCRIPT_LINES = 60;
const MARKS = { added: '+', removed: '-', changed: '!' } as const;

/** What is different, as lines of a diff: `@@ key @@`, then `+`, `-`, `!` (other content) and `>` (only moved). */
export function describeDiff({ changes, locks }: Pick<VariantDiff, 'changes' | 'locks'>): string[] {
  return [
    ...changes.flatMap((change) => [`@@ ${change.key} @@`, ...linesOf(change)]),
    ...lockLines(locks),
  ].map(cleanLine);
}

/** The changed files beside the manifests, in the same form. */
export function describeFiles(files: readonly FileChange[]): string[] {
  return files.map(({ path, status, role }) => cleanLine(`${MARKS[status]} ${path}  (${role})`));
}

function linesOf(change: KeyChange): string[] {
  switch (change.kind) {
    case 'set':
      return [
        ...change.removed.map((item) => line('-', item)),
        ...change.added.map((item) => line('+', item)),
      ];
    case 'list':
      return [
        ...change.removed.map((item) => line('-', item)),
        ...change.added.map((item) => line('+', item)),
        ...change.edited.flatMap(editedLines),
        ...change.moved.map((item) => line('>', item, 'moved')),
      ];
    case 'map':
      return change.entries.flatMap(entryLines);
    case 'value':
      return [
        ...(change.before === undefined ? [] : [line('-', change.before)]),
        ...(change.after === undefined ? [] : [line('+', change.after)]),
      ];
    default:
      return change satisfies never;
  }
}

function entryLines({ name, before, after }: EntryChange): string[] {
  const named = (item: Item | undefined): Item[] =>
    item === undefined ? [] : [{ ...item, value: `${name}: ${canonical(item.value)}` }];
  return [...named(before).map((item) => line('-', item)), ...named(after).map((item) => line('+', item))];
}

/** Only the lines that differ, in the order of the edited script. */
function editedLines({ before, after }: Edited): string[] {
  const [old, current] = [before, after].map(({ value }) => String(value).trimEnd().split('\n'));
  if (old === undefined || current === undefined) return [];
  const { removed, added, kept } = diffSequences(old, current);
  const lines: string[] = [];
  let [from, to] = [0, 0];
  for (const [left, right] of [...kept, [old.length, current.length] as const]) {
    for (; from < left; from += 1) lines.push(`-     ${old[from] ?? ''}`);
    for (; to < right; to += 1) lines.push(`+     ${current[to] ?? ''}`);
    [from, to] = [left + 1, right + 1];
  }
  const more = removed.length + added.length - SCRIPT_LINES;
  return [
    line('!', after, 'edited'),
    ...lines.slice(0, SCRIPT_LINES).map((text) => text.slice(0, LENGTH)),
    ...(more > 0 ? [`      and ${more} more lines`] : []),
  ];
}

function lockLines(locks: readonly LockChange[]): string[] {
  if (locks.length === 0) return [];
  return [
    '@@ locked packages @@',
    ...locks.map(({ name, before, after }) =>
      before === undefined
        ? `+ ${name} ${after ?? ''}`
        : after === undefined
          ? `- ${name} ${before}`
          : `! ${name} ${before} -> ${after}`,
    ),
  ];
}

function line(mark: string, { value, at }: Item, note?: string): string {
  const place = placeOf(at);
  const remarks = [note, place].filter((remark) => remark !== undefined && remark !== '');
  return `${mark} ${titleOf(value)}${remarks.length === 0 ? '' : `  (${remarks.join(', ')})`}`;
}

function placeOf(at: Location | undefined): string {
  return at === undefined ? '' : `${at.file}${at.line === undefined ? '' : `:${at.line}`}`;
}

/** A script by its first line that says something: a shebang and the usual `set` do not. */
function titleOf(value: unknown): string {
  if (typeof value !== 'string') return short(canonical(value));
  const lines = value.trimEnd().split('\n');
  if (lines.length === 1) return short(value);
  const telling = lines.find((text) => text.trim() !== '' && !/^(#!|\s*set -)/.test(text)) ?? lines[0] ?? '';
  return `script "${short(telling.trim())}", ${lines.length} lines`;
}

function short(text: string): string {
  return text.length > LENGTH ? `${text.slice(0, LENGTH)}…` : text;
}
