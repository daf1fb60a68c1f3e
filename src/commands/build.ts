import { randomUUID } from 'node:crypto';
import { mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { findEngine, type Engine } from '../assembler/engine.ts';
import { CONTAINER, planBuild } from '../assembler/plan.ts';
import { probeOnce } from '../assembler/probe.ts';
import { runStep, type StepRunner } from '../assembler/run-step.ts';
import { removeVmEnvironment, writeVmEnvironment } from '../assembler/vm-environment.ts';
import { adapt } from '../config-tree/adapt.ts';
import { UserError } from '../errors.ts';
import type { CollectedImage } from '../images/collect.ts';
import { buildDirectory, latestBuild, readMeta, readPackages } from '../images/meta.ts';
import type { BuildInputs } from '../inputs/types.ts';
import { prepareNetwork, warnOfLocalProxies, type Network } from '../net/network.ts';
import type { BuildResult } from '../report/result.ts';
import { lockWorkDir } from '../runner/lock.ts';
import { preflight, surveyMachine, type KvmDecision } from '../runner/preflight.ts';
import { buildDirs, type BuildContext, type BuildDirs } from './build-context.ts';
import { makeImages } from './make-images.ts';
import { placeOverrides } from './place-overrides.ts';
import { planRequest } from './plan-request.ts';
import { prepareAll, type Prepared } from './prepare-all.ts';
import { publish, publishLogs } from './publish.ts';

/** The whole job. @throws UserError, CancelledError */
export async function build(inputs: BuildInputs, context: BuildContext): Promise<BuildResult> {
  const { log, cancellation } = context;
  const engine = await findEngine(inputs.engine);
  const kvm = await log.group('Check the machine', async () => {
    log.info(`${engine.name} ${engine.version}, ${engine.rootful ? 'run by root' : 'rootless'}`);
    return preflight(inputs, await surveyMachine(inputs, engine.rootful), log);
  });
  const lock = await lockWorkDir(inputs.workDir);
  const dirs = buildDirs(inputs);
  try {
    await rm(dirs.logs, { recursive: true, force: true });
    for (const dir of Object.values<string>({ ...dirs })) await mkdir(dir, { recursive: true });
    const network = await prepareNetwork(inputs, log);
    warnOfLocalProxies(log);
    const runId = randomUUID().slice(0, 8);
    context.onEngine(engine.program, runId);
    const runner: StepRunner = {
      engine,
      log,
      logDir: dirs.logs,
      runId,
      cancellation,
      secretEnv: network.env,
      timings: [],
    };
    return await buildLocked(inputs, context, runner, { dirs, kvm, network });
  } catch (error) {
    if (!cancellation.cancelled) await publishLogs(inputs, context, dirs.logs);
    log.info(`everything is kept in ${inputs.workDir}`);
    throw error;
  } finally {
    await removeVmEnvironment(dirs.srv);
    await lock.release();
  }
}

/** What follows once the work directory is ours. */
async function buildLocked(
  inputs: BuildInputs,
  context: BuildContext,
  runner: StepRunner,
  { dirs, kvm, network }: { readonly dirs: BuildDirs; readonly kvm: KvmDecision; readonly network: Network },
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
    await fit(inputs, runner, engine, prepared);
  });
  await placeOverrides(inputs, dirs.srv);
  const request = planRequest(inputs, dirs, engine, kvm, prepared.image.reference, network);
  await writeVmEnvironment(dirs.srv, network);
  const before = await latestBuild(dirs.srv, inputs.arch);
  for (const step of planBuild(request)) await runStep(runner, step);
  const buildId = await latestBuild(dirs.srv, inputs.arch);
  if (buildId === undefined)
    throw new UserError(`build ended well and left no build in ${join(dirs.srv, 'builds')}`);
  const changed = buildId !== before;
  if (!changed) log.notice(`nothing had changed since build ${buildId}`);
  const images = await makeImages(inputs, request, runner, { buildId, changed }, prepared);
  return await finish(inputs, context, runner, { prepared, buildId, changed, images, srvDir: dirs.srv });
}

/** Asks the image what it is, and makes the tree fit it. @throws UserError for an image that cannot be driven. */
async function fit(
  inputs: BuildInputs,
  runner: StepRunner,
  engine: Engine,
  prepared: Prepared,
): Promise<void> {
  const { log, runId } = runner;
  const { image, rendered } = prepared;
  const name = `ovirt-node-image-${runId}-probe`;
  const facts = await probeOnce(engine, image, name, runId, join(inputs.workDir, 'probe'));
  log.info(
    `dialect ${facts.dialect}; ${facts.rpmOstree || 'rpm-ostree does not say its version'}; commit ${facts.commit ?? 'unknown'}`,
  );
  if (facts.dialect !== 'D2') {
    throw new UserError(
      `assembler-image: ${image.reference} is of dialect ${facts.dialect}; only D2 (rhcos-4.12 to rhcos-4.18) is driven so far`,
    );
  }
  await adapt(rendered, { dialect: 'D2', configPath: CONTAINER.config }, log);
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
