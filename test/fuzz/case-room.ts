import { existsSync, lstatSync, mkdirSync, readdirSync, rmSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { ABSOLUTE_CANARY } from './target.ts';

/** Levels between what is looked at and where cases write: a path may lead up more than once. */
const LEVELS = ['a', 'b', 'c', 'd'] as const;
const INSIDE = 'inside';
const OUTSIDE = 'outside';
const LINK = 'link';

/** The directory all of it is in, from where cases write. */
export const ROOM = join(...LEVELS.map(() => '..'), '..');

/** A directory for cases to write to, with places around it that show what leads out. */
export class CaseRoom {
  readonly #base: string;
  /** The directory next to where cases write. */
  readonly #around: string;
  /** Where a case may write. */
  readonly dir: string;

  /** @param base an empty directory. */
  constructor(base: string) {
    this.#base = base;
    this.#around = join(base, ...LEVELS);
    this.dir = join(this.#around, INSIDE);
    this.#prepare();
  }

  /** Makes it as it was, when a case wrote something. @returns what appeared outside, if anything. */
  inspect(): string | undefined {
    const outside = [
      ...LEVELS.flatMap((level, index) => {
        const at = LEVELS.slice(0, index);
        return readdirSync(join(this.#base, ...at)).filter((name) => name !== level);
      }),
      ...readdirSync(this.#around).filter((name) => name !== INSIDE && name !== OUTSIDE),
      ...readdirSync(join(this.#around, OUTSIDE)).map((name) => join(OUTSIDE, name)),
      ...(existsSync(ABSOLUTE_CANARY) ? [ABSOLUTE_CANARY] : []),
    ];
    if (outside.length > 0 || !this.#isLinkThere()) {
      for (const name of readdirSync(this.#base)) rmSync(join(this.#base, name), { recursive: true });
      this.#prepare();
    } else {
      for (const name of readdirSync(this.dir)) {
        if (name !== LINK) rmSync(join(this.dir, name), { recursive: true });
      }
    }
    return outside.length === 0 ? undefined : outside.join(', ');
  }

  #isLinkThere(): boolean {
    return lstatSync(join(this.dir, LINK), { throwIfNoEntry: false })?.isSymbolicLink() === true;
  }

  #prepare(): void {
    rmSync(ABSOLUTE_CANARY, { recursive: true, force: true });
    mkdirSync(this.dir, { recursive: true });
    mkdirSync(join(this.#around, OUTSIDE));
    symlinkSync(join('..', OUTSIDE), join(this.dir, LINK));
  }
}
