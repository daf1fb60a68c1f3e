import { mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { which } from '@actions/io';
import { driverOf } from '../assembler/engines/list.ts';
import type { StepRunner } from '../assembler/run-step.ts';
import { SERIAL_LOG, type BootOutcome } from '../boot/boot.ts';
import { EMULATORS } from '../boot/machine.ts';
import { notBooted } from '../boot/not-booted.ts';
import type { BuildInputs } from '../inputs/types.ts';
import { justEnded } from '../process/timing.ts';
import { bootInContainer, bootOnRunner, type VerifyRequest } from './boot-machine.ts';

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
  // Where no container is started this machine is the assembler's.
  const inside = own === '' && driverOf(runner.engine).contained;
  const boot = async (kvm: boolean): Promise<BootOutcome> => {
    await rm(join(request.dir, SERIAL_LOG), { force: true });
    const relay = log.child();
    const minutes = inputs.verifyTimeout ?? (kvm ? 10 : 30);
    const started = inside ? bootInContainer : bootOnRunner;
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
  const where = inside ? 'assembler' : 'runner';
  let kvm = request.kvm.device;
  let outcome = await log.group(`Boot the ISO (on the ${where})`, async () => await boot(kvm));
  if (kvm && outcome.outcome === 'failed' && /kvm/i.test(outcome.line)) {
    log.warning(
      `verify: KVM is there and does not run a machine (${outcome.line}); the boot is emulated instead`,
    );
    kvm = false;
    outcome = await log.group('Boot the ISO (emulated)', async () => await boot(false));
  }
  runner.timings.push(justEnded('Boot the ISO', outcome.seconds));
  runner.cancellation.throwIfCancelled();
  if (outcome.outcome !== 'reached') throw notBooted(inputs.verifyPattern, outcome, request.dir);
  log.info(
    `the ISO came up in ${outcome.seconds.toFixed(1)} s${kvm ? '' : ' (emulated)'}: ${outcome.line.trim()}`,
  );
  return { line: outcome.line.trim(), seconds: outcome.seconds, where, kvm, dir: request.dir };
}
