import { readFile } from 'node:fs/promises';

/** One line of the table. */
export interface Row {
  readonly what: string;
  readonly value: number;
  readonly unit: 's' | 'ms' | 'times' | 'MB';
  /** The largest (or for `least`, smallest) value that is fine; absent for a record. */
  readonly aim?: { readonly most: number } | { readonly least: number };
}

/** The middle value; of an even number the mean of the two in the middle. */
export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length / 2;
  const [low, high] = [sorted[Math.ceil(middle) - 1], sorted[Math.floor(middle)]];
  if (low === undefined || high === undefined) throw new Error('no values');
  return (low + high) / 2;
}

/** Whether a row keeps to its aim; undefined for a record. */
export function met({ value, aim }: Row): boolean | undefined {
  if (aim === undefined) return undefined;
  return 'most' in aim ? value <= aim.most : value >= aim.least;
}

/**
 * Measures several sides in turns (A B C A B C …), so that what else the machine does falls on all of them, and
 * gives the median of each. One turn before the first is not counted: it fills caches.
 */
export async function interleaved<Side extends string>(
  sides: Readonly<Record<Side, (round: number) => Promise<number>>>,
  rounds: number,
  warmUp = true,
): Promise<Record<Side, number>> {
  const names = Object.keys(sides).filter((name): name is Side => name in sides);
  const values = new Map<Side, number[]>(names.map((name) => [name, []]));
  for (let round = warmUp ? 0 : 1; round <= rounds; round += 1) {
    for (const name of names) {
      const value = await sides[name](round);
      if (round > 0) values.get(name)?.push(value);
    }
  }
  const medians: Partial<Record<Side, number>> = {};
  for (const name of names) medians[name] = median(values.get(name) ?? []);
  return complete(medians, names);
}

function complete<Side extends string>(
  medians: Partial<Record<Side, number>>,
  names: readonly Side[],
): Record<Side, number> {
  const isComplete = (value: Partial<Record<Side, number>>): value is Record<Side, number> =>
    names.every((name) => value[name] !== undefined);
  if (!isComplete(medians)) throw new Error('a side was not measured');
  return medians;
}

/** The largest resident size a process has had, in MB; undefined once it is gone. */
export async function peakMemory(pid: number | 'self'): Promise<number | undefined> {
  const status = await readFile(`/proc/${pid}/status`, 'utf8').catch(() => '');
  const kib = /^VmHWM:\s+(\d+) kB$/m.exec(status)?.[1];
  return kib === undefined ? undefined : (Number(kib) * 1024) / 1e6;
}
