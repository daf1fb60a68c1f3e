import { run } from '../../process/run.ts';
import { RUN_LABEL } from '../container.ts';

/** Asks a container to stop, with five seconds until it is made to; or kills it at once. */
export async function stopContainer(program: string, name: string, kill: boolean): Promise<void> {
  await run(kill ? [program, 'kill', name] : [program, 'stop', '--time=5', name]);
}

/** Removes the containers that carry the label of a run. @returns how many there were. */
export async function removeLabelled(program: string, runId: string): Promise<number> {
  const listed = await run([program, 'ps', '--all', '--quiet', `--filter=label=${RUN_LABEL}=${runId}`]);
  const ids = listed.stdout.split('\n').filter((id) => /^[0-9a-f]{12,64}$/.test(id));
  for (const id of ids) {
    await stopContainer(program, id, false);
    await run([program, 'rm', '--force', id]);
  }
  return ids.length;
}
