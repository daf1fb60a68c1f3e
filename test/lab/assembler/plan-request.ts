import type { Engine } from '../../../src/assembler/engine.ts';
import { CONTAINER, type PlanRequest } from '../../../src/assembler/plan.ts';

/** The lab's podman. */
export const ENGINE: Engine = { name: 'podman', program: 'podman', version: '4', rootful: true };

/** A plan's request with nothing in it that was not asked for, for the rehearsal's assembler: it needs no KVM. */
export function planRequest(
  changes: Pick<PlanRequest, 'image' | 'srvDir' | 'configDir' | 'scratchDir'> & Partial<PlanRequest>,
): PlanRequest {
  return {
    images: [],
    version: undefined,
    overrideRpms: false,
    ownership: {},
    paths: CONTAINER,
    kvmGroup: undefined,
    runMode: 'unprivileged',
    kvmDevice: false,
    kvmDisabled: true,
    fuse: false,
    memoryMiB: undefined,
    engineArgs: [],
    ...changes,
  };
}
