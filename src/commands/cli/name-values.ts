import { UserError } from '../../errors.ts';

/**
 * Reads `--flag NAME=VALUE`, which may be given several times; the last of one name counts.
 *
 * @throws UserError with exit code 2 for one without a name or `=`.
 */
export function nameValues(flag: string, given: unknown): Map<string, string> {
  const texts = Array.isArray(given) ? given.map(String) : [];
  return new Map(
    texts.map((text) => {
      const index = text.indexOf('=');
      if (index < 1)
        throw new UserError(`--${flag}: found ${JSON.stringify(text)}, expected NAME=VALUE`, { exitCode: 2 });
      return [text.slice(0, index), text.slice(index + 1)];
    }),
  );
}

/**
 * The one file a command is about.
 *
 * @throws UserError with exit code 2 where there is none, or more than one.
 */
export function oneFile(command: string, positionals: readonly string[]): string {
  const [file, ...rest] = positionals;
  if (file === undefined || rest.length > 0)
    throw new UserError(`${command} needs exactly one FILE, found ${positionals.length}; see --help`, {
      exitCode: 2,
    });
  return file;
}
