import { canonical, type Edited, type Item, type KeyChange } from './changes.ts';
import { diffSequences } from './sequence.ts';

/** Two scripts are one that was edited when they share this part of the lines of the longer one. */
const ALIKE = 0.5;

/** The change of a list; undefined when both hold the same in the same order. */
export function diffLists(
  key: string,
  before: readonly Item[],
  after: readonly Item[],
): KeyChange | undefined {
  const old = before.map(({ value }) => canonical(value));
  const current = after.map(({ value }) => canonical(value));
  const steps = diffSequences(old, current);
  const gone = new Map<string, number[]>();
  for (const index of steps.removed) {
    const text = old[index] ?? '';
    gone.set(text, [...(gone.get(text) ?? []), index]);
  }
  const moved: Item[] = [];
  const added: number[] = [];
  // What left one place and came to another has only moved.
  for (const index of steps.added) {
    const item = after[index];
    if (gone.get(current[index] ?? '')?.shift() !== undefined && item !== undefined) moved.push(item);
    else added.push(index);
  }
  const removed = [...gone.values()].flat().sort((one, two) => one - two);
  if (moved.length + added.length + removed.length === 0) return undefined;
  const edited: Edited[] = [];
  const stillAdded = added.filter((index) => {
    const item = after[index];
    const place = removed.findIndex((candidate) => isEdited(before[candidate], item));
    const original = before[removed[place] ?? -1];
    if (item === undefined || original === undefined) return true;
    removed.splice(place, 1);
    edited.push({ before: original, after: item });
    return false;
  });
  return {
    kind: 'list',
    key,
    added: stillAdded.flatMap((index) => after[index] ?? []),
    removed: removed.flatMap((index) => before[index] ?? []),
    edited,
    moved,
  };
}

function isEdited(before: Item | undefined, after: Item | undefined): boolean {
  const [old, current] = [linesOf(before?.value), linesOf(after?.value)];
  if (old === undefined || current === undefined) return false;
  const shared = diffSequences(old, current).kept.length;
  return shared >= Math.max(old.length, current.length) * ALIKE;
}

/** Lines of a script; undefined for anything that is one line or no text. */
function linesOf(value: unknown): string[] | undefined {
  if (typeof value !== 'string') return undefined;
  const lines = value.trimEnd().split('\n');
  return lines.length > 1 ? lines : undefined;
}
