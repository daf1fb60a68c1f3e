import { join } from 'node:path';
import { UserError } from '../errors.ts';
import type { Finding } from '../lint/finding.ts';
import { sideBySide } from '../process/side-by-side.ts';
import type { FetchContext } from './fetch.ts';
import { readFilelists } from './filelists.ts';
import { Locks } from './locks.ts';
import { Lookup } from './lookup.ts';
import { packageFilter } from './package-filter.ts';
import { readPrimary } from './primary.ts';
import { pruneCache } from './prune.ts';
import { isNotAsked } from './problem.ts';
import { metadataFile, openRepository, type OpenRepository } from './repository.ts';
import type { MetadataFile } from './repomd.ts';
import { reportOf, type Outcome } from './report.ts';
import { Scan, type Asked } from './scan.ts';
import { Turns } from './turns.ts';
import type { CheckRequest, RepositoryDefinition, UsedRepository } from './types.ts';
import { unpackFile } from './unpack.ts';
import { repositoryVariables } from './variables.ts';

/** Metadata that are read at once: unpacking goes on beside reading, but not on more than a few processors. */
const READ_AT_ONCE = 2;

/** Everything one check shares. */
interface Surroundings {
  readonly request: CheckRequest;
  readonly asked: Asked;
  readonly excluded: ReadonlySet<string>;
  readonly variables: Readonly<Record<string, string>>;
  readonly context: FetchContext;
  readonly turns: Turns;
}

/**
 * Looks every package string and every lock entry up in the metadata of the repositories a manifest uses. Nothing is
 * solved: a package that is there may still need one that is not.
 *
 * @param turns for reading metadata, shared by checks that run side by side.
 * @returns findings of the rules `package-missing`, `package-unchecked`, `lock-entry-missing`, `repo-dead`,
 * `repo-unchecked` and `repo-signature-unchecked`.
 * @throws the reason of `network.signal` when that ends it; problems with repositories are findings.
 */
export async function checkPackages(
  request: CheckRequest,
  turns = new Turns(READ_AT_ONCE),
): Promise<Finding[]> {
  const asked: Asked = {
    lookup: new Lookup(request.wants),
    locks: new Locks(request.locked),
    names: new Set(),
    newest: new Map(),
  };
  const all: Surroundings = {
    request,
    asked,
    excluded: new Set(request.excluded),
    variables: repositoryVariables(request.variables, request.basearch),
    context: { cacheDir: join(request.cacheDir, 'rpm-md'), network: request.network },
    turns,
  };
  const outcomes = await sideBySide(request.used.map(async (used) => await lookInto(used, all)));
  const files = asked.lookup.asksForFiles
    ? await sideBySide(outcomes.map(async (outcome) => await lookForFiles(outcome, all)))
    : outcomes;
  const packages = files.reduce((sum, outcome) => sum + (outcome.packages ?? 0), 0);
  request.network.log.debug(`${packages} packages of ${files.length} repositories were looked through`);
  await pruneCache(all.context.cacheDir);
  return reportOf(request, asked, files);
}

async function lookInto(used: UsedRepository, all: Surroundings): Promise<Outcome> {
  const { request, variables, context } = all;
  const definition = request.repositories.find(({ id }) => id === used.id);
  if (definition === undefined) return { used, state: 'unchecked', why: 'no .repo file here defines it' };
  let packages = 0;
  let open: OpenRepository | undefined;
  const problem = await problemOf(async () => {
    open = await openRepository(definition, variables, context);
    const file = open.repomd.primary;
    await reading(open, file, all, async (content) => {
      ({ packages } = await readPrimary(content, scanOf(used, definition, all)));
    });
  });
  return problem === undefined
    ? { used, definition, state: 'read', open, packages }
    : { used, definition, ...problem };
}

/** Goes through the list of files of a repository that was read before. */
async function lookForFiles(outcome: Outcome, all: Surroundings): Promise<Outcome> {
  const { used, definition, open } = outcome;
  const file = open?.repomd.filelists;
  if (definition === undefined || open === undefined || file === undefined) return outcome;
  const problem = await problemOf(async () => {
    await reading(open, file, all, async (content) => {
      await readFilelists(content, scanOf(used, definition, all));
    });
  });
  return problem === undefined ? outcome : { used, definition, ...problem };
}

function scanOf(used: UsedRepository, definition: RepositoryDefinition, all: Surroundings): Scan {
  const filter = packageFilter(definition, all.request.basearch, all.excluded);
  return new Scan(used.id, all.asked, filter, used.lockedOnly === true);
}

/** Gives the content of a file of metadata to a reader, whose complaints are about that file. */
async function reading(
  open: OpenRepository,
  file: MetadataFile,
  { context, turns }: Surroundings,
  read: (content: AsyncIterable<Buffer>) => Promise<void>,
): Promise<void> {
  const path = await metadataFile(open, file, context);
  await turns.run(async () => {
    context.network.signal?.throwIfAborted();
    try {
      await read(unpackFile(path, file.openSize));
    } catch (error) {
      if (!(error instanceof UserError)) throw error;
      throw new UserError(`${file.href}: ${error.message}`, { cause: error });
    }
  });
}

async function problemOf(
  work: () => Promise<void>,
): Promise<{ readonly state: 'dead' | 'unchecked'; readonly why: string } | undefined> {
  try {
    await work();
    return undefined;
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    return { state: isNotAsked(error) ? 'unchecked' : 'dead', why: error.message };
  }
}
