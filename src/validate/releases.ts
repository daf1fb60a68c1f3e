import type { OpenedRelease } from '../release-rpm/types.ts';

/** A release package that was opened for several architectures. */
export class Releases {
  /** The target its repositories were chosen for. */
  readonly target: string | undefined;
  readonly #opened: ReadonlyMap<string, OpenedRelease>;
  readonly #refusals: ReadonlyMap<string, string>;

  /**
   * @param opened by architecture.
   * @param refusals why there is none, by architecture.
   */
  constructor(
    target: string | undefined,
    opened: ReadonlyMap<string, OpenedRelease>,
    refusals: ReadonlyMap<string, string>,
  ) {
    this.target = target;
    this.#opened = opened;
    this.#refusals = refusals;
  }

  /** Undefined for an architecture it has nothing for. */
  of(arch: string): OpenedRelease | undefined {
    return this.#opened.get(arch);
  }

  /** Why it has nothing for an architecture. */
  refusalOf(arch: string): string | undefined {
    return this.#refusals.get(arch);
  }

  /** True when all of the architectures get the same repositories. */
  areAlike(arches: readonly string[]): boolean {
    const texts = arches.map((arch) => JSON.stringify(this.of(arch)?.repoFiles ?? null));
    return new Set(texts).size <= 1;
  }

  /** Texts of all .repo files, whatever architecture they are for. */
  texts(): string[] {
    return [...this.#opened.values()].flatMap(({ repoFiles }) => repoFiles.map(({ text }) => text));
  }
}
