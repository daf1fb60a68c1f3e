import { appendFile } from 'node:fs/promises';
import { saveState, setOutput } from '@actions/core';
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
import { failureOutputs, outputsOf } from '../report/outputs.ts';
import { buildSummary, failureSummary, stepFailureSummary } from '../report/summary.ts';
import { STATE } from './clean-up.ts';
import { exitCodeOf } from './exit-code.ts';
import { inputContext } from './input-context.ts';

/** The action's main step. @returns its exit code. */
export async function runAction(env: NodeJS.ProcessEnv): Promise<number> {
  const log = new GithubLog((text) => process.stdout.write(text), env);
  const cancellation = new Cancellation(log);
  const { release } = cancellation.listen();
  let command: Command = 'build';
  try {
    const raw = readGithubInputs(env);
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
    const inputs = await parseInputs(raw, inputContext(env));
    // Loaded here, so that a mistake in the inputs is told before the whole job has been read.
    const { build } = await import('./build.ts');
    const result = await build(inputs, {
      env,
      log,
      cancellation,
      onEngine: (program, runId) => {
        saveState(STATE.program, program);
        saveState(STATE.runId, runId);
        saveState(STATE.workDir, inputs.workDir);
      },
      onCache: (state) => saveState(STATE.cache, JSON.stringify(state)),
    });
    for (const [name, value] of Object.entries(outputsOf(result))) setOutput(name, value);
    await writeSummary(buildSummary(result), env, log);
    return 0;
  } catch (error) {
    if (error instanceof CancelledError) {
      log.error(`${error.message}; what had not been uploaded whole is no artifact`);
      return exitCodeOf(error);
    }
    if (!(error instanceof UserError)) log.debug(error instanceof Error ? (error.stack ?? '') : '');
    const bug = error instanceof UserError ? '' : 'internal error, please report it: ';
    log.error(`${bug}${messageOf(error)}`, error instanceof UserError ? error.location : undefined);
    if (command === 'build')
      for (const [name, value] of Object.entries(failureOutputs(error))) setOutput(name, value);
    const summary =
      error instanceof StepError
        ? stepFailureSummary(error.failure)
        : failureSummary(`${bug}${messageOf(error)}`, command === 'build' ? 'not built' : 'not validated');
    await writeSummary(summary, env, log);
    return exitCodeOf(error);
  } finally {
    release();
  }
}

type Command = (typeof COMMANDS)[number];

/** What was asked for; a word that is none is complained about with the other inputs of a build. */
function commandOf({ command }: RawInputs): Command {
  return COMMANDS.find((name) => name === command) ?? 'build';
}

/** A summary that cannot be written is worth a warning and no more. */
async function writeSummary(text: string, env: NodeJS.ProcessEnv, log: Log): Promise<void> {
  const file = env['GITHUB_STEP_SUMMARY'] ?? '';
  if (file === '') return;
  await appendFile(file, maskSecrets(text)).catch((error: unknown) => {
    log.warning(`the job summary could not be written: ${messageOf(error)}`);
  });
}
