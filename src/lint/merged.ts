import {
  ALIASES,
  entriesOf,
  isArchPackages,
  KEYS,
  splitPackages,
  stringsIn,
  textOf,
  TreefileError,
  type Entry,
  type Located,
  type Origin,
} from './treefile.ts';
import type { Contribution, Walk } from './walk.ts';

/** One string of a merged list or set. */
export interface Item {
  readonly text: string;
  readonly origin: Origin;
  readonly file: string;
  /** The key it was written under. */
  readonly key: string;
  readonly inline: boolean;
}

/** What wins for one name, and what it hides, by falling priority. */
export interface Setting {
  readonly winner: Contribution;
  readonly shadowed: readonly Contribution[];
}

/** The merged values of a variant, with the place of each part. */
export class Merged {
  readonly #contributions: readonly Contribution[];
  readonly #arch: string;
  #packages: readonly Item[] | undefined;

  constructor({ contributions }: Walk, arch: string) {
    this.#contributions = contributions;
    this.#arch = arch;
  }

  /** Every place a key is written at, highest priority first; other spellings count as the key. */
  all(key: string): Contribution[] {
    return this.#contributions.filter(({ name }) => name === key || ALIASES[name] === key);
  }

  /** Which keys are written anywhere. */
  keys(): Set<string> {
    return new Set(this.#contributions.map(({ name }) => ALIASES[name] ?? name));
  }

  /** A key where the first one wins. */
  setting(key: string): Setting | undefined {
    const [winner, ...shadowed] = this.all(key).filter(
      ({ value }) => value.scalar !== null || value.items !== undefined,
    );
    return winner === undefined ? undefined : { winner, shadowed };
  }

  /** Strings of a list, in the order rpm-ostree merges them. */
  strings(key: string): Item[] {
    return this.all(key)
      .toReversed()
      .flatMap((from) => stringsIn(from.value).map((item) => ({ ...item, ...whence(from) })));
  }

  /** Items of a list of any kind, in merged order. */
  items(key: string): { node: Located; file: string; inline: boolean }[] {
    return this.all(key)
      .toReversed()
      .flatMap(({ value, file, inline }) => (value.items ?? []).map((node) => ({ node, file, inline })));
  }

  /** Entries of a map, by name; the first of each wins. */
  map(key: string): Map<string, { winner: Entry; file: string; shadowed: (Entry & { file: string })[] }> {
    const found = new Map<string, { winner: Entry; file: string; shadowed: (Entry & { file: string })[] }>();
    for (const { value, file } of this.all(key)) {
      for (const entry of entriesOf(value)) {
        const before = found.get(entry.name);
        if (before === undefined) found.set(entry.name, { winner: entry, file, shadowed: [] });
        else if (before.file !== file) before.shadowed.push({ ...entry, file });
      }
    }
    return found;
  }

  #isPackages(name: string, inline: boolean): boolean {
    if (name === 'packages') return true;
    return !inline && (name === 'bootstrap-packages' || name === `packages-${this.#arch}`);
  }

  /** Packages as they are asked for, one item for every place. */
  packages(): readonly Item[] {
    if (this.#packages !== undefined) return this.#packages;
    const last = new Map(this.#contributions.map(({ name, file }, index) => [`${name} ${file}`, index]));
    this.#packages = this.#contributions.flatMap((from, index) => {
      const { name, value, inline, file } = from;
      if (!this.#isPackages(name, inline)) return [];
      // Of packages-<arch> twice in one file the last counts.
      if (isArchPackages(name) && last.get(`${name} ${file}`) !== index) return [];
      return (value.items ?? []).flatMap((node) => {
        const text = textOf(node);
        if (text === undefined) return [];
        // Nothing is split that is written inside a condition.
        return (inline ? [text] : wordsOf(text)).map((word) => ({
          text: word,
          origin: node.origin,
          ...whence(from),
        }));
      });
    });
    return this.#packages;
  }
}

function whence({ file, name, inline }: Contribution): Pick<Item, 'file' | 'key' | 'inline'> {
  return { file, key: name, inline };
}

/** {@link splitPackages}, which refuses an odd number of quotes; such a text is one word here. */
export function wordsOf(text: string): string[] {
  try {
    return splitPackages(text);
  } catch (error) {
    if (error instanceof TreefileError) return [text];
    throw error;
  }
}

/** True for keys that may have one value only, of which the first wins. */
export function isSingle(key: string): boolean {
  return KEYS[key]?.merge === 'first';
}
