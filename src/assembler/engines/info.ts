import { messageOf, UserError } from '../../errors.ts';
import { environmentWith } from '../../process/environment.ts';
import { run } from '../../process/run.ts';

/**
 * podman asks dpkg for the package of each of its helpers, which dpkg searches all its lists for: most of the second
 * its answer takes on Debian and Ubuntu. Where there are no lists it says "Unknown" at once, which nobody reads here.
 */
const WITHOUT_PACKAGE_NAMES = { DPKG_ADMINDIR: '/nonexistent' };

/**
 * Asks an engine about itself.
 *
 * @returns the parsed answer.
 * @throws UserError when it is not installed, does not answer, or answers with something that is not JSON.
 */
export async function engineInfo(program: string, format: string): Promise<unknown> {
  const argv: [string, ...string[]] = [program, 'info', `--format=${format}`];
  const env = environmentWith(WITHOUT_PACKAGE_NAMES);
  const answer = await run(argv, { env }).catch((error: unknown) => {
    throw new UserError(`it does not start: ${messageOf(error)}`, { cause: error });
  });
  if (answer.exitCode !== 0) {
    throw new UserError(
      `\`${program} info\` failed with exit code ${answer.exitCode}: ${lastLine(answer.stderr)}`,
    );
  }
  try {
    return JSON.parse(answer.stdout);
  } catch (error) {
    throw new UserError(`\`${program} info\` did not answer in JSON: ${messageOf(error)}`, { cause: error });
  }
}

/** A member of an answer, by its path; undefined where there is none. */
export function memberOf(value: unknown, ...path: readonly string[]): unknown {
  let current: unknown = value;
  for (const key of path) {
    if (typeof current !== 'object' || current === null) return undefined;
    current = Object.entries(current).find(([name]) => name === key)?.[1];
  }
  return current;
}

/** A text of an answer, by its path; empty where there is none. */
export function textOf(value: unknown, ...path: readonly string[]): string {
  const found = memberOf(value, ...path);
  return typeof found === 'string' ? found : '';
}

/** The last line that says something. */
export function lastLine(text: string): string {
  return text.trim().split('\n').at(-1)?.trim() || 'it said nothing';
}
