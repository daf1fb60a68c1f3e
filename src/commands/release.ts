import { join } from 'node:path';
import type { PublicKey } from 'openpgp';
import { UserError } from '../errors.ts';
import type { Log } from '../log/log.ts';
import { silentLog } from '../log/silent-log.ts';
import { redactUrl } from '../log/redact.ts';
import { checkExtractDir, extractPayload } from '../release-rpm/extract.ts';
import { fetchKey, fetchRelease, type FetchOptions } from '../release-rpm/fetch-release.ts';
import {
  openRelease,
  openReleasePackage,
  type OpenedReleasePackage,
  type OpenReleaseOptions,
} from '../release-rpm/open-release.ts';
import { readKeys } from '../release-rpm/keys.ts';
import { INPUT_NAMES, type ReleaseNames } from '../release-rpm/names.ts';
import { openPackage } from '../release-rpm/package.ts';
import type { ReleaseReport } from '../release-rpm/types.ts';

/** What a release package is fetched and opened with. */
export interface ReleaseRequest {
  readonly sources: readonly string[];
  readonly keys: readonly string[];
  readonly sha256: string | undefined;
  readonly target: string | undefined;
  readonly arch: string;
  /** Where downloads go; made when there are any. */
  readonly downloadDir: string;
  /** What messages call these; by default the action's inputs. */
  readonly names?: ReleaseNames;
  /** Ends downloads. */
  readonly signal?: AbortSignal | undefined;
}

/**
 * Fetches and opens a release package: the first source that can be had and passes every check of {@link openRelease}.
 */
export async function getRelease(
  request: ReleaseRequest,
  log: Log,
): Promise<OpenedReleasePackage & { readonly source: string }> {
  const { opened, source } = await fetchWith(
    request,
    log,
    async (path, keys) => await openRelease(path, openOptions(request, request.arch, keys), log),
  );
  return { ...opened, source };
}

/**
 * The same for several architectures, fetched and read once.
 *
 * @returns for each architecture the package, or why it has nothing for that one.
 * @throws UserError when no architecture can use it.
 */
export async function getReleases(
  request: Omit<ReleaseRequest, 'arch'>,
  arches: readonly string[],
  log: Log,
): Promise<ReadonlyMap<string, OpenedReleasePackage | UserError>> {
  const { opened } = await fetchWith(request, log, async (path, keys) => {
    const pkg = await openPackage(path);
    const found = new Map<string, OpenedReleasePackage | UserError>();
    // What it warns about is the same for all of them.
    let open = log;
    for (const arch of arches) {
      found.set(
        arch,
        await openReleasePackage(pkg, openOptions(request, arch, keys), open).catch((error: unknown) => {
          if (error instanceof UserError) return error;
          throw error;
        }),
      );
      open = silentLog;
    }
    const all = [...found.values()];
    const [first] = all;
    if (first instanceof UserError && all.every((entry) => entry instanceof UserError)) throw first;
    return found;
  });
  return opened;
}

function openOptions(
  { names = INPUT_NAMES, target, sha256 }: Omit<ReleaseRequest, 'arch'>,
  arch: string,
  keys: readonly PublicKey[],
): OpenReleaseOptions {
  return {
    keys,
    arch,
    names,
    ...(target === undefined ? {} : { target }),
    ...(sha256 === undefined ? {} : { sha256 }),
  };
}

async function fetchWith<T>(
  request: Omit<ReleaseRequest, 'arch'>,
  log: Log,
  open: (path: string, keys: readonly PublicKey[]) => Promise<T>,
): Promise<{ readonly opened: T; readonly source: string }> {
  const names = request.names ?? INPUT_NAMES;
  const options: FetchOptions = {
    names,
    dir: request.downloadDir,
    sha256: request.sha256,
    verified: request.keys.length > 0,
    log,
    signal: request.signal,
  };
  const keys = await Promise.all(
    request.keys.map(async (key) => await readKeys(await fetchKey(key, options), redactUrl(key))),
  );
  const { opened, source } = await fetchRelease(
    request.sources,
    options,
    async (path) => await open(path, keys.flat()),
  );
  if (request.sources.length > 1) log.notice(`${names.release}: ${source} is used`);
  return { opened, source };
}

/** The `release` command: report, and the files when a directory is given. */
export async function runRelease(
  request: ReleaseRequest & { readonly out?: string },
  log: Log,
): Promise<ReleaseReport> {
  if (request.out !== undefined) checkExtractDir(request.out);
  const opened = await getRelease(request, log);
  if (request.out !== undefined) {
    const written = await extractPayload(opened.payload, request.out, log);
    log.info(`${written.length} files written below ${join(request.out, '/')}`);
  }
  return opened.report;
}

/** The report for people. */
export function formatRelease(report: ReleaseReport): string {
  const { name, version, release, sha256, signature, repos, needs, files } = report;
  return [
    `${name}-${version}-${release}`,
    `sha256     ${sha256}`,
    `signature  ${signature.status}${signature.keyId === null ? '' : ` (key ${signature.keyId})`}${signatureNotes(signature)}`,
    `files      ${files.length}`,
    ...(needs.length === 0 ? [] : [`needs      ${needs.join(', ')}`]),
    ...repos.map(
      ({ id, chosen, gpgcheck, file }) =>
        `${chosen ? '*' : ' '} ${id}  gpgcheck=${gpgcheck === null ? 'not said' : Number(gpgcheck)}  ${file}`,
    ),
    '',
  ].join('\n');
}

function signatureNotes({ weakness, expired }: ReleaseReport['signature']): string {
  const weak = weakness === undefined ? '' : `, weak: ${weakness}`;
  return `${weak}${expired === undefined ? '' : `, expired on ${expired}`}`;
}
