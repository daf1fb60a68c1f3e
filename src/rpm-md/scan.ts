import type { FilelistsSink } from './filelists.ts';
import type { Locks } from './locks.ts';
import { inRange, type Capability, type Lookup, type Wanted } from './lookup.ts';
import type { Package } from './nevra.ts';
import type { PackageFilter } from './package-filter.ts';
import type { PrimaryPackage, PrimarySink } from './primary.ts';
import type { VersionRange } from './dependency.ts';
import { compareEvr } from './version.ts';

/** What all repositories are compared with. */
export interface Asked {
  readonly lookup: Lookup;
  readonly locks: Locks;
  /** Names of all packages that count, for suggestions. */
  readonly names: Set<string>;
  /** The newest package of each name a string that is looked for may mean. */
  readonly newest: Map<string, Package>;
}

/** Compares one repository with what is asked for, while its metadata are read. */
export class Scan implements PrimarySink<Capability[]>, FilelistsSink {
  readonly #id: string;
  readonly #asked: Asked;
  readonly #filter: PackageFilter;
  readonly #lockedOnly: boolean;
  /** Strings the capabilities and files of the package fit that is being read. */
  #hits: Wanted[] = [];

  constructor(id: string, asked: Asked, filter: PackageFilter, lockedOnly: boolean) {
    this.#id = id;
    this.#asked = asked;
    this.#filter = filter;
    this.#lockedOnly = lockedOnly;
  }

  get takesFiles(): boolean {
    return this.#asked.lookup.hasPaths;
  }

  capability(bytes: Buffer, from: number, to: number, escaped: boolean): Capability[] | undefined {
    return this.#asked.lookup.capabilities(bytes, from, to, escaped);
  }

  provided(capabilities: Capability[], range: VersionRange | undefined): void {
    this.#hits.push(...inRange(capabilities, range));
  }

  file(bytes: Buffer, from: number, to: number): void {
    const fitting = this.#asked.lookup.byFile(bytes, from, to);
    if (fitting.length > 0) this.#hits.push(...fitting);
  }

  package(found: Package | PrimaryPackage): boolean {
    const { lookup, locks, names, newest } = this.#asked;
    const hits = this.#hits;
    if (hits.length > 0) this.#hits = [];
    const fitting = [...lookup.byName(found), ...hits].filter(
      ({ want }) => want.repository === undefined || want.repository === this.#id,
    );
    const reason = this.#whyNot(found);
    if (reason === 'arch') return true;
    if (reason !== undefined) {
      for (const wanted of fitting) wanted.leftOut.add(reason.by);
      return true;
    }
    names.add(found.name);
    if (lookup.mayMean(found.name)) noteNewest(newest, found);
    for (const wanted of fitting) lookup.found(wanted);
    if ('digest' in found) locks.offer(found);
    return lookup.open > 0 || locks.open > 0;
  }

  #whyNot(found: Package): ReturnType<PackageFilter> {
    const reason = this.#filter(found);
    if (reason !== undefined || !this.#lockedOnly || this.#asked.locks.pins(found)) return reason;
    return { by: `lockfile-repos (no lock file pins it)` };
  }
}

function noteNewest(newest: Map<string, Package>, found: Package): void {
  const before = newest.get(found.name);
  if (before === undefined || compareEvr(before, found) < 0) newest.set(found.name, found);
}
