import { pathInWorkspace } from '../build-record/make-record.ts';
import type { BuildInputs } from '../inputs/types.ts';
import type { PreviousSearch } from '../state/find-previous.ts';
import { metadataNames } from './publish.ts';

/** What of a search for the earlier build follows from the inputs. */
type FromInputs = Pick<PreviousSearch, 'place' | 'wanted' | 'artifacts' | 'token' | 'env' | 'workDir'>;

/**
 * Says which build is meant by the one before.
 *
 * @param target of this build, where it is known by now.
 * @param name of the manifest, where it is known by now.
 */
export function previousSearch(
  inputs: BuildInputs,
  env: NodeJS.ProcessEnv,
  { target, name }: Pick<PreviousSearch['wanted'], 'target' | 'name'>,
): FromInputs {
  return {
    place: inputs.previousBuild,
    wanted: { arch: inputs.arch, target, name, configPath: pathInWorkspace(inputs.config, env) },
    artifacts: metadataNames(inputs, target),
    token: inputs.githubToken,
    env,
    workDir: inputs.workDir,
  };
}
