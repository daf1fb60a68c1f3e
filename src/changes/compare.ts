import { isDeepStrictEqual } from 'node:util';
import { diffSequences } from '../treefile-diff/sequence.ts';
import type { BuildLabel, Changes, ImageChange, NamedChanges, OrderedChanges, Sides } from './changes.ts';
import { isKnown } from '../fingerprint/compare.ts';
import type { BuildFacts, ImageFacts } from './facts.ts';
import { comparePackages } from './packages.ts';
import { compareSources, sourceOf } from './sources.ts';

/** Parts of a fingerprint that are compared as such, or whose change shows in what is. */
const COMPARED_ELSEWHERE = new Set(['assembler', 'base', 'release', 'config']);

/** Compares two builds, of which each may be known only in part. */
export function compareBuilds(before: BuildFacts, after: BuildFacts): Changes {
  const packages = comparePackages(before, after);
  const images = both(before.images, after.images, compareImages);
  const parts = {
    target: both(before.target, after.target, compareValues),
    ref: both(before.ref, after.ref, compareValues),
    base: both(before.baseConfig, after.baseConfig, compareSources),
    release: both(before.release, after.release, compareValues),
    assembler: both(before.assembler, after.assembler, compareAssemblers),
    config: both(before.config, after.config, compareNamed),
    layers: both(layersOf(before, after), layersOf(after, before), compareOrdered),
    scripts: both(
      before.scripts?.map(({ name, sha256 }) => ({ name, content: sha256 })),
      after.scripts?.map(({ name, sha256 }) => ({ name, content: sha256 })),
      compareOrdered,
    ),
  };
  const source = both(sourceOf(before), sourceOf(after), compareSources);
  const moved = both(before.fingerprint, after.fingerprint, compareFingerprints);
  const { added, removed, upgraded, downgraded, replaced } = packages;
  const counts = [added, removed, upgraded, downgraded, replaced].map(({ length }) => length);
  return {
    schema: 1,
    before: labelOf(before),
    after: labelOf(after),
    different:
      counts.some((count) => count > 0) ||
      Object.values(parts).some((part) => part !== undefined && part !== null),
    packages,
    ...withoutAbsent({ ...parts, source, moved, images }),
  };
}

function labelOf({ buildId, ostreeCommit, finished, run }: BuildFacts): BuildLabel {
  return {
    ...(buildId === undefined ? {} : { buildId }),
    ...(ostreeCommit === undefined ? {} : { ostreeCommit }),
    ...(finished === undefined ? {} : { finished }),
    ...(run === undefined || run === null ? {} : { url: run.url }),
  };
}

/** @returns undefined where one of the sides is not known */
function both<T, U>(
  before: T | undefined,
  after: T | undefined,
  compare: (before: T, after: T) => U,
): U | undefined {
  return before === undefined || after === undefined ? undefined : compare(before, after);
}

/** The object without the members that are undefined, which JSON would leave out as well. */
function withoutAbsent<T extends object>(value: T): { [K in keyof T]?: Exclude<T[K], undefined> } {
  const kept: { [K in keyof T]?: Exclude<T[K], undefined> } = {};
  return Object.assign(
    kept,
    Object.fromEntries(Object.entries(value).filter(([, member]) => member !== undefined)),
  );
}

function compareValues<T>(before: T, after: T): Sides<T> | null {
  return isDeepStrictEqual(before, after) ? null : { before, after };
}

/** The layers of a build; what is in them counts where the files of the other build are known as well. */
function layersOf({ layers, config }: BuildFacts, other: BuildFacts): Element[] | undefined {
  const files = Object.entries((other.config === undefined ? undefined : config) ?? {});
  return layers?.map((name) => {
    // `overlay/NAME` and, for newer assemblers, `overlay.d/NAME` are both the directory overlay.d/NAME.
    const dir = `${name.replace(/^overlay(?:\.d)?\//, 'overlay.d/')}/`;
    const own = files.filter(([path]) => path.startsWith(dir)).sort(([one], [two]) => (one < two ? -1 : 1));
    return { name, content: JSON.stringify(own) };
  });
}

/** A tag and the digest it stands for are the same assembler. */
function compareAssemblers(
  before: { readonly reference: string; readonly digest: string },
  after: { readonly reference: string; readonly digest: string },
): Sides<{ readonly reference: string; readonly digest: string }> | null {
  return before.digest === after.digest ? null : { before, after };
}

function compareNamed(
  before: Readonly<Record<string, string>>,
  after: Readonly<Record<string, string>>,
): NamedChanges | null {
  const names = (of: object): string[] => Object.keys(of).sort();
  const added = names(after).filter((name) => !Object.hasOwn(before, name));
  const removed = names(before).filter((name) => !Object.hasOwn(after, name));
  const changed = names(before).filter((name) => Object.hasOwn(after, name) && before[name] !== after[name]);
  return added.length + removed.length + changed.length === 0 ? null : { added, removed, changed };
}

interface Element {
  readonly name: string;
  readonly content: string;
}

function compareOrdered(before: readonly Element[], after: readonly Element[]): OrderedChanges | null {
  const [old, current] = [numbered(before), numbered(after)];
  const named = compareNamed(Object.fromEntries(old), Object.fromEntries(current));
  const common = {
    before: [...old.keys()].filter((name) => current.has(name)),
    after: [...current.keys()].filter((name) => old.has(name)),
  };
  const { kept } = diffSequences(common.before, common.after);
  const order = kept.length === common.before.length ? null : common;
  if (named === null && order === null) return null;
  return { ...(named ?? { added: [], removed: [], changed: [] }), order };
}

/** By name; the second of one name is `NAME (2)`. */
function numbered(elements: readonly Element[]): Map<string, string> {
  const contents = new Map<string, string>();
  const seen = new Map<string, number>();
  for (const { name, content } of elements) {
    const count = (seen.get(name) ?? 0) + 1;
    seen.set(name, count);
    contents.set(count === 1 ? name : `${name} (${count})`, content);
  }
  return contents;
}

function compareFingerprints(
  before: Readonly<Record<string, string>>,
  after: Readonly<Record<string, string>>,
): readonly string[] | null {
  const parts = [...new Set([...Object.keys(before), ...Object.keys(after)])].sort();
  // What one of the builds did not ask about has not moved as far as anybody knows; what it does not have is another matter.
  const isUnknown = (text: string | undefined): boolean => text !== undefined && !isKnown(text);
  const moved = parts.filter(
    (part) =>
      before[part] !== after[part] &&
      !COMPARED_ELSEWHERE.has(part) &&
      !isUnknown(before[part]) &&
      !isUnknown(after[part]),
  );
  return moved.length === 0 ? null : moved;
}

function compareImages(before: readonly ImageFacts[], after: readonly ImageFacts[]): ImageChange[] {
  return after.flatMap(({ kind, size, sha256 }) => {
    const old = before.find((image) => image.kind === kind);
    if (old === undefined) return [];
    return [
      {
        kind,
        ...(old.size === undefined ? {} : { before: old.size }),
        ...(size === undefined ? {} : { after: size }),
        same: old.sha256 === sha256,
      },
    ];
  });
}
