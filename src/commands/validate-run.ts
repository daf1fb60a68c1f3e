import { join } from 'node:path';
import { create } from '@actions/glob';
import { openCheckout, mustOn } from '../git/checkout.ts';
import type { ValidateInputs } from '../inputs/validate.ts';
import type { Log } from '../log/log.ts';
import { claimWorkDir } from '../runner/work-dir.ts';
import type { Glob } from '../validate/targets.ts';
import type { Linter, ValidateResult } from '../validate/types.ts';
import { linter, lookUpWith } from './linter.ts';
import { validate } from './validate.ts';

/** Where a validation runs. */
export interface ValidateRun {
  readonly env: NodeJS.ProcessEnv;
  readonly cwd: string;
  /** Commit, branch or tag to compare with when the input names none. */
  readonly base: string | undefined;
  readonly log: Log;
  /** The change comes from a stranger's repository. */
  readonly fromFork?: boolean;
  /** For tests; the default is {@link linter}. */
  readonly lint?: Linter | undefined;
}

/** Validates with what this process and machine have. @throws UserError */
export async function runValidate(inputs: ValidateInputs, run: ValidateRun): Promise<ValidateResult> {
  const { env, cwd, base, log, fromFork = false, lint = linter } = run;
  const trusted = env['GITHUB_ACTIONS'] === 'true';
  const workDir = inputs.workDir ?? (await defaultWorkDir(env, cwd, trusted));
  await claimWorkDir(workDir);
  const serverUrl = env['GITHUB_SERVER_URL'] ?? 'https://github.com';
  return await validate(inputs, {
    cwd,
    base,
    workDir,
    trusted,
    serverUrl,
    glob,
    log,
    fromFork,
    lint,
    lookUp: (yumVariables) => lookUpWith(workDir, yumVariables, { log }),
  });
}

/**
 * RUNNER_TEMP on a runner. Elsewhere a directory beside git's own data, where neither git nor a person sees it: a check
 * before each commit must leave nothing behind that wants to be committed.
 */
async function defaultWorkDir(env: NodeJS.ProcessEnv, cwd: string, trusted: boolean): Promise<string> {
  const temp = env['RUNNER_TEMP'] ?? '';
  if (temp !== '') return join(temp, 'ovirt-node-image');
  const checkout = await openCheckout(cwd, trusted);
  if (checkout === undefined) return join(cwd, '.ovirt-node-image');
  const dir = (await mustOn(checkout, ['rev-parse', '--absolute-git-dir'])).trim();
  return join(dir, 'ovirt-node-image');
}

const glob: Glob = async (patterns) => {
  const globber = await create(patterns.join('\n'), {
    followSymbolicLinks: false,
    implicitDescendants: false,
  });
  return await globber.glob();
};
