import { join } from 'node:path';
import type { Step } from '../../../src/assembler/plan.ts';
import type { StepRunner } from '../../../src/assembler/run-step.ts';
import type { Log } from '../../../src/log/log.ts';
import { Cancellation } from '../../../src/process/cancellation.ts';
import { tempDir } from '../../support/temp.ts';
import { ROOT } from '../action.ts';
import { labEnvironment } from '../engine.ts';
import { must } from '../must.ts';
import { ensureAssemblerImage } from './image.ts';
import { ENGINE } from './plan-request.ts';

/** Makes podman of this process that of the lab. @returns the name of the rehearsal's image in it. */
export async function useLabEngine(): Promise<string> {
  const labDir = join(ROOT, '.lab');
  const env = await labEnvironment(labDir);
  Object.assign(process.env, env);
  return await ensureAssemblerImage({ labDir, env });
}

/** A step that runs a program of the rehearsal's image as pid 1, without network. */
export function scriptStep(image: string, entrypoint: string, ...command: string[]): Step {
  return {
    id: 'build',
    title: 'Compose the commit',
    container: {
      image,
      entrypoint,
      command,
      env: {},
      mounts: [],
      devices: [],
      privileged: false,
      network: 'none',
      extraArgs: [],
    },
  };
}

/** What such a step runs with. */
export async function runnerFor(log: Log): Promise<StepRunner> {
  return {
    engine: ENGINE,
    log,
    logDir: await tempDir(),
    runId: `test-${Math.random().toString(36).slice(2, 8)}`,
    cancellation: new Cancellation(log),
    timings: [],
  };
}

/** Ids of the containers of a runner that exist right now. */
export async function containersOf({ runId }: StepRunner): Promise<string> {
  return (await must(['podman', 'ps', '--all', '--quiet', `--filter=name=ovirt-node-image-${runId}`])).trim();
}
