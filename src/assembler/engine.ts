import { messageOf, UserError } from '../errors.ts';
import { run } from '../process/run.ts';

/** The container engine that runs the assembler. */
export interface Engine {
  readonly name: 'podman';
  readonly program: string;
  readonly version: string;
  /** True when root runs it: the container's users are then the machine's. */
  readonly rootful: boolean;
}

/**
 * Finds the engine asked for. `auto` takes podman, the only one so far.
 *
 * @throws UserError when it is not installed or does not answer.
 */
export async function findEngine(_wanted: 'auto' | 'podman'): Promise<Engine> {
  const answer = await run(['podman', 'version', '--format={{.Client.Version}}']).catch((error: unknown) => {
    throw new UserError(
      `engine: podman does not start (${messageOf(error)}); install it, for example with ` +
        '`sudo apt-get install podman`',
      { cause: error },
    );
  });
  const version = answer.stdout.trim();
  if (answer.exitCode !== 0 || !/^\d+\.\d+/.test(version)) {
    throw new UserError(
      `engine: \`podman version\` failed with exit code ${answer.exitCode}: ${lastLine(answer.stderr)}`,
    );
  }
  return { name: 'podman', program: 'podman', version, rootful: process.getuid?.() === 0 };
}

function lastLine(text: string): string {
  return text.trim().split('\n').at(-1) ?? '';
}
