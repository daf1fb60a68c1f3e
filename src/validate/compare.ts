import { canonical, type KeyChange } from '../treefile-diff/changes.ts';
import { diffFlattened } from '../treefile-diff/diff.ts';
import { TreefileError } from '../treefile/error.ts';
import type { UserError } from '../errors.ts';
import { diffLocks } from './locks.ts';
import type { Meaning, VariantDiff } from './types.ts';

/**
 * What is different between the two sides, for each variant; architectures for which the same is different are told
 * together.
 *
 * @param base undefined when there is nothing to compare with.
 */
export function compareMeanings(
  base: readonly Meaning[] | undefined,
  head: readonly Meaning[],
): VariantDiff[] {
  const keyOf = ({ config, variant, arch }: Meaning): string => canonical([config, variant, arch]);
  const before = new Map((base ?? []).map((meaning) => [keyOf(meaning), meaning]));
  const after = new Map(head.map((meaning) => [keyOf(meaning), meaning]));
  const groups = new Map<string, VariantDiff>();
  for (const key of new Set([...after.keys(), ...before.keys()])) {
    const [old, current] = [before.get(key), after.get(key)];
    const some = current ?? old;
    // Without a base there is only what is wrong with the head to tell.
    if (some === undefined || (base === undefined && !isInvalid(current))) continue;
    const difference = differenceOf(old, current);
    const { config, variant, arch } = some;
    const group = canonical([config, variant, difference.status, withoutPlaces(difference)]);
    const found = groups.get(group);
    groups.set(group, { config, variant, ...difference, arches: [...(found?.arches ?? []), arch] });
  }
  return [...groups.values()];
}

type Difference = Pick<VariantDiff, 'status' | 'changes' | 'locks'>;

function differenceOf(old: Meaning | undefined, current: Meaning | undefined): Difference {
  const nothing = { changes: [], locks: [] };
  if (current === undefined) return { status: 'removed', ...nothing };
  if (!('flattened' in current.result)) {
    const before = old !== undefined && 'error' in old.result ? textOf(old.result.error) : undefined;
    return { status: before === textOf(current.result.error) ? 'broken' : 'invalid', ...nothing };
  }
  if (old === undefined) return { status: 'added', ...nothing };
  if (!('flattened' in old.result)) return { status: 'repaired', ...nothing };
  const changes = diffFlattened(
    { flattened: old.result.flattened, locate: old.locate },
    { flattened: current.result.flattened, locate: current.locate },
  );
  const locks = diffLocks(old.result.locks, current.result.locks);
  return { status: changes.length + locks.length === 0 ? 'same' : 'changed', changes, locks };
}

/** An error without its place, which is another one in another tree. */
function textOf(error: UserError): string {
  return error instanceof TreefileError ? error.upstream : error.message;
}

function isInvalid(meaning: Meaning | undefined): boolean {
  return meaning !== undefined && 'error' in meaning.result;
}

/** What distinguishes one difference from another: places are for people. */
function withoutPlaces({ changes, locks }: Difference): unknown {
  return JSON.parse(
    JSON.stringify({ changes, locks }, (key, value: unknown) => (key === 'at' ? undefined : value)),
  );
}

/** True when something that decides the image is different. */
export function isEffective({ status }: VariantDiff): boolean {
  return status !== 'same' && status !== 'broken';
}

/** Number of elements, entries and values that differ. */
export function countChanges(changes: readonly KeyChange[]): number {
  return changes.reduce((sum, change) => {
    if (change.kind === 'set') return sum + change.added.length + change.removed.length;
    if (change.kind === 'list')
      return sum + change.added.length + change.removed.length + change.edited.length + change.moved.length;
    return sum + (change.kind === 'map' ? change.entries.length : 1);
  }, 0);
}
