import type { Location } from '../../src/errors.ts';
import type { Log } from '../../src/log/log.ts';

/** One thing that was said. */
export interface Said {
  readonly kind: 'info' | 'notice' | 'warning' | 'error' | 'debug' | 'group' | 'child';
  readonly message: string;
  readonly location?: Location | undefined;
}

/** A log that remembers, for tests. */
export class MemoryLog implements Log {
  readonly said: Said[] = [];

  /** Messages of one kind, in order. */
  of(kind: Said['kind']): string[] {
    return this.said.filter((entry) => entry.kind === kind).map(({ message }) => message);
  }

  info(message: string): void {
    this.said.push({ kind: 'info', message });
  }

  notice(message: string, location?: Location): void {
    this.said.push({ kind: 'notice', message, location });
  }

  warning(message: string, location?: Location): void {
    this.said.push({ kind: 'warning', message, location });
  }

  error(message: string, location?: Location): void {
    this.said.push({ kind: 'error', message, location });
  }

  debug(message: string): void {
    this.said.push({ kind: 'debug', message });
  }

  async group<T>(title: string, body: () => Promise<T>): Promise<T> {
    this.said.push({ kind: 'group', message: title });
    return await body();
  }

  child(): { write: (line: string) => void; close: () => void } {
    return { write: (message) => void this.said.push({ kind: 'child', message }), close: () => undefined };
  }
}
