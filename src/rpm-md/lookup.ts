import { ByteTable } from './byte-table.ts';
import { parseDependency, rangesMeet, type VersionRange } from './dependency.ts';
import { globTest, isGlob } from './glob.ts';
import { formTest, formatNevra, nevraForms, type Package, type PackageTest } from './nevra.ts';
import type { Want } from './types.ts';
import { xmlText } from './xml-text.ts';

/** A package string and what has come of it so far. */
export interface Wanted {
  readonly want: Want;
  found: boolean;
  /** Settings that leave out packages that would have done, such as `excludepkgs= of baseos`. */
  readonly leftOut: Set<string>;
}

/** A capability that is looked for. */
export interface Capability {
  readonly wanted: Wanted;
  readonly range: VersionRange | undefined;
}

type TextTest = (text: string) => boolean;

/**
 * All package strings at once, arranged so that each package, capability and file of a repository is compared with
 * those few that may fit. What each string may mean is libdnf's answer (Query::filterSubject): a package by one of
 * its forms, then a capability, then a file; any of them will do here.
 */
export class Lookup {
  readonly wanted: readonly Wanted[];
  /** Strings that are not looked up: `(a or b)`, which only a solver can answer. */
  readonly unchecked: readonly Want[];
  readonly #names = new Map<string, { readonly wanted: Wanted; readonly test: PackageTest }[]>();
  readonly #nameGlobs: { readonly wanted: Wanted; readonly test: PackageTest }[] = [];
  readonly #capabilities = new ByteTable<Capability[]>();
  readonly #capabilityGlobs: { readonly test: TextTest; readonly capability: Capability }[] = [];
  readonly #files = new ByteTable<Wanted[]>();
  readonly #fileGlobs: { readonly test: TextTest; readonly wanted: Wanted }[] = [];
  #open: number;

  constructor(wants: readonly Want[]) {
    this.unchecked = wants.filter(({ text }) => isRich(text));
    this.wanted = wants
      .filter(({ text }) => !isRich(text))
      .map((want) => ({ want, found: false, leftOut: new Set() }));
    this.#open = this.wanted.length;
    for (const wanted of this.wanted) {
      this.#addNames(wanted);
      this.#addCapability(wanted);
      this.#addFile(wanted);
    }
  }

  /** How many are not found yet. */
  get open(): number {
    return this.#open;
  }

  /** Whether files are of any interest: some string that is not found yet is a path. */
  get asksForFiles(): boolean {
    return this.wanted.some(({ found, want }) => !found && isPath(want.text));
  }

  /** Whether any string is a path. */
  get hasPaths(): boolean {
    return this.#files.size > 0 || this.#fileGlobs.length > 0;
  }

  /** Whether a string may mean a package of this name, at whatever version. */
  mayMean(name: string): boolean {
    return this.#names.has(name) || this.#capabilities.get(name) !== undefined;
  }

  found(wanted: Wanted): void {
    if (wanted.found) return;
    wanted.found = true;
    this.#open -= 1;
  }

  /** The strings a package fits by its name and version. */
  byName(found: Package): Wanted[] {
    const exact = this.#names.get(found.name);
    const fitting: Wanted[] = [];
    for (const { wanted, test } of exact ?? []) if (!wanted.found && test(found)) fitting.push(wanted);
    for (const { wanted, test } of this.#nameGlobs) {
      if (!wanted.found && test(found)) fitting.push(wanted);
    }
    return fitting;
  }

  /** What is looked for by the name of a capability; undefined for nothing. */
  capabilities(bytes: Buffer, from: number, to: number, escaped: boolean): Capability[] | undefined {
    const exact = escaped
      ? this.#capabilities.get(xmlText(bytes, from, to))
      : this.#capabilities.find(bytes, from, to);
    if (this.#capabilityGlobs.length === 0) return exact;
    const name = xmlText(bytes, from, to);
    const globs = this.#capabilityGlobs
      .filter(({ capability, test }) => !capability.wanted.found && test(name))
      .map(({ capability }) => capability);
    return globs.length === 0 ? exact : [...(exact ?? []), ...globs];
  }

  /** The strings that ask for a file. */
  byFile(bytes: Buffer, from: number, to: number): readonly Wanted[] {
    const exact = this.#files.find(bytes, from, to) ?? NOTHING;
    if (this.#fileGlobs.length === 0 && !hasEntity(bytes, from, to)) return exact;
    const path = xmlText(bytes, from, to);
    const globs = this.#fileGlobs.filter(({ wanted, test }) => !wanted.found && test(path));
    return [...(this.#files.get(path) ?? exact), ...globs.map(({ wanted }) => wanted)];
  }

  #addNames(wanted: Wanted): void {
    const { text } = wanted.want;
    for (const form of nevraForms(text)) {
      const entry = { wanted, test: formTest(form) };
      if (isGlob(form.name)) this.#nameGlobs.push(entry);
      else this.#names.set(form.name, [...(this.#names.get(form.name) ?? []), entry]);
    }
    if (!isGlob(text)) return;
    const whole = globTest(text);
    this.#nameGlobs.push({ wanted, test: (found) => whole(formatNevra(found)) });
  }

  #addCapability(wanted: Wanted): void {
    // libdnf takes a selector of `repo-packages` for the name of a package and nothing else.
    if (wanted.want.repository !== undefined) return;
    const dependency = parseDependency(wanted.want.text);
    if (dependency === undefined) return;
    const capability = { wanted, range: dependency.range };
    if (isGlob(dependency.name)) {
      this.#capabilityGlobs.push({ capability, test: globTest(dependency.name) });
    } else this.#capabilities.at(dependency.name, () => []).push(capability);
  }

  #addFile(wanted: Wanted): void {
    const { text, repository } = wanted.want;
    if (!isPath(text) || repository !== undefined) return;
    if (isGlob(text)) this.#fileGlobs.push({ wanted, test: globTest(text) });
    else this.#files.at(text, () => []).push(wanted);
  }
}

const NOTHING: readonly Wanted[] = [];
const AMPERSAND = 0x26;

/** Looks itself: there are millions of paths, and a view of the bytes for each would cost more than all the rest. */
function hasEntity(bytes: Buffer, from: number, to: number): boolean {
  for (let at = from; at < to; at += 1) if (bytes[at] === AMPERSAND) return true;
  return false;
}

/** A rich (boolean) dependency. */
function isRich(text: string): boolean {
  return text.startsWith('(');
}

/** What libdnf looks for among files. */
function isPath(text: string): boolean {
  return text.startsWith('/') || text.startsWith('*/');
}

/** The strings whose range of versions meets that of a capability. */
export function inRange(capabilities: readonly Capability[], provided: VersionRange | undefined): Wanted[] {
  return capabilities.filter(({ range }) => rangesMeet(provided, range)).map(({ wanted }) => wanted);
}
