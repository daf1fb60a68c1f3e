import { randomUUID } from 'node:crypto';
import { existsSync } from 'node:fs';
import { copyFile, mkdir, rm } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { findEngine, type Engine } from '../assembler/engine.ts';
import { CONTAINER, planBuild, planImages, TARBALL, type PlanRequest } from '../assembler/plan.ts';
import { probeImage } from '../assembler/probe.ts';
import { isPinned, pullImage, type PulledImage } from '../assembler/pull.ts';
import { runStep, type StepRunner } from '../assembler/run-step.ts';
import { adapt } from '../config-tree/adapt.ts';
import { needPair } from '../config-tree/pairs.ts';
import type { RenderedConfig } from '../config-tree/render.ts';
import { UserError } from '../errors.ts';
import { collectImages, type CollectedImage } from '../images/collect.ts';
import { buildDirectory, latestBuild, readMeta, readPackages } from '../images/meta.ts';
import { imageFileName } from '../images/names.ts';
import type { BuildInputs } from '../inputs/types.ts';
import type { Log } from '../log/log.ts';
import { signalChildren, type Cancellation } from '../process/cancellation.ts';
import { sideBySide } from '../process/side-by-side.ts';
import type { BuildResult } from '../report/result.ts';
import { preflight, surveyMachine, type KvmDecision } from '../runner/preflight.ts';
import {
  baseSource,
  prepareBase,
  prepareRelease,
  prepareTree,
  type BaseSource,
  type Release,
} from './prepare.ts';
import { publish, publishLogs } from './publish.ts';

/** Surroundings of a build. */
export interface BuildContext {
  readonly env: NodeJS.ProcessEnv;
  readonly log: Log;
  readonly cancellation: Cancellation;
  /** Called before the first container starts: what a later clean-up needs to know. */
  readonly onEngine: (program: string, runId: string) => void;
}

interface Prepared {
  readonly image: PulledImage;
  readonly rendered: RenderedConfig;
  readonly release: Release | undefined;
  readonly base: BaseSource & { readonly commit: string };
  readonly target: string | undefined;
}

/** The whole job. @throws UserError, CancelledError */
export async function build(inputs: BuildInputs, context: BuildContext): Promise<BuildResult> {
  const { log, cancellation } = context;
  const dirs = {
    srv: join(inputs.workDir, 'srv'),
    scratch: join(inputs.workDir, 'scratch'),
    logs: join(inputs.workDir, 'logs'),
    config: join(inputs.workDir, 'config'),
  };
  const engine = await findEngine(inputs.engine);
  const kvm = await log.group('Check the machine', async () => {
    log.info(`${engine.name} ${engine.version}, ${engine.rootful ? 'run by root' : 'rootless'}`);
    return preflight(inputs, await surveyMachine(inputs, engine.rootful), log);
  });
  await rm(dirs.logs, { recursive: true, force: true });
  for (const dir of Object.values(dirs)) await mkdir(dir, { recursive: true });
  const runId = randomUUID().slice(0, 8);
  context.onEngine(engine.program, runId);
  const runner: StepRunner = { engine, log, logDir: dirs.logs, runId, cancellation, timings: [] };

  const prepared = await log.group('Pull the assembler, render the configuration', async () => {
    const started = performance.now();
    const result = await prepare(inputs, engine, dirs, context);
    runner.timings.push({
      title: 'Pull and render, side by side',
      seconds: (performance.now() - started) / 1000,
    });
    return result;
  });
  const request = planRequest(inputs, dirs, engine, kvm, prepared.image.reference);
  await log.group('Fit the configuration to the assembler', async () => {
    const facts = await probeImage(engine, prepared.image, `ovirt-node-image-${runId}-probe`, runId);
    log.info(
      `dialect ${facts.dialect}; ${facts.rpmOstree || 'rpm-ostree does not say its version'}; commit ${facts.commit ?? 'unknown'}`,
    );
    if (facts.dialect !== 'D2') {
      throw new UserError(
        `assembler-image: ${prepared.image.reference} is of dialect ${facts.dialect}; only D2 (rhcos-4.12 to rhcos-4.18) is driven so far`,
      );
    }
    await adapt(prepared.rendered, { dialect: 'D2', configPath: CONTAINER.config }, log);
  });
  await placeOverrides(inputs, dirs.srv);
  const before = await latestBuild(dirs.srv, inputs.arch);
  try {
    for (const step of planBuild(request)) await runStep(runner, step);
    const buildId = await latestBuild(dirs.srv, inputs.arch);
    if (buildId === undefined)
      throw new UserError(`build ended well and left no build in ${join(dirs.srv, 'builds')}`);
    const changed = buildId !== before;
    if (!changed) log.notice(`nothing had changed since build ${buildId}`);
    const images = await makeImages(inputs, request, runner, { buildId, changed }, prepared);
    return await finish(inputs, context, runner, { prepared, buildId, changed, images, srvDir: dirs.srv });
  } catch (error) {
    if (!cancellation.cancelled) await publishLogs(inputs, context, dirs.logs, prepared.target);
    log.info(`everything is kept in ${inputs.workDir}`);
    throw error;
  }
}

