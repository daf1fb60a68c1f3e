import { driverOf } from '../assembler/engines/list.ts';
import type { Engine } from '../assembler/engine.ts';
import { configDigests, treeDigest } from '../build-record/config-digests.ts';
import { needPair } from '../config-tree/pairs.ts';
import { assemblerPart } from '../fingerprint/assembler.ts';
import {
  describeMoved,
  isKnown,
  movedParts,
  unknownPart,
  type Fingerprint,
  type MovedPart,
} from '../fingerprint/compare.ts';
import { inputParts } from '../fingerprint/inputs.ts';
import { NOT_ASKED, repositoryParts } from '../fingerprint/repositories.ts';
import { UserError } from '../errors.ts';
import type { BuildInputs } from '../inputs/types.ts';
import { resolveDigest, type ResolveOptions } from '../registry/resolve.ts';
import { reasonsAgainst, reasonsToBuild } from '../skip/verdict.ts';
import { findPrevious } from '../state/find-previous.ts';
import type { PreviousBuild } from '../state/previous.ts';
import type { BuildContext, BuildDirs } from './build-context.ts';
import type { Sources } from './prepare-all.ts';
import { previousSearch } from './previous-search.ts';

/** What a build is compared with, and what came of it. */
export interface LookBack {
  /** undefined for a first build. */
  readonly previous: PreviousBuild | undefined;
  /** Of the rendered tree, before it is fitted to the assembler. */
  readonly digests: Readonly<Record<string, string>>;
  readonly fingerprint: Fingerprint;
  /** What moved since the earlier build; empty without one. */
  readonly moved: readonly MovedPart[];
  /** Everything was asked about; otherwise more may have moved than {@link moved} says. */
  readonly isComplete: boolean;
  /** Digest that the tag of `push` has now; undefined where none is pushed to, or nothing may be skipped. */
  readonly pushed: string | undefined;
  /** Everything is to be built, even if the assembler has a build here that is the same to it. */
  readonly mustBuild: boolean;
  /** The earlier build may stand for this one, should the image turn out to be the same. */
  readonly maySkip: boolean;
}

/** Surroundings of {@link lookBack}. */
export interface LookBackPlace {
  readonly engine: Engine;
  readonly dirs: BuildDirs;
  /** The last build in this work directory came to no good end. */
  readonly failedHere: boolean;
  /** Digest of the assembler's image, once it has been pulled. */
  readonly pulled?: string;
}

/**
 * Finds the build before this one, and what moved since. Registry and repositories are asked only when that can save
 * something: with `skip-unchanged`.
 *
 * @throws the reason of a signal that ends it; nothing it cannot find out is an error.
 */
export async function lookBack(
  inputs: BuildInputs,
  { rendered, release, base, target }: Sources,
  { engine, dirs, failedHere, pulled }: LookBackPlace,
  { env, log, cancellation }: BuildContext,
): Promise<LookBack> {
  const { signal } = cancellation;
  const network = { log, signal };
  const digests = await configDigests(dirs.config);
  const [previous, assembler, repositories, own] = await Promise.all([
    findPrevious({
      ...previousSearch(inputs, env, { target, name: rendered.name }),
      network,
      failedHere,
      isAsked: inputs.skipUnchanged || inputs.previousBuild !== undefined,
    }),
    pulled ?? assemblerNow(inputs, target, engine, { env, log, signal }),
    repositoryParts({
      dir: dirs.config,
      flattened: rendered.flattened,
      arch: inputs.arch,
      yumVariables: inputs.yumVariables,
      cacheDir: inputs.workDir,
      network,
      isAsked: inputs.skipUnchanged,
    }),
    inputParts(inputs, env),
  ]);
  const fingerprint = {
    assembler,
    base: base.commit === 'local' ? 'a directory' : base.commit,
    release: release === undefined ? 'none' : release.report.sha256,
    config: treeDigest(digests),
    ...own,
    ...repositories,
  };
  const isComplete = inputs.skipUnchanged;
  const moved = movedSince(previous, fingerprint, isComplete);
  const { maySkip, pushed } = await judge(inputs, previous, { env, log, signal });
  const reasons = previous === undefined ? [] : reasonsToBuild(previous, inputs);
  const mustBuild = inputs.skipUnchanged && (previous === undefined ? failedHere : reasons.length > 0);
  if (previous !== undefined) tell(previous, moved, isComplete, log);
  return { previous, digests, fingerprint, moved, isComplete, maySkip, pushed, mustBuild };
}

