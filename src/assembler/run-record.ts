import { appendFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { ProbeFacts } from './probe.ts';
import type { PulledImage } from './pull.ts';

/** Files beside the logs that say, for programs, what a run did. */
export const RECORD = { probe: 'probe.json', steps: 'steps.jsonl' } as const;

/** How a step ended; one line of JSON each in `steps.jsonl`, in the order they ran. */
export interface StepRecord {
  readonly id: string;
  readonly exitCode: number;
  readonly seconds: number;
}

/** Notes which assembler ran, as it was found: `reference`, `digest` and the facts of the probe but its flags. */
export async function recordProbe(
  logDir: string,
  { reference, digest }: Pick<PulledImage, 'reference' | 'digest'>,
  { dialect, rpmOstree, commit }: Pick<ProbeFacts, 'dialect' | 'rpmOstree' | 'commit'>,
): Promise<void> {
  const facts = { reference, digest, dialect, rpmOstree, commit };
  await writeFile(join(logDir, RECORD.probe), `${JSON.stringify(facts, null, 2)}\n`);
}

/** Notes how a step ended, whether well or not. */
export async function recordStep(logDir: string, { id, exitCode, seconds }: StepRecord): Promise<void> {
  await appendFile(join(logDir, RECORD.steps), `${JSON.stringify({ id, exitCode, seconds })}\n`);
}
