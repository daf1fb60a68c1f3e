import type { Finding } from '../lint/finding.ts';
import { printable } from '../release-rpm/text.ts';
import type { Package } from './nevra.ts';
import type { PrimaryPackage } from './primary.ts';
import type { LockedPackage } from './types.ts';
import { compareEvr, formatEvr, parseEvr, type Evr } from './version.ts';

interface LockState {
  readonly locked: LockedPackage;
  readonly evr: Evr;
  found: boolean;
  /** Digest of a package of the right version that is another one. */
  other?: string;
  /** The newest version there is. */
  newest?: Package;
}

/** What lock files pin, compared with packages as they are read. */
export class Locks {
  readonly #byName = new Map<string, LockState[]>();
  #open: number;

  constructor(locked: readonly LockedPackage[]) {
    this.#open = locked.length;
    for (const entry of locked) {
      const states = this.#byName.get(entry.name) ?? [];
      states.push({ locked: entry, evr: parseEvr(entry.evr), found: false });
      this.#byName.set(entry.name, states);
    }
  }

  /** How many are not found yet. */
  get open(): number {
    return this.#open;
  }

  /** Whether a package is one of those that are pinned. */
  pins(found: Package): boolean {
    return (this.#byName.get(found.name) ?? []).some((state) => fits(state, found));
  }

  offer(found: PrimaryPackage): void {
    const states = this.#byName.get(found.name);
    if (states === undefined) return;
    for (const state of states) {
      if (state.found) continue;
      if (state.newest === undefined || compareEvr(state.newest, found) < 0) state.newest = found;
      if (!fits(state, found)) continue;
      if (isOther(state.locked.digest, found.digest)) state.other = found.digest;
      else {
        state.found = true;
        this.#open -= 1;
      }
    }
  }

  /**
   * A finding for each entry that no repository has.
   *
   * @param nowhere says that nobody has it.
   */
  findings(nowhere: string): Finding[] {
    const missing = [...this.#byName.values()].flat().filter(({ found }) => !found);
    return missing.map(({ locked, other, newest }) => {
      const arch = locked.arch === undefined ? '' : `.${locked.arch}`;
      const name = printable(`${locked.name}-${locked.evr}${arch}`);
      const what =
        other === undefined
          ? `${name} is locked, and ${nowhere}` +
            (newest === undefined ? '' : `; the newest there is ${printable(formatEvr(newest))}`)
          : `${name} is locked as ${printable(locked.digest ?? '')}, and there it is ${printable(other)}`;
      return {
        rule: 'lock-entry-missing',
        severity: 'warning',
        message: `${what}; the build only warns and takes what it finds: update the lock file`,
        location: locked.origin,
      };
    });
  }
}

function fits({ evr, locked }: LockState, found: Package): boolean {
  return (locked.arch === undefined || locked.arch === found.arch) && compareEvr(evr, found) === 0;
}

/** Digests of another kind cannot be compared. */
function isOther(locked: string | undefined, found: string): boolean {
  if (locked === undefined) return false;
  const [kind, ours] = [locked.split(':')[0], found.split(':')[0]];
  return kind === ours && locked.toLowerCase() !== found.toLowerCase();
}
