import { UserError } from '../errors.ts';
import type { BuildInputs } from '../inputs/types.ts';
import type { Log } from '../log/log.ts';
import { findKvm, type KvmFinding } from './kvm.ts';
import { freeBytes, GIB, PULL_SPACE, totalMemoryMiB, workSpace, type SpaceFinding } from './space.ts';

/** How the assembler gets its virtual machine, decided before the pull. */
export interface KvmDecision {
  /** Hand /dev/kvm to the container. */
  readonly device: boolean;
  /** Tell the assembler to do without (COSA_NO_KVM). */
  readonly disabled: boolean;
}

/** Machine facts the preflight looks at; handed in so that a test can say them. */
export interface Machine {
  readonly rootful: boolean;
  readonly kvm: KvmFinding;
  readonly spaces: readonly SpaceFinding[];
  readonly memoryMiB: number;
}

/** Reads the facts of this machine. */
export async function surveyMachine(inputs: BuildInputs, rootful: boolean): Promise<Machine> {
  const work = workSpace(inputs.images);
  return {
    rootful,
    kvm: findKvm(rootful),
    spaces: [
      { path: inputs.workDir, free: await freeBytes(inputs.workDir), ...work },
      { path: '/var/tmp', free: await freeBytes('/var/tmp'), ...PULL_SPACE },
    ],
    memoryMiB: totalMemoryMiB(),
  };
}

/**
 * Says what the machine lacks before minutes are spent on it: ok, a warning, or an error with the fix.
 *
 * @throws UserError that lists everything that cannot work.
 */
export function preflight(inputs: BuildInputs, machine: Machine, log: Log): KvmDecision {
  const problems: string[] = [];
  for (const { path, free, least, wanted } of machine.spaces) {
    const text = `${gib(free)} free in ${path}`;
    if (free < least) {
      problems.push(`${text}, at least ${gib(least)} needed: free some, or point work-dir at a larger disk`);
    } else if (free < wanted) {
      log.warning(`${text}; a node with ovirt-host may need ${gib(wanted)}`);
    } else {
      log.info(`${text}: ok`);
    }
  }
  // UNVERIFIED: that the assembler's own 3072 MiB are enough for a tree of oVirt's size, for which twice as much is
  // advised (assembler.md, section 4.4).
  const machineMemory = inputs.memory ?? 3072;
  if (machineMemory > machine.memoryMiB) {
    problems.push(`memory: ${machineMemory} MiB asked for, this machine has ${machine.memoryMiB} MiB`);
  } else if (machineMemory + 2048 > machine.memoryMiB) {
    log.warning(
      `${machine.memoryMiB} MiB of memory for a virtual machine of ${machineMemory} MiB is tight; 2048 MiB should remain`,
    );
  } else {
    log.info(`${machine.memoryMiB} MiB of memory: ok`);
  }
  tellKvm(inputs.kvm, machine.kvm, log);
  const problem = kvmProblem(inputs.kvm, machine.kvm);
  if (problem !== undefined) problems.push(problem);
  if (problems.length > 0) throw new UserError(problems.join('\n'));
  return decideKvm(inputs.kvm, machine.kvm);
}

/** How the assembler gets its virtual machine, from what was asked for and what there is. */
export function decideKvm(wanted: BuildInputs['kvm'], kvm: KvmFinding): KvmDecision {
  const device = wanted !== 'off' && kvm.usable;
  return { device, disabled: !device };
}

/** Why the build cannot go on; undefined when it can. */
export function kvmProblem(wanted: BuildInputs['kvm'], kvm: KvmFinding): string | undefined {
  if (wanted !== 'require' || kvm.usable) return undefined;
  return `kvm: require, but ${kvm.found}.${adviceOf(kvm)}`;
}

function adviceOf({ fix }: KvmFinding): string {
  return fix.length > 0 ? ` Run this in a step before:\n${fix.join('\n')}` : '';
}

function tellKvm(wanted: BuildInputs['kvm'], kvm: KvmFinding, log: Log): void {
  if (wanted === 'off') {
    log.warning(
      'kvm: off: the container runs with --privileged and every virtual machine is emulated; ' +
        'expect the image steps to take five to twenty times as long',
    );
  } else if (kvm.usable) {
    log.info(`${kvm.found}: ok`);
  } else if (wanted === 'auto') {
    log.warning(
      `${kvm.found}; the virtual machines of the assembler will be emulated, which takes five to twenty times as long.${adviceOf(kvm)}`,
    );
  }
}

function gib(bytes: number): string {
  return `${(bytes / GIB).toFixed(1)} GiB`;
}
