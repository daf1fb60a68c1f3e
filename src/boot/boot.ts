import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { ConsoleWatch } from './console.ts';
import { Emulator } from './emulator.ts';
import type { Qmp } from './qmp.ts';

/** How often the console is looked at. */
const POLL_MS = 200;

/** A boot to watch. */
export interface BootRequest {
  /** The emulator with its arguments, or the engine that starts it in a container. */
  readonly argv: readonly [string, ...string[]];
  /** Of a program whose end nobody else sees to; absent = that of this process. */
  readonly env?: Readonly<Record<string, string | undefined>>;
  /** Directory for what is seen, on this machine: `serial.log`, `screen.png`. */
  readonly outDir: string;
  /** The same directory as the emulator sees it. */
  readonly innerDir: string;
  /** What a line of the console has to match. */
  readonly pattern: RegExp;
  readonly timeoutMs: number;
  readonly onLine: (line: string) => void;
  /** Ends the machine where ending the program started here would not, as with a container. */
  readonly kill?: () => Promise<void>;
}

/** How a boot went. */
export interface BootOutcome {
  /**
   * `reached`: the pattern was seen; `fatal`: the system said that it will not come up; `ended`: the machine went off
   * before either; `timeout`: neither in time; `failed`: the emulator did not start.
   */
  readonly outcome: 'reached' | 'fatal' | 'ended' | 'timeout' | 'failed';
  /** The line that decided, or the emulator's own last words. */
  readonly line: string;
  /** The console's last lines up to that one. */
  readonly tail: readonly string[];
  /** Bytes the console printed. */
  readonly consoleBytes: number;
  /** The picture of the screen, when one could be taken. */
  readonly screenshot: string | undefined;
  readonly seconds: number;
}

/** Name of the console's file in a boot's directory. */
export const SERIAL_LOG = 'serial.log';

/**
 * Starts a machine and watches its console until the pattern, a sign that it will never come, the machine's end or
 * the end of the time; takes a picture of the screen; turns it off.
 */
export async function watchBoot(request: BootRequest): Promise<BootOutcome> {
  const started = performance.now();
  const emulator = new Emulator(request.argv, request.env);
  const watch = new ConsoleWatch(join(request.outDir, SERIAL_LOG), request.pattern, request.onLine);
  // Until this is said the protocol takes no other command; the machine itself runs already.
  await emulator.qmp.execute('qmp_capabilities');
  const deadline = started + request.timeoutMs;
  let judged = await watch.read();
  while (judged === undefined && emulator.alive && performance.now() < deadline) {
    await Promise.race([emulator.closed, sleep(POLL_MS)]);
    judged = await watch.read();
  }
  const timedOut = judged === undefined && emulator.alive;
  const failed = judged === undefined && emulator.failed(watch.size);
  const screenshot = await picture(emulator.qmp, request);
  if (!(await emulator.qmp.execute('quit'))) {
    await request.kill?.();
    emulator.kill();
  }
  await emulator.closed;
  return {
    outcome: judged?.verdict ?? (timedOut ? 'timeout' : failed ? 'failed' : 'ended'),
    line: judged?.line ?? emulator.lastWords,
    tail: watch.tail,
    consoleBytes: watch.size,
    screenshot,
    seconds: (performance.now() - started) / 1000,
  };
}

/** PNG since qemu 7.1, else the older format; a picture is welcome and never necessary. */
async function picture(machine: Qmp, { outDir, innerDir }: BootRequest): Promise<string | undefined> {
  const attempts: [name: string, args: Record<string, string>][] = [
    ['screen.png', { format: 'png' }],
    ['screen.ppm', {}],
  ];
  for (const [name, args] of attempts) {
    await machine.execute('screendump', { filename: join(innerDir, name), ...args });
    const info = await stat(join(outDir, name)).catch(() => undefined);
    if (info !== undefined && info.size > 0) return join(outDir, name);
  }
  return undefined;
}
