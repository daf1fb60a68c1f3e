import { formatLocation, type Location } from '../errors.ts';
import { cleanLine } from './clean.ts';
import type { ChildRelay, Log } from './log.ts';
import { maskSecrets } from './secrets.ts';

/** Log of the command line: plain text on standard error, because standard output belongs to the result. */
export class ConsoleLog implements Log {
  readonly #write: (text: string) => void;
  readonly #verbose: boolean;

  constructor(write: (text: string) => void, verbose = false) {
    this.#write = (text) => write(maskSecrets(text));
    this.#verbose = verbose;
  }

  info(message: string): void {
    this.#write(`${message}\n`);
  }

  notice(message: string, location?: Location): void {
    this.#said('notice', message, location);
  }

  warning(message: string, location?: Location): void {
    this.#said('warning', message, location);
  }

  error(message: string, location?: Location): void {
    this.#said('error', message, location);
  }

  debug(message: string): void {
    if (this.#verbose) this.#said('debug', message);
  }

  async group<T>(title: string, body: () => Promise<T>): Promise<T> {
    this.#write(`==> ${title}\n`);
    return await body();
  }

  child(): ChildRelay {
    return { write: (line) => this.#write(`    ${cleanLine(line)}\n`), close: () => undefined };
  }

  #said(kind: string, message: string, location?: Location): void {
    const place =
      location === undefined || message.startsWith(location.file) ? '' : `${formatLocation(location)}: `;
    this.#write(`${kind}: ${place}${message}\n`);
  }
}
