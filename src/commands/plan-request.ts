import { existsSync } from 'node:fs';
import type { Engine } from '../assembler/engine.ts';
import { planBuild, planImages, type PlanRequest } from '../assembler/plan.ts';
import { needPair } from '../config-tree/pairs.ts';
import type { BuildInputs } from '../inputs/types.ts';
import type { Network } from '../net/network.ts';
import type { KvmDecision } from '../runner/preflight.ts';
import { buildDirs, type BuildDirs } from './build-context.ts';

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
    rootful: engine.rootful,
    runMode: inputs.runMode,
    kvmDevice: kvm.device,
    kvmDisabled: kvm.disabled,
    fuse: existsSync('/dev/fuse'),
    memoryMiB: inputs.memory,
    engineArgs: inputs.engineArgs,
    ...(network === undefined ? {} : { network }),
  };
}

/** The plan of a build as data, without doing anything of it. */
export function dryRun(inputs: BuildInputs): object {
  const image = inputs.assemblerImage ?? needPair(inputs.target, 'assembler-image').assemblerImage;
  const engine: Engine = {
    name: 'podman',
    program: 'podman',
    version: '',
    rootful: process.getuid?.() === 0,
  };
  const request = planRequest(
    inputs,
    buildDirs(inputs),
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
