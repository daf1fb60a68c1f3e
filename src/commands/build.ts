import { randomUUID } from 'node:crypto';
import { mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { Engine } from '../assembler/engine.ts';
import { driverOf, findEngine } from '../assembler/engines/list.ts';
import type { StepRunner } from '../assembler/run-step.ts';
import { writeVmEnvironment } from '../assembler/vm-environment.ts';
import type { CacheSubject } from '../cache/key.ts';
import type { BuildFacts } from '../changes/facts.ts';
import { describeMoved } from '../fingerprint/compare.ts';
import { UserError } from '../errors.ts';
import type { CollectedImage } from '../images/collect.ts';
import { buildDirectory, readMeta, readPackages } from '../images/meta.ts';
import type { BuildInputs } from '../inputs/types.ts';
import type { Log } from '../log/log.ts';
import { prepareNetwork, warnOfLocalProxies, type Network } from '../net/network.ts';
import { refuseImpossibleUpload } from '../publish/availability.ts';
import { justEnded } from '../process/timing.ts';
import { asPart } from '../report/failed-part.ts';
import type { BuildOutcome } from '../report/outcome.ts';
import type { BuildResult, ResultImage } from '../report/result.ts';
import type { SkipLevel, SkippedBuild } from '../report/skipped.ts';
import { explainDiskError } from '../runner/disk-error.ts';
import { lockWorkDir } from '../runner/lock.ts';
import { claimWorkDir } from '../runner/work-dir.ts';
import { preflight, surveyMachine, type KvmDecision } from '../runner/preflight.ts';
import { markBegin, markEnd } from '../skip/failure-mark.ts';
import {
  cacheToSave,
  dropCache,
  restoreBuildCache,
  withRestoredCache,
  type BuildCache,
} from './build-cache.ts';
import { addChanges, currentFacts, judgeChanges, previousFacts } from './build-changes.ts';
import { buildDirs, type BuildContext, type BuildDirs } from './build-context.ts';
import { compose } from './compose.ts';
import { endRun } from './end-run.ts';
import { fitConfig } from './fit-config.ts';
import { giveBack, isForeign, noteGiveBack } from './give-back.ts';
import type { LookBack } from './look-back.ts';
import { gatherImages, makeImages, type ImagesRequest } from './make-images.ts';
import { askPackageSizes } from './package-sizes.ts';
import { pairInUse } from './pair-in-use.ts';
import { placeOverrides } from './place-overrides.ts';
import { neededSteps, planRequest, stepPaths } from './plan-request.ts';
import { prepareAndLookBack } from './prepare-and-look-back.ts';
import type { Prepared } from './prepare-all.ts';
import { publish, publishLogs } from './publish.ts';
import { recordOfBuild } from './record-build.ts';
import { restorePrevious } from './restore-previous.ts';
import { skippedBuild } from './skip-build.ts';
import { checkPush, pushArchive } from './push-archive.ts';
import { sweep } from './sweep.ts';
import { verifyBoot, type BootReport } from './verify-boot.ts';

/** The whole job. @throws UserError, CancelledError */
export async function build(inputs: BuildInputs, context: BuildContext): Promise<BuildOutcome> {
  const { log, cancellation } = context;
  refuseImpossibleUpload(inputs.upload, context.env);
  // The assembler's user may be another: what is written here has to be readable, and it refuses umask 0000.
  process.umask(0o022);
  const { engine, kvm } = await log.group('Check the machine', async () => {
    return await asPart('machine', async () => {
      const found = await findEngine(inputs.engine, log);
      warnOfUnused(inputs, found, log);
      await checkPush(inputs);
      return { engine: found, kvm: preflight(inputs, await surveyMachine(inputs, found), log) };
    });
  });
  await claimWorkDir(inputs.workDir);
  const runId = randomUUID().slice(0, 8);
  const lock = await lockWorkDir(inputs.workDir, runId);
  const dirs = buildDirs(inputs, driverOf(engine));
  try {
    if (lock.abandoned !== undefined) await endRun(driverOf(engine), lock.abandoned);
    await giveBack(inputs.workDir, log);
    await sweep(inputs.workDir, log);
    const failedHere = await markBegin(inputs.workDir);
    await rm(dirs.logs, { recursive: true, force: true });
    for (const dir of Object.values<string>({ ...dirs })) await mkdir(dir, { recursive: true });
    const network = await prepareNetwork(inputs, log);
    warnOfLocalProxies(log);
    context.onEngine(engine.name, runId);
    const runner: StepRunner = {
      engine,
      log,
      logDir: dirs.logs,
      runId,
      cancellation,
      secretEnv: network.env,
      timings: [],
      workDir: inputs.workDir,
      limitMs: inputs.timeoutMinutes === undefined ? undefined : inputs.timeoutMinutes * 60_000,
    };
    const outcome = await buildLocked(inputs, context, runner, { dirs, kvm, network, failedHere });
    await markEnd(inputs.workDir);
    return outcome;
  } catch (error) {
    // The client of a container that ran beside what failed was stopped, which does not always end the container.
    await driverOf(engine)
      .removeRun(runId)
      .catch(() => 0);
    log.info(`everything is kept in ${inputs.workDir}`);
    if (error instanceof UserError) error.keptIn = inputs.workDir;
    // What a signal stopped fails with words of its own, which would hide why.
    cancellation.throwIfCancelled();
    // Before the logs: what fills the disk is named as it was.
    const explained = await explainDiskError(error, inputs.workDir);
    await publishLogs(inputs, context, dirs.logs);
    throw explained;
  } finally {
    await sweep(inputs.workDir, log);
    await lock.release();
  }
}

/** What follows once the work directory is ours. */
async function buildLocked(
  inputs: BuildInputs,
  context: BuildContext,
  runner: StepRunner,
  {
    dirs,
    kvm,
    network,
    failedHere,
  }: {
    readonly dirs: BuildDirs;
    readonly kvm: KvmDecision;
    readonly network: Network;
    readonly failedHere: boolean;
  },
): Promise<BuildOutcome> {
  const { log } = context;
  const { engine } = runner;
  const { prepared, sources, look } = await log.group(
    'Pull the assembler, render the configuration',
    async () => {
      const started = performance.now();
      const result = await prepareAndLookBack(inputs, context, runner, { dirs, engine, failedHere });
      const seconds = (performance.now() - started) / 1000;
      const title = result.prepared === undefined ? 'Render and look back' : 'Pull and render, side by side';
      runner.timings.push(justEnded(title, seconds));
      return result;
    },
  );
  const skipped = async (level: SkipLevel, why: string): Promise<SkippedBuild> => {
    const { manifest } = sources.rendered;
    log.notice(`skipped at level ${level}: ${why}`);
    return await skippedBuild(inputs, look, level, why, { manifest, timings: runner.timings });
  };
  if (prepared === undefined) return await skipped(1, `nothing has moved since ${nameOfPrevious(look)}`);
  const plan = planRequest(inputs, dirs, engine, kvm, prepared.image.reference, network);
  await log.group('Fit the configuration to the assembler', async () => {
    await asPart('probe', async () => {
      await fitConfig(prepared, runner, stepPaths(engine, dirs).config, neededSteps(plan));
    });
  });
  await noteGiveBack(plan, runner, inputs.workDir);
  let made: ImagesRequest;
  let cache: BuildCache | undefined;
  let previous: BuildFacts | undefined;
  try {
    if (await isForeign(dirs.srv)) {
      await giveBack(inputs.workDir, log);
      await noteGiveBack(plan, runner, inputs.workDir);
    }
    const request = {
      ...plan,
      force: await restorePrevious(inputs, look, dirs.srv, prepared.facts.dialect, log),
    };
    cache = await restoreBuildCache(inputs, cacheSubject(inputs, prepared), context);
    await placeOverrides(inputs, dirs.srv);
    await writeVmEnvironment(dirs.srv, network, request.caPath);
    // A mount point that the engine has to make belongs to root.
    // UNVERIFIED: that the real assembler's later writes beside it fail then, with docker (assembler.md, section 4.1).
    await mkdir(join(dirs.srv, 'src', 'config'), { recursive: true });
    // Once the work directory is ours: a run that was ended left it to another user.
    previous = await previousFacts(inputs, look, dirs.srv, log);
    const composed = await withRestoredCache(
      cache,
      log,
      async () => await compose(inputs, context, runner, request, look),
      async () => {
        await giveBack(inputs.workDir, log);
        await dropCache(inputs);
        await noteGiveBack(request, runner, inputs.workDir);
      },
    );
    if ('skip' in composed) return await skipped(composed.skip, composed.why);
    made = { ...composed, plan: request, prepared, imagesDir: dirs.images };
    await makeImages(inputs, made, runner);
    await askPackageSizes(request, { buildId: made.buildId, arch: inputs.arch }, runner);
  } finally {
    await giveBack(inputs.workDir, log);
  }
  const images = await asPart('images', async () => await gatherImages(inputs, made, runner));
  const iso = inputs.verify === 'boot' ? images.find(({ kind }) => kind === 'live-iso') : undefined;
  const booted =
    iso === undefined
      ? undefined
      : await asPart('boot', async () => {
          const where = { image: prepared.image.reference, kvm, dir: join(dirs.logs, 'boot') };
          return await verifyBoot(inputs, { iso: iso.path, ...where }, runner);
        });
  const result = await finish(inputs, context, runner, {
    prepared,
    buildId: made.buildId,
    changed: made.changed,
    images,
    booted,
    srvDir: dirs.srv,
    look,
    previous,
  });
  const lockFile = join(result.buildDir, `manifest-lock.generated.${inputs.arch}.json`);
  const { missingRelease } = prepared;
  const saving = await cacheToSave(inputs, cache, { lockFile, missingRelease }, context);
  if (saving !== undefined) context.onCache?.(saving);
  return result;
}

/** What a cache of this build fits. */
function cacheSubject(inputs: BuildInputs, { facts, target, image }: Prepared): CacheSubject {
  return { dialect: facts.dialect, target, arch: inputs.arch, assembler: image.digest };
}

function nameOfPrevious({ previous }: LookBack): string {
  return `build ${previous?.record.buildId ?? 'unknown'}`;
}

/** Inputs that mean nothing where no container is started. */
function warnOfUnused(inputs: BuildInputs, engine: Engine, log: Log): void {
  if (driverOf(engine).contained) return;
  if (inputs.assemblerImage !== undefined) {
    log.warning(
      `assembler-image: ${inputs.assemblerImage} is not used, the assembler is the one this job runs in`,
    );
  }
  if (inputs.engineArgs.length > 0) log.warning('engine-args: not used, no container is started');
}

async function finish(
  inputs: BuildInputs,
  context: BuildContext,
  runner: StepRunner,
  made: {
    readonly prepared: Prepared;
    readonly buildId: string;
    readonly changed: boolean;
    readonly images: readonly CollectedImage[];
    readonly booted: BootReport | undefined;
    readonly srvDir: string;
    readonly look: LookBack;
    readonly previous: BuildFacts | undefined;
  },
): Promise<BuildResult> {
  const { prepared, buildId, changed, images, booted, srvDir, look, previous } = made;
  const buildDir = buildDirectory(srvDir, buildId, inputs.arch);
  const meta = await readMeta(buildDir);
  const packages = await readPackages(buildDir);
  context.cancellation.throwIfCancelled();
  const { manifest } = prepared.rendered;
  const record = { inputs, prepared, meta, buildDir, look, env: context.env };
  const current = await currentFacts(record, images, srvDir);
  const changes = await judgeChanges(inputs, { previous, current }, images, context);
  let reported: BuildResult['changes'];
  const wanted = {
    buildDir,
    manifest,
    target: prepared.target,
    images,
    bootLog: booted?.dir,
    addMetadata: async (dir: string): Promise<string[]> => {
      const added = await addChanges(changes, dir);
      reported = added.reported;
      return added.files;
    },
    record: async (published: readonly ResultImage[]) => ({
      ...(await recordOfBuild(record, published)),
      ...(current.packageSizes === undefined ? {} : { packageSizes: current.packageSizes }),
    }),
  };
  const published = await asPart('upload', async () => await publish(inputs, context, wanted, runner));
  // Last: a tag that was moved is in use from then on, and everything before may still fail.
  const pushed = await pushArchive(inputs, images, runner);
  const { release } = prepared;
  return {
    // A build that was made before and never published is a new one to whoever waits for it.
    changed: changed || (previous?.buildId !== undefined && previous.buildId !== buildId),
    buildId,
    buildDir,
    meta: meta.file,
    ostreeCommit: meta.ostreeCommit,
    ref: meta.ref ?? prepared.rendered.ref ?? buildId,
    manifest,
    packageCount: packages.length,
    assembler: prepared.image,
    baseConfig: prepared.base,
    pair: pairInUse(inputs, prepared.target),
    release:
      release === undefined
        ? undefined
        : {
            nevr: `${release.report.name}-${release.report.version}-${release.report.release}`,
            sha256: release.report.sha256,
            signature: `${release.report.signature.status}${release.report.signature.keyId === null ? '' : ` (key ${release.report.signature.keyId})`}`,
            source: release.source,
          },
    reposWithoutGpgcheck: prepared.rendered.repositories
      .filter(({ gpgcheck }) => !gpgcheck)
      .map(({ id }) => id),
    booted,
    images: published.images,
    moved: look.previous === undefined ? undefined : look.moved.map(describeMoved),
    movedIsComplete: look.isComplete,
    pushed,
    metadataArtifact: published.metadata,
    changes: reported,
    packageSizes: current.packageSizes,
    timings: runner.timings,
  };
}
