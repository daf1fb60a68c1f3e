import type { Engine } from '../assembler/engine.ts';
import { driverOf } from '../assembler/engines/list.ts';
import { UserError } from '../errors.ts';
import type { BuildInputs } from '../inputs/types.ts';
import type { Log } from '../log/log.ts';
import { findKvm, type KvmFinding } from './kvm.ts';
import { GIB, isLayered, surveySpaces, totalMemoryMiB, type SpaceFinding } from './space.ts';

/** How the assembler gets its virtual machine, decided before the pull. */
export interface KvmDecision {
  /** Hand /dev/kvm to the container. */
  readonly device: boolean;
  /** Tell the assembler to do without (COSA_NO_KVM). */
  readonly disabled: boolean;
  /** Group the container needs to open it. */
  readonly group?: string;
}

/** Memory of the assembler's virtual machine when nothing is said, in MiB. */
const ASSEMBLERS_MEMORY = 3072;

/** Machine facts the preflight looks at; handed in so that a test can say them. */
export interface Machine {
  readonly kvm: KvmFinding;
  readonly spaces: readonly SpaceFinding[];
  readonly memoryMiB: number;
  /** The work directory lies on overlayfs. */
  readonly layered: boolean;
}

/** Reads the facts of this machine. */
export async function surveyMachine(inputs: BuildInputs, engine: Engine): Promise<Machine> {
  const driver = driverOf(engine);
  const { store: path } = engine;
  const { roomAdvice: advice } = driver;
  return {
    kvm: findKvm(driver.deviceAccess(engine)),
    spaces: await surveySpaces({
      workDir: inputs.workDir,
      images: inputs.images,
      store: path === undefined || advice === undefined ? undefined : { path, advice },
      // That of a container is a directory of the job's.
      varTmp: !driver.contained,
    }),
    memoryMiB: totalMemoryMiB(),
    layered: await isLayered(inputs.workDir),
  };
}

/**
 * Says what the machine lacks before minutes are spent on it: ok, a warning, or an error with the fix.
 *
 * @throws UserError that lists everything that cannot work.
 */
export function preflight(inputs: BuildInputs, machine: Machine, log: Log): KvmDecision {
  const problems: string[] = [];
  for (const { path, free, least, wanted, who, fix } of machine.spaces) {
    const text = `${gib(free)} free in ${path}`;
    if (free < least) {
      problems.push(`${text}, at least ${gib(least)} needed: ${fix}`);
    } else if (free < wanted) {
      log.warning(`${text}; ${who} may need ${gib(wanted)}`);
    } else {
      log.info(`${text}: ok`);
    }
  }
  if (machine.layered) {
    // Assemblers of before November 2024 refuse it always, later ones when privileged (reference assembler.md, 2.3).
    const text = `work-dir: ${inputs.workDir} lies on a container's layered file system (overlayfs), which the assembler refuses as "must be a volume"`;
    const fix =
      'point work-dir at a directory that is mounted into the container, such as one below RUNNER_TEMP';
    if (inputs.runMode === 'privileged') problems.push(`${text}: ${fix}`);
    else log.warning(`${text} unless it is a recent one; ${fix}`);
  }
  // UNVERIFIED: that the assembler's own 3072 MiB are enough for a tree of oVirt's size, for which twice as much is
  // advised (assembler.md, section 4.4).
  const machineMemory = inputs.memory ?? ASSEMBLERS_MEMORY;
  if (machineMemory > machine.memoryMiB) {
    const found =
      inputs.memory === undefined
        ? `not given, so it is the assembler's ${machineMemory} MiB`
        : `${machineMemory} MiB asked for`;
    problems.push(
      `memory: ${found}, and this machine has ${machine.memoryMiB} MiB: use a larger runner, or a lower memory`,
    );
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
  return { device, disabled: !device, ...(device && kvm.group !== undefined ? { group: kvm.group } : {}) };
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
