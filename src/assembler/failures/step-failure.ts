import { cleanLine } from '../../log/clean.ts';
import { diskUse } from '../../runner/disk-use.ts';
import { diagnose } from './diagnose.ts';
import { STEP_TIMEOUT, UNKNOWN, type StepFailure } from './step-error.ts';

/** How many of a failed step's last lines are kept for a person, and how much of each, in characters. */
const SHOWN_LINES = 20;
const SHOWN_WIDTH = 500;

/** How a step ended that did not end well. */
export interface EndOfStep {
  readonly step: string;
  readonly exitCode: number;
  /** Its last lines. */
  readonly tail: readonly string[];
  readonly logFile: string;
  /** Its time limit in ms, when that is what ended it. */
  readonly overLimit: number | undefined;
  /** Directory that is looked into when a disk is full. */
  readonly workDir: string | undefined;
}

/** Finds out why a step failed. */
export async function failureOf(end: EndOfStep): Promise<StepFailure> {
  const { step, exitCode, tail, logFile, overLimit, workDir } = end;
  const { signature, ...found } = diagnose(tail);
  const line = found.line === undefined ? undefined : shown(found.line);
  const common = {
    step,
    exitCode,
    lastLines: tail.slice(-SHOWN_LINES).map((text) => shown(cleanLine(text))),
    logFile,
  };
  if (overLimit !== undefined) {
    return {
      ...common,
      class: 'timeout',
      signature: STEP_TIMEOUT,
      line: `stopped after ${duration(overLimit)}, the time limit of each step`,
      cause: 'The step took longer than `timeout-minutes` allows.',
      fix: 'Raise `timeout-minutes`, or leave it out; without KVM a step takes five to twenty times as long.',
      details: [`its last line: ${line ?? 'it printed nothing'}`],
      retry: false,
    };
  }
  return {
    ...common,
    class: signature?.class ?? UNKNOWN,
    signature: signature?.id ?? UNKNOWN,
    line: line ?? 'it printed nothing',
    cause: signature?.cause,
    fix: signature?.fix,
    details: signature?.id === 'no-space' && workDir !== undefined ? await diskUse(workDir) : [],
    retry: signature?.retry ?? false,
  };
}

/** A line as it is told again: a whole one is in the log of the step. */
function shown(line: string): string {
  return line.length <= SHOWN_WIDTH ? line : `${line.slice(0, SHOWN_WIDTH)}…`;
}

function duration(ms: number): string {
  return ms >= 60_000 ? `${ms / 60_000} min` : `${ms / 1000} s`;
}
