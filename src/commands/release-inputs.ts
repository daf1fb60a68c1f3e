import { statSync } from 'node:fs';
import { join } from 'node:path';
import { ARCHES } from '../arch.ts';
import { UserError } from '../errors.ts';
import { missingSources } from '../inputs/files.ts';
import type { ParsedFlags } from '../inputs/flags.ts';
import { asPath } from '../inputs/paths.ts';
import { readValue, refuseAll, type ValueReader } from '../inputs/read-value.ts';
import { asDownloads } from '../inputs/sources.ts';
import { unprotected } from '../inputs/together.ts';
import { asSha256, asTarget, oneOf } from '../inputs/values.ts';
import { FLAG_NAMES } from '../release-rpm/names.ts';
import type { ReleaseRequest } from './release.ts';

/** Flags of the command `release`; `target` and `arch` are inputs of the action as well. */
export const RELEASE_FLAGS = [
  { name: 'key', type: 'string', multiple: true },
  { name: 'sha256', type: 'string' },
  { name: 'out', type: 'string' },
  { name: 'json', type: 'boolean' },
] as const;

/** What the command `release` was asked for. */
export type ReleaseCommandRequest = ReleaseRequest & {
  readonly out?: string;
  /** Absolute path of a PEM file. */
  readonly caCertificates: string | undefined;
};

/**
 * Reads the flags of `release` as the inputs of the same meaning are read.
 *
 * @param context `temp` is a directory for downloads, made when there are any.
 * @throws UserError with exit code 2 that lists all problems, one a line, by the names of the flags.
 */
export function releaseInputs(
  { inputs, extra, positionals }: ParsedFlags,
  context: { readonly cwd: string; readonly hostArch: string; readonly temp: string },
): ReleaseCommandRequest {
  const problems: string[] = [];
  const read = <T>(name: string, given: string | undefined, reader: ValueReader<T>, fallback: T): T => {
    if (given?.trim() === '') problems.push(`${name}: found "", expected a value`);
    return readValue({ name, kind: 'text', description: '', default: '' }, given, {
      reader,
      fallback,
      problems,
    });
  };
  const [file, ...others] = positionals;
  if (file === undefined || others.length > 0) {
    throw new UserError(`release: found ${positionals.length} files, expected one FILE or URL`, {
      exitCode: 2,
    });
  }
  const { key, sha256, out } = extra;
  const sources = read(FLAG_NAMES.release, file, asDownloads(context.cwd, ['https', 'http']), []);
  const keys = (Array.isArray(key) ? key.map(String) : []).flatMap((text) =>
    read(FLAG_NAMES.key, text, asDownloads(context.cwd, ['https']), []),
  );
  const digest = read(FLAG_NAMES.sha256, textOf(sha256), asSha256, undefined);
  const directory = read('--out', textOf(out), asPath(context.cwd), undefined);
  const authorities = read('--ca-certificates', inputs['ca-certificates'], asPath(context.cwd), undefined);
  const request: ReleaseCommandRequest = {
    caCertificates: authorities,
    sources,
    keys,
    sha256: digest,
    target: read(FLAG_NAMES.target, inputs.target, asTarget, undefined),
    arch: read(FLAG_NAMES.arch, inputs.arch, oneOf(ARCHES), context.hostArch),
    downloadDir: join(context.temp, 'downloads'),
    names: FLAG_NAMES,
    ...(directory === undefined ? {} : { out: directory }),
  };
  const vouched = sha256 !== undefined || Array.isArray(key);
  problems.push(
    ...missingSources(FLAG_NAMES.release, sources),
    ...missingSources(FLAG_NAMES.key, keys),
    ...missingSources('--ca-certificates', authorities === undefined ? [] : [authorities]),
    ...unprotected(sources, vouched).map(
      (text) =>
        `${FLAG_NAMES.release}: ${text}; give ${FLAG_NAMES.sha256} or ${FLAG_NAMES.key}, or use https`,
    ),
  );
  if (directory !== undefined && statSync(directory, { throwIfNoEntry: false })?.isDirectory() === false) {
    problems.push(`--out: ${directory} is not a directory`);
  }
  refuseAll(problems);
  return request;
}

function textOf(value: unknown): string | undefined {
  return typeof value === 'string' ? value : undefined;
}