/**
 * Fills the assembler in that the registry did not tell before the pull: what is recorded has to be something a later
 * build can be equal to.
 *
 * @param digest of the image that was pulled.
 */
export function withPulled(look: LookBack, digest: string, log: BuildContext['log']): LookBack {
  if (isKnown(look.fingerprint['assembler'])) return look;
  const fingerprint = { ...look.fingerprint, assembler: digest };
  const moved = movedSince(look.previous, fingerprint, look.isComplete);
  const part = moved.find((entry) => entry.part === 'assembler');
  if (part !== undefined) log.info(`moved: ${describeMoved(part)}`);
  else if (look.previous !== undefined) log.info(`the assembler that was pulled is the one of before`);
  return { ...look, fingerprint, moved };
}

function movedSince(
  previous: PreviousBuild | undefined,
  fingerprint: Fingerprint,
  isComplete: boolean,
): MovedPart[] {
  const all = previous === undefined ? [] : movedParts(previous.record.fingerprint, fingerprint);
  // Without skip-unchanged some parts were not asked about, and nobody knows whether they moved.
  return isComplete ? all : all.filter(({ now }) => now === undefined || isKnown(now));
}

/** How a registry is asked. */
type Registry = Pick<ResolveOptions, 'env' | 'log' | 'signal'>;

async function judge(
  inputs: BuildInputs,
  previous: PreviousBuild | undefined,
  registry: Registry,
): Promise<Pick<LookBack, 'maySkip' | 'pushed'>> {
  const { log } = registry;
  const no = { maySkip: false, pushed: undefined };
  if (!inputs.skipUnchanged) return no;
  if (previous === undefined) {
    log.info('skip-unchanged: there is no earlier build to compare with');
    return no;
  }
  const reasons = await reasonsAgainst(previous, inputs);
  let pushed: string | undefined;
  if (inputs.push !== undefined && reasons.length === 0) {
    try {
      pushed = await pushedDigest(inputs.push, inputs, registry);
    } catch (error) {
      if (!(error instanceof UserError)) throw error;
      reasons.push(`nobody can tell what was pushed: ${error.message}`);
    }
  }
  for (const reason of reasons) log.info(`skip-unchanged: nothing is skipped: ${reason}`);
  return { maySkip: reasons.length === 0, pushed };
}

/** The registry forgets tags, and people move them: what stands there is asked, and not remembered. @throws UserError */
async function pushedDigest(
  push: string,
  { registryAuthFile, arch }: BuildInputs,
  registry: Registry,
): Promise<string> {
  const { digest } = await resolveDigest(push, {
    ...registry,
    input: 'push',
    authFile: registryAuthFile,
    arch,
  });
  return digest;
}

/** A line for each reason there is to build. */
function tell(
  { record, from }: PreviousBuild,
  moved: readonly MovedPart[],
  isComplete: boolean,
  log: BuildContext['log'],
): void {
  log.info(`the build before this one is ${record.buildId} (${from})`);
  for (const part of moved) log.info(`moved: ${describeMoved(part)}`);
  if (isComplete && moved.length === 0) log.info(`nothing has moved since build ${record.buildId}`);
}

async function assemblerNow(
  inputs: BuildInputs,
  target: string | undefined,
  engine: Engine,
  { env, log, signal }: { env: NodeJS.ProcessEnv; log: BuildContext['log']; signal: AbortSignal },
): Promise<string> {
  const { present } = driverOf(engine);
  if (present !== undefined) return (await present()).digest;
  const reference = inputs.assemblerImage ?? needPair(target, 'assembler-image').assemblerImage;
  if (!inputs.skipUnchanged) return unknownPart(NOT_ASKED);
  return await assemblerPart(reference, {
    authFile: inputs.registryAuthFile,
    arch: inputs.arch,
    env,
    log,
    signal,
  });
}
