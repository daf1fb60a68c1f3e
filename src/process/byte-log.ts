import { createWriteStream, type WriteStream } from 'node:fs';
import { finished } from 'node:stream/promises';

/**
 * A file that takes every byte of a program's output. One that cannot be written any more (a full disk is what many
 * builds die of) is given up with one complaint: the program and our own report of its end matter more.
 */
export class ByteLog {
  readonly #file: WriteStream;
  #broken = false;

  /** @param onBroken is told once when the file cannot be written. */
  constructor(path: string, onBroken: (error: Error) => void) {
    this.#file = createWriteStream(path, { flags: 'a' });
    this.#file.once('error', (error) => {
      this.#broken = true;
      onBroken(error);
    });
  }

  /** Takes bytes; false asks the caller to wait for `onRoom`, so that a fast program cannot fill the memory. */
  write(chunk: Buffer, onRoom: () => void): boolean {
    if (this.#broken) return true;
    if (this.#file.write(chunk)) return true;
    const go = (): void => {
      this.#file.off('drain', go);
      this.#file.off('close', go);
      onRoom();
    };
    // A file that breaks is closed and never drains.
    this.#file.once('drain', go);
    this.#file.once('close', go);
    return false;
  }

  /** Waits until everything is in the file. */
  async end(): Promise<void> {
    this.#file.end();
    await finished(this.#file).catch(() => undefined);
  }
}
