/** Cells of the table that is filled in; two longer stretches count as replaced, which is true if not the shortest. */
const CELLS = 4_000_000;

/** A step from one sequence to another; indexes are those of the sequences. */
export interface SequenceDiff {
  /** Pairs that stand in both, in the order of both. */
  readonly kept: readonly (readonly [before: number, after: number])[];
  readonly removed: readonly number[];
  readonly added: readonly number[];
}

/**
 * The longest common subsequence of two lists of texts, and what is in only one of them.
 *
 * @returns indexes; `kept` ascends in both.
 */
export function diffSequences(before: readonly string[], after: readonly string[]): SequenceDiff {
  let start = 0;
  while (start < before.length && start < after.length && before[start] === after[start]) start += 1;
  let end = 0;
  while (
    end < before.length - start &&
    end < after.length - start &&
    before[before.length - 1 - end] === after[after.length - 1 - end]
  )
    end += 1;
  const kept: [number, number][] = Array.from({ length: start }, (_item, index) => [index, index]);
  kept.push(...middle(before, after, start, end));
  for (let left = end; left > 0; left -= 1) kept.push([before.length - left, after.length - left]);
  const old = new Set(kept.map(([index]) => index));
  const current = new Set(kept.map(([, index]) => index));
  return {
    kept,
    removed: before.flatMap((_item, index) => (old.has(index) ? [] : [index])),
    added: after.flatMap((_item, index) => (current.has(index) ? [] : [index])),
  };
}

/** The common subsequence of what lies between `start` from the front and `end` from the back. */
function middle(
  before: readonly string[],
  after: readonly string[],
  start: number,
  end: number,
): [number, number][] {
  const rows = before.length - start - end;
  const columns = after.length - start - end;
  if (rows === 0 || columns === 0 || rows * columns > CELLS) return [];
  const width = columns + 1;
  const lengths = new Uint32Array((rows + 1) * width);
  const at = (row: number, column: number): number => lengths[row * width + column] ?? 0;
  for (let row = rows - 1; row >= 0; row -= 1) {
    for (let column = columns - 1; column >= 0; column -= 1) {
      lengths[row * width + column] =
        before[start + row] === after[start + column]
          ? at(row + 1, column + 1) + 1
          : Math.max(at(row + 1, column), at(row, column + 1));
    }
  }
  const kept: [number, number][] = [];
  for (let row = 0, column = 0; row < rows && column < columns;) {
    if (before[start + row] === after[start + column]) kept.push([start + row++, start + column++]);
    else if (at(row + 1, column) >= at(row, column + 1)) row += 1;
    else column += 1;
  }
  return kept;
}
