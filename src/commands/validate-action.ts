import { appendFile, mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setOutput } from '@actions/core';
import { messageOf } from '../errors.ts';
import { annotate } from '../github/annotate.ts';
import { AnnotationLog } from '../github/annotation-log.ts';
import { readEvent } from '../github/event.ts';
import { postComment } from '../github/post-comment.ts';
import { parseValidateInputs } from '../inputs/validate.ts';
import type { RawInputs } from '../inputs/schema.ts';
import type { Log } from '../log/log.ts';
import { maskSecrets } from '../log/secrets.ts';
import { SUMMARY_LIMIT } from '../report/summary.ts';
import { countOf } from '../validate/findings.ts';
import { jsonOutputs, validateJson } from '../validate/json.ts';
import { validateMarkdown } from '../validate/markdown.ts';
import { sarif } from '../validate/sarif.ts';
import { validateText } from '../validate/text.ts';
import type { Linter, ValidateResult } from '../validate/types.ts';
import { isFailure } from '../validate/verdict.ts';
import { runValidate } from './validate-run.ts';

/**
 * `command: validate` of the action: annotations, job summary, comment and outputs.
 *
 * @returns exit code.
 * @throws UserError
 */
export async function validateAction(
  raw: RawInputs,
  env: NodeJS.ProcessEnv,
  plainLog: Log,
  lint?: Linter,
): Promise<number> {
  const log = new AnnotationLog(plainLog);
  const workspace = env['GITHUB_WORKSPACE'] ?? process.cwd();
  const inputs = parseValidateInputs(raw, workspace);
  const event = await readEvent(env);
  const base = inputs.base ?? event.base;
  if (base === undefined)
    log.info(`the event ${event.name} has nothing to compare with; the input base can name it`);
  const fromFork = event.pullRequest?.fromFork === true;
  // A base that was asked for is meant.
  const pullHead = inputs.base === undefined ? event.head : undefined;
  const result = await runValidate(inputs, { env, cwd: workspace, base, pullHead, log, fromFork, lint });
  annotate(result.findings, workspace, log);
  const text = validateText(result);
  await log.group('Result', () => {
    log.info(text.trimEnd());
    return Promise.resolve();
  });
  await writeOutputs(result, env, log);
  await appendSummary(validateMarkdown(result, SUMMARY_LIMIT), env, log);
  if (inputs.comment === 'auto' && event.pullRequest !== undefined)
    await postComment(
      { result, pullRequest: event.pullRequest, token: inputs.githubToken, configs: inputs.configs, env },
      log,
    );
  if (!isFailure(result, inputs.failOn)) return 0;
  // No annotation: each finding is one already.
  log.info(`failed, because fail-on is ${inputs.failOn}`);
  return 1;
}

async function writeOutputs(result: ValidateResult, env: NodeJS.ProcessEnv, log: Log): Promise<void> {
  const errors = countOf(result.findings, 'error');
  const dir = join(env['RUNNER_TEMP'] ?? process.cwd(), `ovirt-node-image-report-${process.pid}`);
  const files = { report: join(dir, 'validate.json'), sarif: join(dir, 'validate.sarif') };
  try {
    await mkdir(dir, { recursive: true });
    await writeFile(files.report, maskSecrets(`${JSON.stringify(validateJson(result), null, 2)}\n`));
    await writeFile(files.sarif, maskSecrets(sarif(result.findings)));
    for (const [name, path] of Object.entries(files)) setOutput(name, path);
  } catch (error) {
    log.warning(`the report could not be written: ${messageOf(error)}`);
  }
  const values = {
    valid: String(errors === 0),
    errors: String(errors),
    warnings: String(countOf(result.findings, 'warning')),
    ...(result.changed === undefined ? {} : { changed: String(result.changed) }),
    ...jsonOutputs(result),
  };
  for (const [name, value] of Object.entries(values)) setOutput(name, maskSecrets(value));
}

/** A summary that cannot be written is worth a warning and no more. */
async function appendSummary(text: string, env: NodeJS.ProcessEnv, log: Log): Promise<void> {
  const file = env['GITHUB_STEP_SUMMARY'] ?? '';
  if (file === '') return;
  await appendFile(file, maskSecrets(text)).catch((error: unknown) => {
    log.warning(`the job summary could not be written: ${messageOf(error)}`);
  });
}
