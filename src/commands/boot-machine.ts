import { basename, dirname, join } from 'node:path';
import { containerArgv } from '../assembler/container.ts';
import type { StepRunner } from '../assembler/run-step.ts';
import { SERIAL_LOG, watchBoot, type BootOutcome } from '../boot/boot.ts';
import { machineArgv } from '../boot/machine.ts';
import type { BuildInputs } from '../inputs/types.ts';
import { run } from '../process/run.ts';

/** What a boot is verified with. */
export interface VerifyRequest {
  readonly iso: string;
  /** The assembler's image, which has an emulator where the machine has none. */
  readonly image: string;
  /** Hardware virtualization works here, as far as could be told. */
  readonly kvm: boolean;
  /** Made anew. */
  readonly dir: string;
}

/** Memory of the machine when the input does not say, in MiB: a live CoreOS keeps its root in it. */
const MEMORY_MIB = 3072;

/** How one attempt at a boot is made. */
export interface BootOptions {
  readonly kvm: boolean;
  readonly timeoutMs: number;
  readonly onLine: (line: string) => void;
}

/** Starts the machine with the emulator of this machine. */
export async function bootOnRunner(
  program: string,
  inputs: BuildInputs,
  { iso, dir }: VerifyRequest,
  { cancellation }: StepRunner,
  options: BootOptions,
): Promise<BootOutcome> {
  const argv = machineArgv({
    program,
    iso,
    serial: join(dir, SERIAL_LOG),
    memoryMiB: inputs.memory ?? MEMORY_MIB,
    kvm: options.kvm,
  });
  // A signal reaches the emulator as a child of this process.
  return await cancellation.guard(
    async () => undefined,
    async () => {
      return await watchBoot({ argv, outDir: dir, innerDir: dir, pattern: inputs.verifyPattern, ...options });
    },
  );
}

/**
 * Starts the machine in a container of the assembler's image, which brings an emulator.
 *
 * UNVERIFIED: that the real assembler's image has the emulator under this name (assembler.md, section 4.4).
 */
export async function bootInContainer(
  program: string,
  inputs: BuildInputs,
  { iso, image, dir }: VerifyRequest,
  { engine, runId, cancellation }: StepRunner,
  options: BootOptions,
): Promise<BootOutcome> {
  const name = `ovirt-node-image-${runId}-boot`;
  const machine = machineArgv({
    program,
    iso: `/images/${basename(iso)}`,
    serial: `/boot-log/${SERIAL_LOG}`,
    memoryMiB: inputs.memory ?? MEMORY_MIB,
    kvm: options.kvm,
  });
  const argv = containerArgv(
    engine.program,
    {
      image,
      entrypoint: machine[0],
      command: machine.slice(1),
      // The machine's own root: the log is written to a directory of whoever builds.
      user: '0',
      env: {},
      mounts: [
        { source: dirname(iso), target: '/images', readonly: true },
        { source: dir, target: '/boot-log' },
      ],
      devices: options.kvm ? ['/dev/kvm'] : [],
      privileged: false,
      network: 'none',
      interactive: true,
      extraArgs: inputs.engineArgs,
    },
    { name, runId },
  );
  const stop = async (): Promise<void> => {
    await run([engine.program, 'kill', name]);
  };
  return await cancellation.guard(stop, async () => {
    return await watchBoot({
      argv,
      outDir: dir,
      innerDir: '/boot-log',
      pattern: inputs.verifyPattern,
      kill: stop,
      ...options,
    });
  });
}
