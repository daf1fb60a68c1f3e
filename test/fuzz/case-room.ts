import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ABSOLUTE_CANARY } from './target.ts';

const INSIDE = 'inside';
const OUTSIDE = 'outside';
const LINK = 'link';

/** A directory for cases to write to, with places around it that show what leads out. */
export class CaseRoom {
  readonly #base: string;
  /** Where a case may write. */
  readonly dir: string;

  constructor() {
    this.#base = mkdtempSync(join(tmpdir(), 'oni-fuzz-'));
    this.dir = join(this.#base, INSIDE);
    rmSync(ABSOLUTE_CANARY, { recursive: true, force: true });
    this.#prepare();
  }

  /** Makes it as it was, when a case wrote something. @returns what appeared outside, if anything. */
  inspect(): string | undefined {
    const outside = [
      ...readdirSync(this.#base).filter((name) => name !== INSIDE && name !== OUTSIDE),
      ...readdirSync(join(this.#base, OUTSIDE)).map((name) => join(OUTSIDE, name)),
      ...(existsSync(ABSOLUTE_CANARY) ? [ABSOLUTE_CANARY] : []),
    ];
    const names = readdirSync(this.dir);
    if (outside.length > 0 || names.length !== 1 || names[0] !== LINK) {
      this.remove();
      mkdirSync(this.#base);
      this.#prepare();
    }
    return outside.length === 0 ? undefined : outside.join(', ');
  }

  remove(): void {
    rmSync(this.#base, { recursive: true, force: true });
    rmSync(ABSOLUTE_CANARY, { recursive: true, force: true });
  }

  #prepare(): void {
    mkdirSync(this.dir);
    mkdirSync(join(this.#base, OUTSIDE));
    symlinkSync(join('..', OUTSIDE), join(this.dir, LINK));
  }
}
