import { spawn } from 'node:child_process';
import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { ConsoleWatch } from './console.ts';
import { Qmp } from './qmp.ts';

/** How often the console is looked at. */
const POLL_MS = 200;

/** The host offers KVM and cannot run a guest with it, as on nested machines: the guest stands still for ever. */
const BROKEN = /KVM internal error/;

/** A boot to watch. */
export interface BootRequest {
  /** The emulator with its arguments, or the engine that starts it in a container. */
  readonly argv: readonly [string, ...string[]];
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
  const [program, ...args] = request.argv;
  const child = spawn(program, args, { stdio: ['pipe', 'pipe', 'pipe'] });
  let words = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    words = (words + text).slice(-4096);
  });
  let ended = false;
  const closed = new Promise<void>((resolve) => {
    const end = (): void => {
      ended = true;
      resolve();
    };
    child.once('close', end);
    child.once('error', (error) => {
      words += error.message;
      end();
    });
  });
  const machine = new Qmp(child.stdout, child.stdin);
  const watch = new ConsoleWatch(join(request.outDir, SERIAL_LOG), request.pattern, request.onLine);
  // Until this is said the protocol takes no other command; the machine itself runs already.
  await machine.execute('qmp_capabilities');
  const deadline = started + request.timeoutMs;
  let judged = await watch.read();
  while (judged === undefined && !ended && !BROKEN.test(words) && performance.now() < deadline) {
    await Promise.race([closed, sleep(POLL_MS)]);
    judged = await watch.read();
  }
  const broken = BROKEN.test(words);
  const timedOut = judged === undefined && !ended && !broken;
  const screenshot = ended ? undefined : await picture(machine, request);
  if (!(await machine.execute('quit'))) {
    await request.kill?.();
    child.kill('SIGKILL');
  }
  await closed;
  const said = [...machine.words, ...words.split('\n')]
    .map((text) => text.trim())
    .filter((text) => text !== '');
  const line = judged?.line ?? (broken ? said.find((text) => BROKEN.test(text)) : said.at(-1)) ?? '';
  const failed = judged === undefined && !timedOut && (broken || (watch.size === 0 && line !== ''));
  return {
    outcome: judged?.verdict ?? (timedOut ? 'timeout' : failed ? 'failed' : 'ended'),
    line,
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
