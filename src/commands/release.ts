import { join } from 'node:path';
import type { Log } from '../log/log.ts';
import { extractPayload } from '../release-rpm/extract.ts';
import { fetchKey, fetchRelease, prepareDownloads } from '../release-rpm/fetch-release.ts';
import { readKeys } from '../release-rpm/keys.ts';
import { openRelease, type OpenedReleasePackage } from '../release-rpm/open-release.ts';
import type { ReleaseReport } from '../release-rpm/types.ts';

/** What a release package is fetched and opened with. */
export interface ReleaseRequest {
  readonly sources: readonly string[];
  readonly keys: readonly string[];
  readonly sha256: string | undefined;
  readonly target: string | undefined;
  readonly arch: string;
  /** Where downloads go. */
  readonly downloadDir: string;
}

/** Fetches and opens a release package; see {@link openRelease} for what is refused. */
export async function getRelease(
  request: ReleaseRequest,
  log: Log,
): Promise<OpenedReleasePackage & { readonly source: string }> {
  await prepareDownloads(request.downloadDir);
  const [{ path, source }, keys] = await Promise.all([
    fetchRelease(
      request.sources,
      { dir: request.downloadDir, sha256: request.sha256, verified: request.keys.length > 0 },
      log,
    ),
    Promise.all(
      request.keys.map(async (key) => await readKeys(await fetchKey(key, request.downloadDir), key)),
    ),
  ]);
  const opened = await openRelease(
    path,
    {
      keys: keys.flat(),
      arch: request.arch,
      ...(request.target === undefined ? {} : { target: request.target }),
      ...(request.sha256 === undefined ? {} : { sha256: request.sha256 }),
    },
    log,
  );
  return { ...opened, source };
}

/** The `release` command: report, and the files when a directory is given. */
export async function runRelease(
  request: ReleaseRequest & { readonly out?: string },
  log: Log,
): Promise<ReleaseReport> {
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
