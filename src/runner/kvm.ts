import { closeSync, constants, openSync, statSync } from 'node:fs';
import { messageOf } from '../errors.ts';

/** What is known of /dev/kvm before any container starts. */
export interface KvmFinding {
  readonly usable: boolean;
  /** What was found, for the log. */
  readonly found: string;
  /** Commands that would mend it, one a line; empty when usable or beyond mending. */
  readonly fix: readonly string[];
}

/**
 * The rule is written, applied and waited for: a mode set by hand is undone by the next udev event, and package
 * installs cause such events.
 */
export const UDEV_FIX = [
  `echo 'KERNEL=="kvm", GROUP="kvm", MODE="0666", OPTIONS+="static_node=kvm"' | sudo tee /etc/udev/rules.d/99-kvm.rules`,
  'sudo udevadm control --reload-rules',
  'sudo udevadm trigger --name-match=kvm',
  'sudo udevadm settle',
] as const;

/**
 * Really opens the device, as existing says little. The assembler runs as uid 1000 of the container: with an engine
 * run by root that is uid 1000 of the machine, so "others" must be allowed to read and write.
 *
 * @param rootful true when root runs the engine.
 */
export function findKvm(rootful: boolean, device = '/dev/kvm'): KvmFinding {
  const stat = statSync(device, { throwIfNoEntry: false });
  if (stat === undefined) {
    return {
      usable: false,
      found: `there is no ${device}: the machine offers no hardware virtualization`,
      fix: [],
    };
  }
  try {
    closeSync(openSync(device, constants.O_RDWR));
  } catch (error) {
    return { usable: false, found: `${device} cannot be opened: ${messageOf(error)}`, fix: UDEV_FIX };
  }
  const mode = (stat.mode & 0o777).toString(8).padStart(4, '0');
  if (rootful && stat.uid !== 1000 && (stat.mode & 0o006) !== 0o006) {
    return {
      usable: false,
      found: `${device} has mode ${mode}: the assembler's user, uid 1000, may not open it`,
      fix: UDEV_FIX,
    };
  }
  return { usable: true, found: `${device} opens (mode ${mode})`, fix: [] };
}
