import { UserError } from '../errors.ts';
import { asPath } from './paths.ts';
import { readValue, refuseAll, type ValueReader } from './read-value.ts';
import { INPUTS, type InputName, type RawInputs } from './schema.ts';
import { asLines, asToken, matching } from './values.ts';

/** Everything a release is made from. */
export interface ReleaseInputs {
  /** Paths and globs, as they were given; at least one. */
  readonly files: readonly string[];
  readonly tag: string;
  /** Empty when it was not given. */
  readonly buildId: string;
  /** Absolute path of a Markdown file. */
  readonly notes: string | undefined;
  readonly token: string;
}

/**
 * Turns the text of the inputs into {@link ReleaseInputs}.
 *
 * @param cwd what relative paths start from.
 * @throws UserError with exit code 2 that lists all problems, one a line.
 */
export function parseReleaseInputs(raw: RawInputs, cwd: string): ReleaseInputs {
  const problems: string[] = [];
  const read = <T>(name: InputName, reader: ValueReader<T>, fallback: T): T => {
    const spec = INPUTS.find((entry) => entry.name === name);
    if (spec === undefined) throw new Error(`no input ${name}`);
    return readValue<T>(spec, raw[name], { reader, fallback, problems });
  };
  const word = matching(/^[A-Za-z0-9][\w.+~-]*$/, 'letters, digits and . _ + ~ -');
  const inputs = {
    files: read('release-files', (_spec, text) => asLines(text), []),
    // Less than git takes: it is part of an address, and of a path of the API.
    tag: read(
      'release-tag',
      matching(/^[A-Za-z0-9][\w.-]*$/, 'a tag of letters, digits and . _ -'),
      'nightly',
    ),
    buildId: read<string | undefined>('release-build-id', word, undefined) ?? '',
    notes: read<string | undefined>('release-notes', asPath(cwd), undefined),
    token: read<string | undefined>('github-token', asToken, undefined) ?? '',
  };
  if (inputs.files.length === 0) problems.push('release-files: none given; give the files of the release');
  if (inputs.token === '')
    problems.push('github-token: none given; a release needs a token with contents: write');
  refuseAll(problems);
  return inputs;
}

/** `owner/name` of the repository this runs for. @throws UserError */
export function repositoryOf(env: NodeJS.ProcessEnv): string {
  const repository = env['GITHUB_REPOSITORY'] ?? '';
  if (/^[\w.-]+\/[\w.-]+$/.test(repository)) return repository;
  throw new UserError(
    `GITHUB_REPOSITORY: found ${JSON.stringify(repository)}, expected owner/name; this command is for a workflow run`,
    { exitCode: 2 },
  );
}
