import { existsSync } from 'node:fs';
import type { DeviceAccess, Engine } from '../assembler/engine.ts';
import { driverOf } from '../assembler/engines/list.ts';
import { planSizes } from '../assembler/package-sizes.ts';
import {
  CONTAINER,
  planBuild,
  planGiveBack,
  planImages,
  type PlanRequest,
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

/**
 * The plan of a build as data, without doing anything of it.
 *
 * @param findings looks at the machine's /dev/kvm; handed in so that a test can say what is there.
 * @throws UserError where the build would end for want of it.
 */
export function dryRun(
  inputs: BuildInputs,
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
  const image = driver.contained
    ? (inputs.assemblerImage ?? needPair(inputs.target, 'assembler-image').assemblerImage)
    : 'the container of the job';
  const kvm = findings(driver.deviceAccess(engine));
  const problem = kvmProblem(inputs.kvm, kvm);
  if (problem !== undefined) throw new UserError(problem);
  const dirs = buildDirs(inputs, driver);
  const request = planRequest(inputs, dirs, engine, decideKvm(inputs.kvm, kvm), image);
  const unknown = { id: '<build-id>', ref: '<ref>', timestamp: '<timestamp>' };
  const last = planGiveBack(request);
  return {
    engine: `${name}${inputs.engine === 'auto' ? ' (assumed; a build looks what works)' : ''}`,
    dialect: 'D2 (assumed; a build probes the image)',
    steps: [
      ...planBuild(request),
      ...planImages(request, unknown, []),
      planSizes(request, '<commit>'),
      ...(last === undefined ? [] : [last]),
    ],
  };
}
