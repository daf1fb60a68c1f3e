import { checkPackages } from '../../../src/rpm-md/check.ts';
import type { CheckRequest, RepositoryDefinition, Want } from '../../../src/rpm-md/types.ts';
import type { Finding } from '../../../src/lint/finding.ts';
import { readRepoFile } from '../../../src/release-rpm/repo-file.ts';
import { MemoryLog } from '../../support/memory-log.ts';
import type { RepositoryFiles } from '../../support/rpm-md/metadata.ts';
import { tempDir } from '../../support/temp.ts';
import { startWebServer, type WebServer } from '../../support/web-server.ts';

/** Fast, so that a test of what fails is. */
const POLICY = { attempts: 2, firstDelayMs: 1, maxDelayMs: 5, budgetMs: 10_000 };

/** What a test says of a check; the rest is in order. */
export interface Asked extends Partial<Omit<CheckRequest, 'wants'>> {
  /** Content of x.repo. */
  readonly repo: string;
  /** Package strings, or strings with their places. */
  readonly wants?: readonly (string | Want)[];
}

/** Definitions of a .repo file. */
export function definitions(text: string): RepositoryDefinition[] {
  return readRepoFile(text).map(({ id, values, line }) => ({
    id,
    values,
    location: { file: 'x.repo', line: line + 1 },
  }));
}

/** Runs a check; each package string is on the line of its place in the list. */
export async function check({ repo, wants = [], ...rest }: Asked, log = new MemoryLog()): Promise<Finding[]> {
  const repositories = definitions(repo);
  return await checkPackages({
    repositories,
    used: repositories.map(({ id, location }) => ({ id, origin: location })),
    basearch: 'x86_64',
    variables: { releasever: '9' },
    wants: wants.map((want, index) =>
      typeof want === 'string' ? { text: want, origins: [{ file: 'manifest.yaml', line: index + 1 }] } : want,
    ),
    locked: [],
    excluded: [],
    cacheDir: await tempDir(),
    network: { log, policy: POLICY },
    ...rest,
  });
}

/** `rule file:line message` of each finding. */
export function shown(findings: readonly Finding[]): string[] {
  return findings.map(
    ({ rule, location, message }) => `${rule} ${location.file}:${location.line ?? 0} ${message}`,
  );
}

/** Serves repositories by the first part of the path; what is not there is 404. */
export async function serve(
  repositories: Readonly<Record<string, RepositoryFiles>>,
  onRequest: (headers: Readonly<Record<string, unknown>>) => void = () => undefined,
): Promise<WebServer> {
  return await startWebServer((request, response) => {
    onRequest(request.headers);
    const [, name = '', path = ''] = /^\/([^/]+)\/(.*)$/.exec(request.url ?? '') ?? [];
    const content = repositories[name]?.get(path);
    if (content === undefined) response.writeHead(404).end('not here');
    else response.writeHead(200, { 'content-length': content.length }).end(content);
  });
}
