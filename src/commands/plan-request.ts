import { existsSync } from 'node:fs';
import type { DeviceAccess, Engine } from '../assembler/engine.ts';
import { driverOf } from '../assembler/engines/list.ts';
import { planSizes } from '../assembler/package-sizes.ts';
import {
  CONTAINER,
  planBuild,
  planGiveBack,
  planImages,
  planSolve,
  type PlanRequest,
  type Step,
  type StepPaths,
} from '../assembler/plan.ts';
import { needPair } from '../config-tree/pairs.ts';
import { UserError } from '../errors.ts';
import type { BuildInputs } from '../inputs/types.ts';
import type { Network } from '../net/network.ts';
import { findKvm, type KvmFinding } from '../runner/kvm.ts';
import { decideKvm, kvmProblem, type KvmDecision } from '../runner/preflight.ts';
import { buildDirs, type BuildDirs } from './build-context.ts';

/** Where the steps see the directories of a build. */
export function stepPaths(engine: Engine, { srv, config, scratch }: BuildDirs): StepPaths {
  return driverOf(engine).contained ? CONTAINER : { work: srv, config, scratch };
}

/** What the steps depend on, from inputs and machine. */
export function planRequest(
  inputs: BuildInputs,
  dirs: BuildDirs,
  engine: Engine,
  kvm: KvmDecision,
  image: string,
  network?: Pick<Network, 'passEnv' | 'caBundle'>,
): PlanRequest {
  return {
    image,
    srvDir: dirs.srv,
    configDir: dirs.config,
    scratchDir: dirs.scratch,
    images: inputs.images,
    version: inputs.version,
    overrideRpms: inputs.overrideRpms.length > 0,
    lockStrict: inputs.lockStrict,
    ownership: driverOf(engine).ownership(engine),
    paths: stepPaths(engine, dirs),
    runMode: inputs.runMode,
    kvmDevice: kvm.device,
    kvmGroup: kvm.group,
    kvmDisabled: kvm.disabled,
    fuse: existsSync('/dev/fuse'),
    memoryMiB: inputs.memory,
    engineArgs: inputs.engineArgs,
    ...(network === undefined ? {} : { network }),
    ...(driverOf(engine).contained || network?.caBundle === undefined ? {} : { caPath: network.caBundle }),
  };
}

/** Stands for what only a build knows. */
const UNKNOWN_BUILD = { id: '<build-id>', ref: '<ref>', timestamp: '<timestamp>', commit: '<commit>' };

/** The steps a build may need of the assembler, none of which it can do without; see refuseLacking. */
export function neededSteps(request: PlanRequest): Step[] {
  return [...planBuild(request), ...planImages(request, UNKNOWN_BUILD, [])];
}

/** A step that is only shown. */
interface ShownStep extends Step {
  /** On what it depends whether a build takes it; absent = it always does. */
  readonly when?: string;
}

/** Every step a build may take, in their order. */
function shownSteps(request: PlanRequest, { skipUnchanged }: BuildInputs): ShownStep[] {
  const build = planBuild(request);
  const fetch = build.findIndex(({ id }) => id === 'fetch');
  const solve = {
    ...planSolve(request),
    when: 'skip-unchanged: since the build before nothing has moved but repositories',
  };
  const images = planImages(request, UNKNOWN_BUILD, []).map((step) => ({
    ...step,
    when: 'the build does not have it yet',
  }));
  const last = planGiveBack(request);
  return [
    ...build.slice(0, fetch),
    ...(skipUnchanged ? [solve] : []),
    ...build.slice(fetch),
    ...images,
    planSizes(request, UNKNOWN_BUILD.commit),
    ...(last === undefined ? [] : [last]),
  ];
}

/**
 * The plan of a build as data, without doing anything of it.
 *
 * @param network how containers reach the outside; see planNetwork.
 * @param findings looks at the machine's /dev/kvm; handed in so that a test can say what is there.
 * @throws UserError where the build would end for want of it.
 */
export function dryRun(
  inputs: BuildInputs,
  network: Pick<Network, 'passEnv' | 'caBundle'>,
  findings: (access: DeviceAccess) => KvmFinding = findKvm,
): object {
  const name = inputs.engine === 'auto' ? 'podman' : inputs.engine;
  const engine: Engine = {
    name,
    program: name,
    version: '',
    rootful: name === 'docker' || process.getuid?.() === 0,
  };
  const driver = driverOf(engine);
  const image = driver.contained ? plannedImage(inputs) : 'the container of the job';
  const kvm = findings(driver.deviceAccess(engine));
  const problem = kvmProblem(inputs.kvm, kvm);
  if (problem !== undefined) throw new UserError(problem);
  const dirs = buildDirs(inputs, driver);
  const request = planRequest(inputs, dirs, engine, decideKvm(inputs.kvm, kvm), image, network);
  return {
    engine: `${name}${inputs.engine === 'auto' ? ' (assumed; a build looks what works)' : ''}`,
    dialect: 'D2 (assumed; a build probes the image)',
    steps: shownSteps(request, inputs),
    ...(inputs.verify === 'boot'
      ? { verify: "the live ISO is booted with this machine's emulator, or with the assembler's" }
      : {}),
  };
}

/** The image a build would pull, as far as it is known without the release package. */
function plannedImage({ assemblerImage, target, ovirtRelease }: BuildInputs): string {
  if (assemblerImage !== undefined) return assemblerImage;
  // A package that is for one target settles it.
  if (target === undefined && ovirtRelease.length > 0) return "<default of the release package's target>";
  return needPair(target, 'assembler-image').assemblerImage;
}
