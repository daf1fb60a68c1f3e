import { basename, dirname, join } from 'node:path';
import { identityOf } from '../assembler/engine.ts';
import { driverOf } from '../assembler/engines/list.ts';
import { markedBy } from '../assembler/engines/step-processes.ts';
import type { StepRunner } from '../assembler/run-step.ts';
import { SERIAL_LOG, watchBoot, type BootOutcome } from '../boot/boot.ts';
import { machineArgv, type Machine } from '../boot/machine.ts';
import type { BuildInputs } from '../inputs/types.ts';
import { environmentWith } from '../process/environment.ts';
import type { KvmDecision } from '../runner/preflight.ts';

/** What a boot is verified with. */
export interface VerifyRequest {
  readonly iso: string;
  /** The assembler's image, which has an emulator where the machine has none. */
  readonly image: string;
  /** Whether hardware virtualization works here, as far as could be told, and how a container gets at it. */
  readonly kvm: Pick<KvmDecision, 'device' | 'group'>;
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

function machineOf(
  { memory }: Pick<BuildInputs, 'memory'>,
  { kvm }: BootOptions,
): Pick<Machine, 'memoryMiB' | 'kvm'> {
  return { memoryMiB: memory ?? MEMORY_MIB, kvm };
}

/** Starts the machine with the emulator of this machine, marked so that it is found when this process was killed. */
export async function bootOnRunner(
  program: string,
  inputs: Pick<BuildInputs, 'memory' | 'verifyPattern'>,
  { iso, dir }: Pick<VerifyRequest, 'iso' | 'dir'>,
  { runId, cancellation }: Pick<StepRunner, 'runId' | 'cancellation'>,
  options: BootOptions,
): Promise<BootOutcome> {
  const argv = machineArgv({ ...machineOf(inputs, options), program, iso, serial: join(dir, SERIAL_LOG) });
  // A signal reaches the emulator as a child of this process.
  cancellation.throwIfCancelled();
  const { env: mark } = markedBy(identityOf(runId, 'boot'));
  return await watchBoot({
    argv,
    env: environmentWith(mark),
    outDir: dir,
    innerDir: dir,
    pattern: inputs.verifyPattern,
    ...options,
  });
}

/**
 * Starts the machine in a container of the assembler's image, which brings an emulator.
 *
 * UNVERIFIED: that the real assembler's image has the emulator under this name (assembler.md, section 4.4).
 */
export async function bootInContainer(
  program: string,
  inputs: BuildInputs,
  { iso, image, kvm, dir }: VerifyRequest,
  { engine, runId, cancellation }: StepRunner,
  options: BootOptions,
): Promise<BootOutcome> {
  const identity = identityOf(runId, 'boot');
  const machine = machineArgv({
    ...machineOf(inputs, options),
    program,
    iso: `/images/${basename(iso)}`,
    serial: `/boot-log/${SERIAL_LOG}`,
  });
  const driver = driverOf(engine);
  const { after: user = '0', userns } = driver.ownership(engine);
  const { argv } = driver.command(
    engine,
    {
      image,
      entrypoint: machine[0],
      command: machine.slice(1),
      // Whoever builds, by his name inside: the log is written to a directory of his.
      user,
      ...(userns === undefined ? {} : { userns }),
      ...(kvm.group === undefined || !options.kvm ? {} : { group: kvm.group }),
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
    identity,
  );
  const stop = async (): Promise<void> => {
    await driver.stop(engine, identity.name, true);
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
