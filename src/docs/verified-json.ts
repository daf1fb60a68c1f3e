import { isObserved } from './observed.ts';
import { allUnverified, type Unverified } from './unverified.ts';

/** What a run left behind, as the texts it wrote. */
export interface RunTraces {
  /** Repository root, whose comments name the facts. */
  readonly root: string;
  /** probe.json of the log directory; empty when the run never got that far. */
  readonly probe: string;
  /** steps.jsonl of the log directory; empty when no step ran. */
  readonly steps: string;
  /** The action's outputs as a JSON object. */
  readonly outputs: string;
  /** Address of the run's page. */
  readonly run: string;
}

/** Content of verified.json. */
export interface VerifiedReport {
  readonly run: string;
  /** `reference`, `digest`, `dialect`, `rpmOstree` and `commit` of the assembler; null when it was never looked at. */
  readonly assembler: unknown;
  /** `id`, `exitCode` and `seconds` of each step, in order. */
  readonly steps: readonly unknown[];
  readonly outputs: unknown;
  /** The rows of docs/verified.md. `observed`: null where no step of a run can show it. */
  readonly facts: readonly (Unverified & { readonly observed: boolean | null })[];
}

/** Makes the report. @throws SyntaxError for a trace that is not JSON. */
export function verifiedJson({ root, probe, steps, outputs, run }: RunTraces): VerifiedReport {
  const assembler: unknown = probe.trim() === '' ? null : JSON.parse(probe);
  const records = steps
    .split('\n')
    .filter((line) => line.trim() !== '')
    .map((line): unknown => JSON.parse(line));
  const endedWell = new Set(records.flatMap((record) => idOfGood(record)));
  if (assembler !== null) endedWell.add('probe');
  return {
    run,
    assembler,
    steps: records,
    outputs: JSON.parse(outputs),
    facts: allUnverified(root).map((fact) => ({ ...fact, observed: isObserved(fact, endedWell) ?? null })),
  };
}

function idOfGood(record: unknown): string[] {
  if (typeof record !== 'object' || record === null || !('id' in record) || !('exitCode' in record))
    return [];
  return record.exitCode === 0 && typeof record.id === 'string' ? [record.id] : [];
}
