import { join } from 'node:path';
import type { BuildInputs } from '../inputs/types.ts';
import type { Log } from '../log/log.ts';
import type { Cancellation } from '../process/cancellation.ts';

/** Surroundings of a build. */
export interface BuildContext {
  readonly env: NodeJS.ProcessEnv;
  readonly log: Log;
  readonly cancellation: Cancellation;
  /** Called before the first container starts: what a later clean-up needs to know. */
  readonly onEngine: (program: string, runId: string) => void;
}

/** Directories of a build, all below its work directory. */
export interface BuildDirs {
  /** The assembler's own; its builds/ holds what was built. */
  readonly srv: string;
  /** /var/tmp of the containers. */
  readonly scratch: string;
  readonly logs: string;
  /** The rendered configuration. */
  readonly config: string;
  readonly images: string;
}

/** Where a build keeps what. */
export function buildDirs({ workDir }: Pick<BuildInputs, 'workDir'>): BuildDirs {
  return {
    srv: join(workDir, 'srv'),
    scratch: join(workDir, 'scratch'),
    logs: join(workDir, 'logs'),
    config: join(workDir, 'config'),
    images: join(workDir, 'images'),
  };
}
