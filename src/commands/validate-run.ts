import { create } from '@actions/glob';
import type { ValidateInputs } from '../inputs/validate.ts';
import type { Log } from '../log/log.ts';
import { claimWorkDir } from '../runner/work-dir.ts';
import type { Glob } from '../validate/targets.ts';
import type { Linter, ValidateResult } from '../validate/types.ts';
import { claimDefaultWorkDir } from './default-work-dir.ts';
import { linter, lookUpWith } from './linter.ts';
import { validate } from './validate.ts';

/** Where a validation runs. */
export interface ValidateRun {
  readonly env: NodeJS.ProcessEnv;
  readonly cwd: string;
  /** Commit, branch or tag to compare with when the input names none. */
  readonly base: string | undefined;
  /** Head of the pull request `base` belongs to. */
  readonly pullHead?: string | undefined;
  readonly log: Log;
  /** The change comes from a stranger's repository. */
  readonly fromFork?: boolean;
  /** For tests; the default is {@link linter}. */
  readonly lint?: Linter | undefined;
}

/** Validates with what this process and machine have. @throws UserError */
export async function runValidate(inputs: ValidateInputs, run: ValidateRun): Promise<ValidateResult> {
  const { env, cwd, base, pullHead, log, fromFork = false, lint = linter } = run;
  const trusted = env['GITHUB_ACTIONS'] === 'true';
  if (inputs.workDir !== undefined) await claimWorkDir(inputs.workDir);
  const workDir = inputs.workDir ?? (await claimDefaultWorkDir(env, cwd, trusted));
  const serverUrl = env['GITHUB_SERVER_URL'] ?? 'https://github.com';
  return await validate(inputs, {
    cwd,
    base,
    pullHead,
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

const glob: Glob = async (patterns) => {
  const globber = await create(patterns.join('\n'), {
    followSymbolicLinks: false,
    implicitDescendants: false,
  });
  return await globber.glob();
};
