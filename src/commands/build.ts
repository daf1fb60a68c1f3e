import { randomUUID } from 'node:crypto';
import { mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { Engine } from '../assembler/engine.ts';
import { driverOf, findEngine } from '../assembler/engines/list.ts';
import { planBuild, type PlanRequest } from '../assembler/plan.ts';
import { probeOnce } from '../assembler/probe.ts';
import { runStep, type StepRunner } from '../assembler/run-step.ts';
import { adapt } from '../config-tree/adapt.ts';
import { UserError } from '../errors.ts';
import type { CollectedImage } from '../images/collect.ts';
import { buildDirectory, latestBuild, readMeta, readPackages } from '../images/meta.ts';
import type { BuildInputs } from '../inputs/types.ts';
import type { Log } from '../log/log.ts';
import type { BuildResult } from '../report/result.ts';
import { lockWorkDir } from '../runner/lock.ts';
import { preflight, surveyMachine, type KvmDecision } from '../runner/preflight.ts';
import { buildDirs, type BuildContext, type BuildDirs } from './build-context.ts';
import { isForeign, prepareGiveBack } from './give-back.ts';
import { gatherImages, makeImages, type ImagesRequest } from './make-images.ts';
import { placeOverrides } from './place-overrides.ts';
import { planRequest, stepPaths } from './plan-request.ts';
import { prepareAll, type Prepared } from './prepare-all.ts';
import { publish, publishLogs } from './publish.ts';

/** The whole job. @throws UserError, CancelledError */
export async function build(inputs: BuildInputs, context: BuildContext): Promise<BuildResult> {
  const { log, cancellation } = context;
  // The assembler's user may be another: what is written here has to be readable, and it refuses umask 0000.
  process.umask(0o022);
  const { engine, kvm } = await log.group('Check the machine', async () => {
    const found = await findEngine(inputs.engine, log);
    warnOfUnused(inputs, found, log);
    const access = driverOf(found).deviceAccess(found);
    return { engine: found, kvm: preflight(inputs, await surveyMachine(inputs, access), log) };
  });
  const lock = await lockWorkDir(inputs.workDir);
  const dirs = buildDirs(inputs, driverOf(engine));
  try {
    await rm(dirs.logs, { recursive: true, force: true });
    for (const dir of Object.values<string>({ ...dirs })) await mkdir(dir, { recursive: true });
    const runId = randomUUID().slice(0, 8);
    context.onEngine(engine.name, runId);
    const runner: StepRunner = { engine, log, logDir: dirs.logs, runId, cancellation, timings: [] };
    return await buildLocked(inputs, context, runner, { dirs, kvm });
  } catch (error) {
    if (!cancellation.cancelled) await publishLogs(inputs, context, dirs.logs);
    log.info(`everything is kept in ${inputs.workDir}`);
    throw error;
  } finally {
    await lock.release();
  }
}

/** What follows once the work directory is ours. */
async function buildLocked(
  inputs: BuildInputs,
  context: BuildContext,
  runner: StepRunner,
  { dirs, kvm }: { readonly dirs: BuildDirs; readonly kvm: KvmDecision },
): Promise<BuildResult> {
  const { log } = context;
  const { engine } = runner;
  const prepared = await log.group('Pull the assembler, render the configuration', async () => {
    const started = performance.now();
    const result = await prepareAll(inputs, engine, dirs, context);
    const seconds = (performance.now() - started) / 1000;
    runner.timings.push({ title: 'Pull and render, side by side', seconds });
    return result;
  });
  await log.group('Fit the configuration to the assembler', async () => {
    await fit(inputs, runner, prepared, stepPaths(engine, dirs).config);
  });
  const request = planRequest(inputs, dirs, engine, kvm, prepared.image.reference);
  if (await isForeign(dirs.srv)) await prepareGiveBack(request, runner, context)();
  const giveBack = prepareGiveBack(request, runner, context);
  let made: ImagesRequest;
  try {
    await placeOverrides(inputs, dirs.srv);
    // A mount point that the engine has to make belongs to root.
    await mkdir(join(dirs.srv, 'src', 'config'), { recursive: true });
    const composed = await compose(inputs, runner, request);
    made = { ...composed, plan: request, prepared, imagesDir: dirs.images };
    await makeImages(inputs, made, runner);
  } finally {
    await giveBack();
  }
  const images = await gatherImages(inputs, made, runner);
  return await finish(inputs, context, runner, {
    prepared,
    buildId: made.buildId,
    changed: made.changed,
    images,
    srvDir: dirs.srv,
  });
}

/** The steps up to the commit. @returns the build they led to, which is an earlier one when nothing had changed. */
async function compose(
  inputs: BuildInputs,
  runner: StepRunner,
  request: PlanRequest,
): Promise<{ readonly buildId: string; readonly changed: boolean }> {
  const before = await latestBuild(request.srvDir, inputs.arch);
  for (const step of planBuild(request)) await runStep(runner, step);
  const buildId = await latestBuild(request.srvDir, inputs.arch);
  if (buildId === undefined)
    throw new UserError(`build ended well and left no build in ${join(request.srvDir, 'builds')}`);
  const changed = buildId !== before;
  if (!changed) runner.log.notice(`nothing had changed since build ${buildId}`);
  return { buildId, changed };
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

/** Asks the image what it is, and makes the tree fit it. @throws UserError for an image that cannot be driven. */
async function fit(
  inputs: BuildInputs,
  runner: StepRunner,
  prepared: Prepared,
  configPath: string,
): Promise<void> {
  const { engine, log, runId } = runner;
  const { image, rendered } = prepared;
  const name = `ovirt-node-image-${runId}-probe`;
  const facts = await probeOnce(engine, image, name, runId, join(inputs.workDir, 'probe'), inputs.engineArgs);
  log.info(
    `dialect ${facts.dialect}; ${facts.rpmOstree || 'rpm-ostree does not say its version'}; commit ${facts.commit ?? 'unknown'}`,
  );
  if (facts.dialect !== 'D2') {
    throw new UserError(
      `assembler-image: ${image.reference} is of dialect ${facts.dialect}; only D2 (rhcos-4.12 to rhcos-4.18) is driven so far`,
    );
  }
  await adapt(rendered, { dialect: 'D2', configPath }, log);
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
    readonly srvDir: string;
  },
): Promise<BuildResult> {
  const { prepared, buildId, changed, images, srvDir } = made;
  const buildDir = buildDirectory(srvDir, buildId, inputs.arch);
  const meta = await readMeta(buildDir);
  const packages = await readPackages(buildDir);
  context.cancellation.throwIfCancelled();
  const published = await publish(
    inputs,
    context,
    { buildDir, manifest: prepared.rendered.manifest, target: prepared.target, images },
    runner,
  );
  const { release } = prepared;
  return {
    changed,
    buildId,
    buildDir,
    meta: meta.file,
    ostreeCommit: meta.ostreeCommit,
    ref: meta.ref ?? prepared.rendered.ref ?? buildId,
    manifest: prepared.rendered.manifest,
    packageCount: packages.length,
    assembler: prepared.image,
    baseConfig: prepared.base,
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
    images: published.images,
    metadataArtifact: published.metadata,
    timings: runner.timings,
  };
}
