import { open } from 'node:fs/promises';
import { cleanLine } from '../log/clean.ts';
import { LineSplitter } from '../log/lines.ts';

/**
 * What a system prints that will never come up. The kernel's own words, dracut's and systemd's, and those of the
 * boot loaders when they find nothing to load.
 */
const FATAL: readonly RegExp[] = [
  /Kernel panic - not syncing/,
  /Entering emergency mode|You are in emergency mode/,
  /dracut(-initqueue)?\[\d+\]: (FATAL|Refusing to continue)/,
  /No bootable (device|medium)/i,
  /isolinux\.bin missing or corrupt|Could not find kernel image/,
  /end Kernel panic/,
];

/** Lines kept for the error. */
const TAIL_LINES = 20;

/** What a line of the console means for a boot. */
export type Verdict = 'reached' | 'fatal';

/** A verdict and the line it was read from. */
export interface Judged {
  readonly verdict: Verdict;
  readonly line: string;
}

/**
 * Reads a growing file, the serial console of a machine, and judges each line of it. A prompt has no line end, so
 * what stands after the last one is judged as well.
 */
export class ConsoleWatch {
  readonly #file: string;
  readonly #pattern: RegExp;
  readonly #lines: LineSplitter;
  #size = 0;
  readonly #tail: string[] = [];
  #verdict: Judged | undefined;

  /**
   * @param pattern what a line has to match for the boot to be good.
   * @param onLine each whole line, cleaned.
   */
  constructor(file: string, pattern: RegExp, onLine: (line: string) => void) {
    this.#file = file;
    this.#pattern = pattern;
    this.#lines = new LineSplitter((line) => {
      const clean = cleanLine(line);
      onLine(clean);
      if (this.#verdict !== undefined) return;
      this.#tail.push(clean);
      if (this.#tail.length > TAIL_LINES) this.#tail.shift();
      this.#judge(clean);
    });
  }

  /** The last lines up to the one that decided: a panic's registers come after it and say little. */
  get tail(): readonly string[] {
    return this.#tail;
  }

  /** Bytes read so far. */
  get size(): number {
    return this.#size;
  }

  /** Reads what has come since. @returns the first verdict there is. */
  async read(): Promise<Judged | undefined> {
    const handle = await open(this.#file, 'r').catch(() => undefined);
    if (handle === undefined) return this.#verdict;
    try {
      const buffer = Buffer.alloc(64 * 1024);
      for (;;) {
        const { bytesRead } = await handle.read(buffer, 0, buffer.length, this.#size);
        if (bytesRead === 0) break;
        this.#size += bytesRead;
        this.#lines.write(buffer.subarray(0, bytesRead));
      }
    } finally {
      await handle.close();
    }
    this.#judge(cleanLine(this.#lines.pending));
    return this.#verdict;
  }

  #judge(line: string): void {
    if (this.#verdict !== undefined) return;
    if (this.#pattern.test(line)) this.#verdict = { verdict: 'reached', line };
    else if (FATAL.some((pattern) => pattern.test(line))) this.#verdict = { verdict: 'fatal', line };
  }
}
