import type { Readable, Writable } from 'node:stream';
import { setTimeout as sleep } from 'node:timers/promises';
import { isObject } from '../json.ts';
import { LineSplitter } from '../log/lines.ts';

/** An answer that takes longer than this is not waited for: a machine that hangs must not hang the build. */
const ANSWER_MS = 10_000;

/**
 * Talks to an emulator by its machine protocol (QMP): one JSON object a line; a greeting first, then commands, each
 * answered by `return` or `error`, with events in between.
 */
export class Qmp {
  readonly #input: Writable;
  readonly #waiting: ((answer: boolean) => void)[] = [];
  /** Lines that are no JSON: what the emulator says when it does not start. */
  readonly words: string[] = [];

  constructor(output: Readable, input: Writable) {
    this.#input = input;
    // An emulator that is gone closes its end; its exit is what tells of it.
    input.on('error', () => undefined);
    const lines = new LineSplitter((line) => this.#take(line));
    output.on('data', (chunk: Buffer) => lines.write(chunk));
    output.on('close', () => {
      for (const answer of this.#waiting.splice(0)) answer(false);
    });
  }

  /** @returns whether the emulator did it; false also when it is gone or does not answer. */
  async execute(command: string, args: Readonly<Record<string, string>> = {}): Promise<boolean> {
    if (this.#input.destroyed || !this.#input.writable) return false;
    const answered = new Promise<boolean>((resolve) => this.#waiting.push(resolve));
    this.#input.write(`${JSON.stringify({ execute: command, arguments: args })}\n`);
    const limit = new AbortController();
    const late = sleep(ANSWER_MS, false, { signal: limit.signal }).catch(() => false);
    const answer = await Promise.race([answered, late]);
    limit.abort();
    return answer;
  }

  #take(line: string): void {
    let message: unknown;
    try {
      message = JSON.parse(line);
    } catch {
      if (line.trim() !== '') this.words.push(line);
      return;
    }
    if (!isObject(message)) return;
    if ('return' in message) this.#waiting.shift()?.(true);
    else if ('error' in message) this.#waiting.shift()?.(false);
  }
}
