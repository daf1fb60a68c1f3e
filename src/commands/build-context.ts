import { join } from 'node:path';
import type { EngineDriver } from '../assembler/engine.ts';
import type { BuildInputs } from '../inputs/types.ts';
import type { Log } from '../log/log.ts';
import type { Cancellation } from '../process/cancellation.ts';
import type { CacheState } from './build-cache.ts';

/** Surroundings of a build. */
export interface BuildContext {
  readonly env: NodeJS.ProcessEnv;
  readonly log: Log;
  readonly cancellation: Cancellation;
  /** Called before the first container starts: what a later clean-up needs to know. */
  readonly onEngine: (engine: string, runId: string) => void;
  /**
   * Called with what becomes known of what has moved since the last good build, the probable cause of a failure: a
   * paragraph of Markdown each time, to be put below those before.
   */
  readonly onChanges?: (markdown: string) => void;
  /** Called after a build that succeeded, with what post shall save; absent = nothing is saved. */
  readonly onCache?: (state: CacheState) => void;
}

/** Directories of a build, all below its work directory. */
export interface BuildDirs {
  /** The assembler's own; its builds/ holds what was built. */
  readonly srv: string;
  /** /var/tmp of the containers. */
  readonly scratch: string;
  /** What the engine keeps of a pull until it has all of it. */
  readonly pull: string;
  readonly logs: string;
  /** The rendered configuration. */
  readonly config: string;
  readonly images: string;
}

/**
 * Where a build keeps what.
 *
 * @param engine decides where the configuration is: a container gets it mounted where the assembler looks for it,
 * without one it has to be there.
 */
export function buildDirs(
  { workDir }: Pick<BuildInputs, 'workDir'>,
  { contained }: Pick<EngineDriver, 'contained'>,
): BuildDirs {
  const srv = join(workDir, 'srv');
  return {
    srv,
    scratch: join(workDir, 'scratch'),
    pull: join(workDir, 'pull'),
    logs: join(workDir, 'logs'),
    config: contained ? join(workDir, 'config') : join(srv, 'src', 'config'),
    images: join(workDir, 'images'),
  };
}
