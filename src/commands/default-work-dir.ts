import { join } from 'node:path';
import { mustOn, openCheckout } from '../git/checkout.ts';
import { claimWorkDir } from '../runner/work-dir.ts';

/**
 * Makes the directory a check works and keeps its cache in where none was given.
 *
 * @param trusted as for {@link openCheckout}.
 * @returns its absolute path.
 * @throws UserError when it cannot be made, or is somebody else's.
 */
export async function claimDefaultWorkDir(
  env: NodeJS.ProcessEnv,
  cwd: string,
  trusted: boolean,
): Promise<string> {
  const dir = await defaultWorkDir(env, cwd, trusted);
  await claimWorkDir(dir);
  return dir;
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
