import { readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';

/** Takes away what runs have left that were killed; one that still runs keeps its own. */
export async function sweepScratch(workDir: string): Promise<void> {
  for (const name of await readdir(workDir).catch(() => [])) {
    const pid = Number(/^validate-(\d+)$/.exec(name)?.[1] ?? Number.NaN);
    if (Number.isInteger(pid) && !isRunning(pid))
      await rm(join(workDir, name), { recursive: true, force: true });
  }
}

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    // Somebody else's process is one all the same.
    return error instanceof Error && 'code' in error && error.code === 'EPERM';
  }
}
