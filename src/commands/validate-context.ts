import type { Log } from '../log/log.ts';
import type { Glob } from '../validate/targets.ts';
import type { Linter, LookUp } from '../validate/types.ts';

/** What a validation gets besides the inputs. */
export interface ValidateContext {
  /** Directory relative paths start from, in the tree that is looked at. */
  readonly cwd: string;
  /** Commit, branch or tag to compare with when the input names none; undefined = nothing is compared. */
  readonly base: string | undefined;
  /** Head of the pull request `base` belongs to; undefined where there is none. */
  readonly pullHead: string | undefined;
  /** Scratch directory; made if need be, and parts of it are kept as a cache. */
  readonly workDir: string;
  /** The checkout may belong to another user: on a runner. */
  readonly trusted: boolean;
  /** Address of the code host the token of the inputs is for, `https://github.com`. */
  readonly serverUrl: string;
  readonly glob: Glob;
  readonly log: Log;
  /** The change comes from a stranger: it may have nothing read that only this machine can reach. */
  readonly fromFork: boolean;
  readonly lint: Linter;
  /** Looks packages up, with values of `$name` in .repo files. */
  readonly lookUp: (yumVariables: Readonly<Record<string, string>>) => LookUp;
}
