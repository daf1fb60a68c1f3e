/** A line appears once this much more has arrived, in parts of the whole … */
const STEP = 0.1;
/** … or after this many milliseconds … */
const LONGEST = 10_000;
/** … but never sooner than this after the one before: small files need no ten lines. */
const SHORTEST = 1_000;

const MB = 1e6;

/** How far an upload is, said now and then: `node.iso: 40 % (820 of 2048 MB), 55 MB/s`. */
export class Progress {
  readonly #name: string;
  readonly #total: number;
  readonly #say: (text: string) => void;
  readonly #now: () => number;
  #last: { readonly bytes: number; readonly at: number };

  /** @param total bytes. @param now milliseconds, of a clock that never goes back. */
  constructor(name: string, total: number, say: (text: string) => void, now = () => performance.now()) {
    this.#name = name;
    this.#total = total;
    this.#say = say;
    this.#now = now;
    this.#last = { bytes: 0, at: now() };
  }

  /** Takes note that `bytes` have arrived so far. The end is not said: it is the result's line. */
  reached(bytes: number): void {
    const at = this.#now();
    const waited = at - this.#last.at;
    const gained = bytes - this.#last.bytes;
    if (bytes >= this.#total || waited < SHORTEST) return;
    if (gained < this.#total * STEP && waited < LONGEST) return;
    const percent = Math.floor((bytes / this.#total) * 100);
    const rate = gained / MB / (waited / 1000);
    this.#say(
      `${this.#name}: ${percent} % (${(bytes / MB).toFixed(0)} of ${(this.#total / MB).toFixed(0)} MB), ${rate.toFixed(0)} MB/s`,
    );
    this.#last = { bytes, at };
  }
}
