import { spawn, type ChildProcessWithoutNullStreams } from 'node:child_process';
import { Qmp } from './qmp.ts';

/** The host offers KVM and cannot run a guest with it, as on nested machines: the guest stands still for ever. */
const BROKEN = /KVM internal error/;

/** A running emulator, or the engine that runs it in a container: its protocol, its own words, its end. */
export class Emulator {
  readonly qmp: Qmp;
  /** Settles when the program is gone, however it went. */
  readonly closed: Promise<void>;
  readonly #child: ChildProcessWithoutNullStreams;
  #words = '';
  #ended = false;

  /** @param env replaces the environment; then it gets a session of its own, by which it is found when we are gone. */
  constructor(
    [program, ...args]: readonly [string, ...string[]],
    env?: Readonly<Record<string, string | undefined>>,
  ) {
    const own = env === undefined ? {} : { env: { ...env }, detached: true };
    this.#child = spawn(program, args, { stdio: ['pipe', 'pipe', 'pipe'], ...own });
    this.qmp = new Qmp(this.#child.stdout, this.#child.stdin);
    this.#child.stderr.setEncoding('utf8').on('data', (text: string) => {
      this.#words = (this.#words + text).slice(-4096);
    });
    this.closed = new Promise((resolve) => {
      this.#child.once('close', () => {
        this.#ended = true;
        resolve();
      });
      this.#child.once('error', (error) => {
        this.#words += error.message;
        this.#ended = true;
        resolve();
      });
    });
  }

  /** False when the program is gone, and when it stands still for good. */
  get alive(): boolean {
    return !this.#ended && !BROKEN.test(this.#words);
  }

  /** The line in which it says why it does not run; empty when it said nothing. */
  get lastWords(): string {
    const lines = [...this.qmp.words, ...this.#words.split('\n')]
      .map((line) => line.trim())
      .filter((line) => line !== '');
    return lines.find((line) => BROKEN.test(line)) ?? lines.at(-1) ?? '';
  }

  /** @param consoleBytes a machine that printed something did run. */
  failed(consoleBytes: number): boolean {
    return BROKEN.test(this.#words) || (this.#ended && consoleBytes === 0 && this.lastWords !== '');
  }

  kill(): void {
    this.#child.kill('SIGKILL');
  }
}