/** Pull, clone and release package side by side; the first that fails stops the others. */
async function prepare(
  inputs: BuildInputs,
  engine: Engine,
  dirs: { readonly logs: string; readonly config: string },
  { log, cancellation }: BuildContext,
): Promise<Prepared> {
  const release = prepareRelease(inputs, log);
  const target =
    inputs.target === undefined ? release.then((opened) => opened?.target) : Promise.resolve(inputs.target);
  const pulled = target.then(async (name) => {
    const reference = inputs.assemblerImage ?? needPair(name, 'assembler-image').assemblerImage;
    return await pullImage(engine, reference, join(dirs.logs, 'pull.log'), log);
  });
  const base = target.then(async (name) => {
    const source = baseSource(inputs, name);
    return { source, ...(await prepareBase(inputs, source, log)) };
  });
  const rendered = Promise.all([release, target, base]).then(async ([opened, name, { dir }]) => {
    return await prepareTree(inputs, { base: dir, release: opened, target: name, out: dirs.config }, log);
  });
  const [image, tree, opened, name, { source, commit }] = await sideBySide(
    [pulled, rendered, release, target, base] as const,
    // A mistake in the configuration shall not wait for the end of a pull.
    () => signalChildren('SIGTERM'),
  );
  cancellation.throwIfCancelled();
  log.info(`assembler ${image.reference}: ${image.digest}, pulled in ${image.seconds.toFixed(1)} s`);
  if (!isPinned(image.reference) && image.pinned !== undefined) {
    log.warning(`assembler-image: ${image.reference} can move. Pin it with assembler-image: ${image.pinned}`);
  }
  return { image, rendered: tree, release: opened, target: name, base: { ...source, commit } };
}

function planRequest(
  inputs: BuildInputs,
  dirs: { readonly srv: string; readonly config: string; readonly scratch: string },
  engine: Engine,
  kvm: KvmDecision,
  image: string,
): PlanRequest {
  return {
    image,
    srvDir: dirs.srv,
    configDir: dirs.config,
    scratchDir: dirs.scratch,
    images: inputs.images,
    version: inputs.version,
    overrideRpms: inputs.overrideRpms.length > 0,
    rootful: engine.rootful,
    runMode: inputs.runMode,
    kvmDevice: kvm.device,
    kvmDisabled: kvm.disabled,
    fuse: existsSync('/dev/fuse'),
    memoryMiB: inputs.memory,
    engineArgs: inputs.engineArgs,
  };
}

/** The plan of a build as data, without doing anything of it. */
export function dryRun(inputs: BuildInputs): object {
  const dirs = {
    srv: join(inputs.workDir, 'srv'),
    scratch: join(inputs.workDir, 'scratch'),
    config: join(inputs.workDir, 'config'),
  };
  const image = inputs.assemblerImage ?? needPair(inputs.target, 'assembler-image').assemblerImage;
  const engine: Engine = {
    name: 'podman',
    program: 'podman',
    version: '',
    rootful: process.getuid?.() === 0,
  };
  const request = planRequest(
    inputs,
    dirs,
    engine,
    { device: inputs.kvm !== 'off', disabled: inputs.kvm === 'off' },
    image,
  );
  const unknown = { id: '<build-id>', ref: '<ref>', timestamp: '<timestamp>' };
  return {
    dialect: 'D2 (assumed; a build probes the image)',
    steps: [...planBuild(request), ...planImages(request, unknown, [])],
  };
}

async function placeOverrides(inputs: BuildInputs, srvDir: string): Promise<void> {
  const dir = join(srvDir, 'overrides', 'rpm');
  await rm(dir, { recursive: true, force: true });
  if (inputs.overrideRpms.length === 0) return;
  await mkdir(dir, { recursive: true });
  for (const file of inputs.overrideRpms) await copyFile(file, join(dir, basename(file)));
}

async function makeImages(
  inputs: BuildInputs,
  request: PlanRequest,
  runner: StepRunner,
  { buildId, changed }: { readonly buildId: string; readonly changed: boolean },
  prepared: Prepared,
): Promise<CollectedImage[]> {
  const buildDir = buildDirectory(request.srvDir, buildId, inputs.arch);
  const before = await readMeta(buildDir);
  const names = { name: before.name, buildId, target: prepared.target, arch: inputs.arch };
  const imagesDir = join(inputs.workDir, 'images');
  const tarball = join(imagesDir, imageFileName('commit-tarball', names));
  const kept = !changed && existsSync(tarball) ? ['commit-tarball'] : [];
  const steps = planImages(
    request,
    { id: buildId, ref: before.ref ?? prepared.rendered.ref, timestamp: before.timestamp },
    [...before.images.keys(), ...kept],
  );
  for (const step of steps) await runStep(runner, step);
  const meta = await readMeta(buildDir);
  return await runner.log.group('Collect and verify the images', async () => {
    const collected = await collectImages({
      meta,
      buildDir,
      tarball: join(request.srvDir, TARBALL.slice(CONTAINER.work.length)),
      imagesDir,
      kinds: inputs.images,
      names,
    });
    for (const { path, sha256, size } of collected) runner.log.info(`${sha256}  ${path} (${size} bytes)`);
    return collected;
  });
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
