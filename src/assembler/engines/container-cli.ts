import { UserError } from '../../errors.ts';
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

/**
 * Asks about an image that was pulled.
 *
 * @param format Go template whose first word is the id.
 * @returns the id and the words after it.
 * @throws UserError when the image is not there.
 */
export async function inspectImage(
  program: string,
  reference: string,
  format: string,
): Promise<{ readonly id: string; readonly words: readonly string[] }> {
  const inspected = await run([program, 'image', 'inspect', `--format=${format}`, '--', reference]);
  const [id = '', ...words] = inspected.stdout.trim().split(' ');
  if (inspected.exitCode !== 0 || id === '') {
    throw new UserError(
      `assembler-image: ${reference} was pulled and then not found: ${inspected.stderr.trim()}`,
    );
  }
  return { id, words };
}
