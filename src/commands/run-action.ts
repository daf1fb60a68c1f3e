import { appendFile } from 'node:fs/promises';
import { saveState, setOutput } from '@actions/core';
import { messageOf, UserError } from '../errors.ts';
import { readGithubInputs } from '../inputs/github.ts';
import { parseInputs } from '../inputs/parse.ts';
import { registerSecrets } from '../inputs/secrets.ts';
import { GithubLog } from '../log/github-log.ts';
import type { Log } from '../log/log.ts';
import { maskSecrets } from '../log/secrets.ts';
import { Cancellation, CancelledError } from '../process/cancellation.ts';
import { outputsOf } from '../report/outputs.ts';
import { buildSummary, failureSummary } from '../report/summary.ts';
import { build } from './build.ts';
import { STATE } from './clean-up.ts';
import { inputContext } from './input-context.ts';

/** The action's main step. @returns its exit code. */
export async function runAction(env: NodeJS.ProcessEnv): Promise<number> {
  const log = new GithubLog((text) => process.stdout.write(text), env);
  const cancellation = new Cancellation(log);
  const { release } = cancellation.listen();
  try {
    const raw = readGithubInputs(env);
    registerSecrets(raw, env);
    const inputs = await parseInputs(raw, inputContext(env));
    const result = await build(inputs, {
      env,
      log,
      cancellation,
      onEngine: (program, runId) => {
        saveState(STATE.program, program);
        saveState(STATE.runId, runId);
      },
    });
    for (const [name, value] of Object.entries(outputsOf(result))) setOutput(name, value);
    await writeSummary(buildSummary(result), env, log);
    return 0;
  } catch (error) {
    if (error instanceof CancelledError) {
      log.error(`${error.message}; nothing was uploaded as good`);
      return 130;
    }
    if (!(error instanceof UserError)) log.debug(error instanceof Error ? (error.stack ?? '') : '');
    const bug = error instanceof UserError ? '' : 'internal error, please report it: ';
    log.error(`${bug}${messageOf(error)}`, error instanceof UserError ? error.location : undefined);
    await writeSummary(failureSummary(`${bug}${messageOf(error)}`), env, log);
    return error instanceof UserError ? error.exitCode : 1;
  } finally {
    release();
  }
}

/** A summary that cannot be written is worth a warning and no more. */
async function writeSummary(text: string, env: NodeJS.ProcessEnv, log: Log): Promise<void> {
  const file = env['GITHUB_STEP_SUMMARY'] ?? '';
  if (file === '') return;
  await appendFile(file, maskSecrets(text)).catch((error: unknown) => {
    log.warning(`the job summary could not be written: ${messageOf(error)}`);
  });
}
