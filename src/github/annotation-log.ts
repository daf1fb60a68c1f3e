import type { Location } from '../errors.ts';
import type { ChildRelay, Log } from '../log/log.ts';

/** GitHub shows this many annotations of each kind of a step; the rest is lost without a word. */
const PER_KIND = 10;
/** Characters of a message; the runner cuts longer ones. */
const LENGTH = 4096;

type Kind = 'notice' | 'warning' | 'error';

/**
 * A log that makes no more annotations than GitHub shows; what comes after them is a line of the log like any other, so
 * that it is read there and the annotations that count are not pushed out.
 */
export class AnnotationLog implements Log {
  readonly #log: Log;
  readonly #left: Record<Kind, number> = { notice: PER_KIND, warning: PER_KIND, error: PER_KIND };

  constructor(log: Log) {
    this.#log = log;
  }

  /** How many annotations of a kind are still shown. */
  left(kind: Kind): number {
    return this.#left[kind];
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

  info(message: string): void {
    this.#log.info(message);
  }

  debug(message: string): void {
    this.#log.debug(message);
  }

  async group<T>(title: string, body: () => Promise<T>): Promise<T> {
    return await this.#log.group(title, body);
  }

  child(): ChildRelay {
    return this.#log.child();
  }

  #said(kind: Kind, message: string, location: Location | undefined): void {
    if (this.#left[kind] > 0) {
      this.#left[kind] -= 1;
      this.#log[kind](message.length > LENGTH ? `${message.slice(0, LENGTH - 1)}…` : message, location);
      return;
    }
    const place =
      location === undefined
        ? ''
        : `${location.file}${location.line === undefined ? '' : `:${location.line}`}: `;
    this.#log.info(`${kind}: ${place}${message}`);
  }
}
