import { driverOf } from '../assembler/engines/list.ts';
import type { Engine } from '../assembler/engine.ts';
import { configDigests, treeDigest } from '../build-record/config-digests.ts';
import { pathInWorkspace } from '../build-record/make-record.ts';
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
import { repositoryParts } from '../fingerprint/repositories.ts';
import type { BuildInputs } from '../inputs/types.ts';
import { reasonsAgainst } from '../skip/verdict.ts';
import { findPrevious } from '../state/find-previous.ts';
import type { PreviousBuild } from '../state/previous.ts';
import type { BuildContext, BuildDirs } from './build-context.ts';
import type { Sources } from './prepare-all.ts';
import { metadataNames } from './publish.ts';

/** What a build is compared with, and what came of it. */
export interface LookBack {
  /** undefined for a first build. */
  readonly previous: PreviousBuild | undefined;
  /** Of the rendered tree, before it is fitted to the assembler. */
  readonly digests: Readonly<Record<string, string>>;
  readonly fingerprint: Fingerprint;
  /** What moved since the earlier build; empty without one. */
  readonly moved: readonly MovedPart[];
  /** The earlier build may stand for this one, should the image turn out to be the same. */
  readonly maySkip: boolean;
}

/** Surroundings of {@link lookBack}. */
export interface LookBackPlace {
  readonly engine: Engine;
  readonly dirs: BuildDirs;
  /** The last build in this work directory came to no good end. */
  readonly failedHere: boolean;
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
  { engine, dirs, failedHere }: LookBackPlace,
  { env, log, cancellation }: BuildContext,
): Promise<LookBack> {
  const { signal } = cancellation;
  const network = { log, signal };
  const digests = await configDigests(dirs.config);
  const [previous, assembler, repositories, own] = await Promise.all([
    findPrevious({
      place: inputs.previousBuild,
      wanted: {
        arch: inputs.arch,
        target,
        name: rendered.name,
        configPath: pathInWorkspace(inputs.config, env),
      },
      artifacts: metadataNames(inputs, target),
      token: inputs.githubToken,
      env,
      workDir: inputs.workDir,
      network,
      failedHere,
      isAsked: inputs.skipUnchanged || inputs.previousBuild !== undefined,
    }),
    assemblerNow(inputs, target, engine, { env, log, signal }),
    inputs.skipUnchanged
      ? repositoryParts({
          dir: dirs.config,
          flattened: rendered.flattened,
          arch: inputs.arch,
          yumVariables: inputs.yumVariables,
          cacheDir: inputs.workDir,
          network,
        })
      : {},
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
  const all = previous === undefined ? [] : movedParts(previous.record.fingerprint, fingerprint);
  // Without skip-unchanged some parts were not asked about, and nobody knows whether they moved.
  const moved = inputs.skipUnchanged ? all : all.filter(({ now }) => isKnown(now));
  const maySkip = await judge(inputs, previous, log);
  if (previous !== undefined) tell(previous, moved, inputs.skipUnchanged, log);
  return { previous, digests, fingerprint, moved, maySkip };
}

async function judge(
  inputs: BuildInputs,
  previous: PreviousBuild | undefined,
  log: BuildContext['log'],
): Promise<boolean> {
  if (!inputs.skipUnchanged) return false;
  if (previous === undefined) {
    log.info('skip-unchanged: there is no earlier build to compare with');
    return false;
  }
  const reasons = await reasonsAgainst(previous, inputs);
  for (const reason of reasons) log.info(`skip-unchanged: nothing is skipped: ${reason}`);
  return reasons.length === 0;
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
  if (!inputs.skipUnchanged) return unknownPart('not asked without skip-unchanged');
  return await assemblerPart(reference, {
    authFile: inputs.registryAuthFile,
    arch: inputs.arch,
    env,
    log,
    signal,
  });
}
