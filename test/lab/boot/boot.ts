import { spawn } from 'node:child_process';
import { setTimeout as sleep } from 'node:timers/promises';

/** What a boot showed. */
export interface Boot {
  /** Everything on the serial console. */
  readonly console: string;
  /** PRETTY_NAME as the system that was switched into printed it; undefined when it never came that far. */
  readonly prettyName: string | undefined;
}

/**
 * Boots an ISO as a BIOS machine would, with its own boot loader and menu default, in an emulated machine without
 * network, until the system says its name, powers off or time runs out.
 */
export async function bootIso(iso: string, timeoutMs = 120_000): Promise<Boot> {
  const child = spawn(
    'qemu-system-x86_64',
    [
      '-accel',
      'tcg',
      '-m',
      '768',
      '-display',
      'none',
      '-nic',
      'none',
      '-no-reboot',
      '-serial',
      'stdio',
      '-boot',
      'd',
      '-cdrom',
      iso,
    ],
    { stdio: ['ignore', 'pipe', 'pipe'] },
  );
  let output = '';
  const ended = new Promise<void>((resolve) => {
    child.once('close', () => resolve());
    child.once('error', (error) => {
      output += String(error);
      resolve();
    });
  });
  const named = new Promise<void>((resolve) => {
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      output += text;
      if (/ONI-BOOT PRETTY_NAME=.*\r?\n/.test(output)) resolve();
    });
  });
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    output += text;
  });
  const limit = new AbortController();
  await Promise.race([
    ended,
    named,
    sleep(timeoutMs, undefined, { signal: limit.signal }).catch(() => undefined),
  ]);
  limit.abort();
  child.kill('SIGKILL');
  await ended;
  return { console: output, prettyName: /ONI-BOOT PRETTY_NAME=(.*?)\r?\n/.exec(output)?.[1] };
}
