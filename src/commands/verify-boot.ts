import { mkdir, rm } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { which } from '@actions/io';
import { containerArgv } from '../assembler/container.ts';
import type { StepRunner } from '../assembler/run-step.ts';
import { SERIAL_LOG, watchBoot, type BootOutcome } from '../boot/boot.ts';
import { EMULATORS, machineArgv } from '../boot/machine.ts';
import { UserError } from '../errors.ts';
import type { BuildInputs } from '../inputs/types.ts';
import { run } from '../process/run.ts';

/** A boot that came as far as it should. */
export interface BootReport {
  /** The line that matched. */
  readonly line: string;
  readonly seconds: number;
  readonly where: 'runner' | 'assembler';
  readonly kvm: boolean;
  /** Directory of the serial log and the picture. */
  readonly dir: string;
}

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

/**
 * Boots the ISO before it is published.
 *
 * @throws UserError when it does not come up, with the console's last lines and where log and picture are.
 * @throws CancelledError
 */
export async function verifyBoot(
  inputs: BuildInputs,
  request: VerifyRequest,
  runner: StepRunner,
): Promise<BootReport> {
  const { log } = runner;
  await rm(request.dir, { recursive: true, force: true });
  await mkdir(request.dir, { recursive: true });
  const emulator = EMULATORS[inputs.arch] ?? '';
  const own = await which(emulator, false);
  const boot = async (kvm: boolean): Promise<BootOutcome> => {
    await rm(join(request.dir, SERIAL_LOG), { force: true });
    const relay = log.child();
    const minutes = inputs.verifyTimeout ?? (kvm ? 10 : 30);
    const started = own === '' ? inContainer : onRunner;
    try {
      return await started(own === '' ? emulator : own, inputs, request, runner, {
        kvm,
        timeoutMs: minutes * 60_000,
        onLine: (line) => relay.write(line),
      });
    } finally {
      relay.close();
    }
  };
  const where = own === '' ? 'assembler' : 'runner';
  let { kvm } = request;
  let outcome = await log.group(`Boot the ISO (on the ${where})`, async () => await boot(kvm));
  if (kvm && outcome.outcome === 'failed' && /kvm/i.test(outcome.line)) {
    log.warning(
      `verify: KVM is there and does not run a machine (${outcome.line}); the boot is emulated instead`,
    );
    kvm = false;
    outcome = await log.group('Boot the ISO (emulated)', async () => await boot(false));
  }
  runner.timings.push({ title: 'Boot the ISO', seconds: outcome.seconds });
  runner.cancellation.throwIfCancelled();
  if (outcome.outcome !== 'reached') throw notBooted(inputs, outcome, request.dir);
  log.info(
    `the ISO came up in ${outcome.seconds.toFixed(1)} s${kvm ? '' : ' (emulated)'}: ${outcome.line.trim()}`,
  );
  return { line: outcome.line.trim(), seconds: outcome.seconds, where, kvm, dir: request.dir };
}

interface BootOptions {
  readonly kvm: boolean;
  readonly timeoutMs: number;
  readonly onLine: (line: string) => void;
}

async function onRunner(
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

/** UNVERIFIED: that the real assembler's image has the emulator under this name (assembler.md, section 4.4). */
async function inContainer(
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

function notBooted(inputs: BuildInputs, outcome: BootOutcome, dir: string): UserError {
  const { tail } = outcome;
  const limit = `within ${(outcome.seconds / 60).toFixed(1)} minutes`;
  const reasons: Readonly<Record<Exclude<BootOutcome['outcome'], 'reached'>, string>> = {
    fatal: `the system gave up: ${outcome.line.trim()}`,
    ended: 'the machine turned itself off before',
    failed: `the emulator does not run: ${outcome.line}`,
    timeout:
      outcome.consoleBytes === 0
        ? `its serial console printed nothing ${limit}; the ISO has to have console=ttyS0 among its kernel arguments (extra-kargs of image.yaml)`
        : `not seen ${limit}; raise verify-timeout-minutes if it was still coming up`,
  };
  const reason = outcome.outcome === 'reached' ? '' : reasons[outcome.outcome];
  return new UserError(
    [
      `verify: boot: the ISO did not come as far as /${inputs.verifyPattern.source}/: ${reason}`,
      ...(tail.length === 0 ? [] : [`the last ${tail.length} lines of its console:`]),
      ...tail.map((line) => `    ${line}`),
      `console and picture of the screen: ${dir}`,
    ].join('\n'),
  );
}
