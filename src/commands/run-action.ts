import { appendFile } from 'node:fs/promises';
import { saveState, setOutput } from '@actions/core';
import { hostArch } from '../arch.ts';
import { StepError } from '../assembler/failures/step-error.ts';
import { messageOf, UserError } from '../errors.ts';
import { COMMANDS } from '../inputs/choices.ts';
import { readGithubInputs } from '../inputs/github.ts';
import { parseInputs } from '../inputs/parse.ts';
import type { RawInputs } from '../inputs/schema.ts';
import { registerSecrets } from '../inputs/secrets.ts';
import { meaninglessInputs } from '../inputs/validate.ts';
import { GithubLog } from '../log/github-log.ts';
import type { Log } from '../log/log.ts';
import { maskSecrets } from '../log/secrets.ts';
import { Cancellation, CancelledError } from '../process/cancellation.ts';
import { isBuilt, outcomeOutputs, outcomeSummary, type BuildOutcome } from '../report/outcome.ts';
import { failureOutputs } from '../report/outputs.ts';
import { failureSummary, stepFailureSummary } from '../report/summary.ts';
import { asDiskError } from '../runner/disk-refusal.ts';
import { STATE } from './clean-up.ts';
import { exitCodeOf } from './exit-code.ts';
import { isForkLeftAlone, leaveForkAlone } from './fork-left-alone.ts';
import { inputContext, workspaceOf } from './input-context.ts';
import type { Ending, Surroundings } from './speak-up.ts';

/** The action's main step. @returns its exit code. */
export async function runAction(env: NodeJS.ProcessEnv): Promise<number> {
  const log = new GithubLog((text) => process.stdout.write(text), env);
  const cancellation = new Cancellation(log);
  const { release } = cancellation.listen();
  let command: Command = 'build';
  let raw: RawInputs = {};
  /** What has moved since the last good build, for whoever is told of a failure: paragraphs. */
  const changes: string[] = [];
  try {
    raw = readGithubInputs(env);
    registerSecrets(raw, env);
    command = commandOf(raw);
    for (const name of meaninglessInputs(command, raw))
      log.warning(`${name}: means nothing to \`command: ${command}\`; leave it out`);
    if (command === 'validate') {
      // It takes seconds and has nothing to end well: a signal ends it as it ends any program.
      release();
      const { validateAction } = await import('./validate-action.ts');
      return await validateAction(raw, env, log);
    }
    if (command === 'publish-release') {
      // What a signal leaves is a draft, which the next run removes.
      release();
      const { publishRelease } = await import('./publish-release.ts');
      await writeSummary(await publishRelease(raw, env, log), env, log);
      return 0;
    }
    const end = async (outcome: BuildOutcome): Promise<number> => {
      for (const [name, value] of Object.entries(outcomeOutputs(outcome))) setOutput(name, value);
      await writeSummary(outcomeSummary(outcome), env, log);
      const ending = endingOf(outcome);
      if (ending !== undefined) await speak(ending, { raw, env, log });
      return 0;
    };
    // Before the inputs are judged: a fork lacks the secrets some of them are made from.
    if (await isForkLeftAlone(raw, env)) return await end(leaveForkAlone(log));
    const inputs = await parseInputs(raw, inputContext(env, workspaceOf(env)));
    // Loaded here, so that a mistake in the inputs is told before the whole job has been read.
    const { build } = await import('./build.ts');
    const outcome = await build(inputs, {
      env,
      log,
      cancellation,
      onEngine: (program, runId) => {
        saveState(STATE.program, program);
        saveState(STATE.runId, runId);
        saveState(STATE.workDir, inputs.workDir);
      },
      ...(inputs.failureIssue ? { onChanges: (markdown: string) => void changes.push(markdown) } : {}),
      onCache: (state) => saveState(STATE.cache, JSON.stringify(state)),
    });
    return await end(outcome);
  } catch (caught) {
    const error = asDiskError(caught) ?? caught;
    if (error instanceof CancelledError) {
      log.error(`${error.message}; what had not been uploaded whole is no artifact`);
      return exitCodeOf(error);
    }
    if (!(error instanceof UserError)) log.debug(error instanceof Error ? (error.stack ?? '') : '');
    const bug = error instanceof UserError ? '' : 'internal error, please report it: ';
    log.error(`${bug}${messageOf(error)}`, error instanceof UserError ? error.location : undefined);
    if (command === 'build')
      for (const [name, value] of Object.entries(failureOutputs(error))) setOutput(name, value);
    const keptIn = error instanceof UserError ? error.keptIn : undefined;
    const summary =
      error instanceof StepError
        ? stepFailureSummary(error.failure, keptIn)
        : failureSummary(`${bug}${messageOf(error)}`, NOT_DONE[command], keptIn);
    await writeSummary(summary, env, log);
    if (command === 'build') await speak({ error, changes: changes.join('\n\n') }, { raw, env, log });
    return exitCodeOf(error);
  } finally {
    release();
  }
}

type Command = (typeof COMMANDS)[number];

/** What a summary says of a command that failed. */
const NOT_DONE: Readonly<Record<Command, string>> = {
  build: 'not built',
  validate: 'not validated',
  'publish-release': 'not released',
};

/** What was asked for; a word that is none is complained about with the other inputs of a build. */
function commandOf({ command }: RawInputs): Command {
  return COMMANDS.find((name) => name === command) ?? 'build';
}

/** What there is to say of a job that did not fail; undefined on a fork, where nothing was tried. */
function endingOf(outcome: BuildOutcome): Ending | undefined {
  if (isBuilt(outcome)) return { buildId: outcome.buildId, isSkipped: false };
  return outcome.skip === 'fork' ? undefined : { buildId: outcome.record.buildId, isSkipped: true };
}

/** Tells of the ending in the issue of `failure-issue: true`; loaded only where that was asked for. */
async function speak(ending: Ending, surroundings: Surroundings): Promise<void> {
  if (!/^true$/i.test((surroundings.raw['failure-issue'] ?? '').trim())) return;
  const { speakUp } = await import('./speak-up.ts');
  await speakUp(ending, { ...surroundings, hostArch: hostArch() });
}

/** A summary that cannot be written is worth a warning and no more. */
async function writeSummary(text: string, env: NodeJS.ProcessEnv, log: Log): Promise<void> {
  const file = env['GITHUB_STEP_SUMMARY'] ?? '';
  if (file === '') return;
  await appendFile(file, maskSecrets(text)).catch((error: unknown) => {
    log.warning(`the job summary could not be written: ${messageOf(error)}`);
  });
}
