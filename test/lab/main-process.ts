import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';

/**
 * Sends a signal to the action that runs with this directory, as a runner does: to its process alone. A program that
 * only starts it somewhere else (podman exec, sudo) would not pass every signal on.
 */
export async function signalMain(dir: string, signal: NodeJS.Signals): Promise<void> {
  const temp = `RUNNER_TEMP=${join(dir, 'temp')}`;
  for (const pid of (await readdir('/proc')).filter((name) => /^\d+$/.test(name))) {
    const words = async (file: string): Promise<string[]> =>
      (await readFile(`/proc/${pid}/${file}`, 'utf8').catch(() => '')).split('\0');
    const isMain = (await words('cmdline')).some((word) => word.endsWith('/dist/main.js'));
    if (isMain && (await words('environ')).includes(temp)) process.kill(Number(pid), signal);
  }
}
