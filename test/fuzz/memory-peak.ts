import { closeSync, openSync, readSync, writeSync } from 'node:fs';

/**
 * The most memory the process had since it was last asked. The kernel's mark is set back each time (proc(5),
 * clear_refs): the highest of the whole life of the process would hide every case after the first that took much.
 */
export class MemoryPeak {
  readonly #status = openSync('/proc/self/status', 'r');
  readonly #clear = openSync('/proc/self/clear_refs', 'w');
  readonly #text = Buffer.alloc(8192);
  #before = 0;

  constructor() {
    this.grown();
  }

  /** MiB on top of what was taken when it was last asked. */
  grown(): number {
    const length = readSync(this.#status, this.#text, 0, this.#text.length, 0);
    const text = this.#text.toString('latin1', 0, length);
    const grown = field(text, 'VmHWM') - this.#before;
    this.#before = field(text, 'VmRSS');
    writeSync(this.#clear, '5');
    return grown >> 10;
  }

  close(): void {
    closeSync(this.#status);
    closeSync(this.#clear);
  }
}

/** KiB. */
function field(text: string, name: 'VmRSS' | 'VmHWM'): number {
  const start = text.indexOf(`${name}:`);
  if (start < 0) throw new Error(`/proc/self/status has no ${name}`);
  return Number.parseInt(text.slice(start + name.length + 1, text.indexOf('kB', start)), 10);
}
