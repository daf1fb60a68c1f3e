import { existsSync } from 'node:fs';
import { readFile, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { identityOf } from '../assembler/engine.ts';
import { driverOf } from '../assembler/engines/list.ts';
import { planGiveBack, type PlanRequest } from '../assembler/plan.ts';
import type { StepRunner } from '../assembler/run-step.ts';
import { messageOf } from '../errors.ts';
import type { Log } from '../log/log.ts';
import { run } from '../process/run.ts';

/** Where the way back of a work directory is kept; no container sees this file. */
function noteOf(workDir: string): string {
  return join(workDir, '.give-back.json');
}

/**
 * Notes how the work directory is handed back to whoever called, before it gets other owners. A build that is killed
 * cannot do it any more: then the post step, or the next build there, does.
 */
export async function noteGiveBack(
  request: PlanRequest,
  { engine, runId }: StepRunner,
  workDir: string,
): Promise<void> {
  const step = planGiveBack(request);
  if (step === undefined) return;
  const { argv } = driverOf(engine).command(engine, step.container, identityOf(runId, step.id));
  await writeFile(noteOf(workDir), `${JSON.stringify(argv)}\n`);
}

/** Hands the work directory back, where that was noted and not done. It only warns: a build that succeeded stays one. */
export async function giveBack(workDir: string, log: Log): Promise<void> {
  const note = noteOf(workDir);
  if (!existsSync(note)) return;
  try {
    const [program, ...args] = readNote(await readFile(note, 'utf8'));
    const { exitCode, stderr } = await run([program, ...args]);
    if (exitCode !== 0) throw new Error(stderr.trim());
    await rm(note);
  } catch (error) {
    log.warning(
      `work-dir: ${workDir} could not be handed back whole (${messageOf(error)}); ` +
        'take it with `sudo chown -R`, or remove it with `sudo rm -rf`',
    );
  }
}

function readNote(text: string): [string, ...string[]] {
  const argv: unknown = JSON.parse(text);
  if (!Array.isArray(argv)) throw new Error('the note of how is damaged');
  const [program, ...args] = argv.map(String);
  if (program === undefined) throw new Error('the note of how is empty');
  return [program, ...args];
}

/** True where another user owns the directory: a run that was killed could not hand it back. */
export async function isForeign(directory: string): Promise<boolean> {
  return (await stat(directory)).uid !== process.getuid?.();
}
