import { closeSync, constants, openSync, statSync } from 'node:fs';
import { BUILDER_UID, type DeviceAccess } from '../assembler/engine.ts';
import { messageOf } from '../errors.ts';

/** What is known of /dev/kvm before any container starts. */
export interface KvmFinding {
  readonly usable: boolean;
  /** What was found, for the log. */
  readonly found: string;
  /** Commands that would mend it, one a line; empty when usable or beyond mending. */
  readonly fix: readonly string[];
  /** `--group-add` without which the assembler's user could not open it. */
  readonly group?: string;
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

/** Who this process is; handed in so that a test can be somebody else. */
export interface Caller {
  readonly uid: number;
  readonly groups: readonly number[];
}

/**
 * Says whether the assembler's user will be able to open the device. Opens it really where this process may, as
 * existing says little; where only the container may, its owner, group and mode have to do.
 *
 * @param access with whose rights the assembler opens it.
 */
export function findKvm(
  access: DeviceAccess,
  device = '/dev/kvm',
  caller: Caller = { uid: process.getuid?.() ?? 0, groups: process.getgroups?.() ?? [] },
): KvmFinding {
  const stat = statSync(device, { throwIfNoEntry: false });
  if (stat === undefined) {
    return {
      usable: false,
      found: `there is no ${device}: the machine offers no hardware virtualization`,
      fix: [],
    };
  }
  const refusal = tryOpening(device);
  const own = access === 'builder' || access === 'stranger';
  if (refusal !== undefined && !(own && refusal.denied)) {
    return { usable: false, found: `${device} cannot be opened: ${refusal.text}`, fix: UDEV_FIX };
  }
  const mode = (stat.mode & 0o777).toString(8).padStart(4, '0');
  const opens = { usable: true, found: `${device} opens (mode ${mode})`, fix: [] };
  if (access === 'caller' || (stat.mode & 0o006) === 0o006) return opens;
  const byGroup = (stat.mode & 0o060) === 0o060;
  if (access === 'builder') {
    if (stat.uid === BUILDER_UID && (stat.mode & 0o600) === 0o600) return opens;
    // UNVERIFIED: that an added group is enough for root:kvm 0660, as hosted runners have it (assembler.md, section 4.5).
    if (byGroup) return { ...opens, found: `${opens.found} for group ${stat.gid}`, group: String(stat.gid) };
  }
  if (access === 'caller-with-groups' || access === 'caller-without-groups') {
    // What neither owner nor group lets in got in by an access list of its own, which counts inside as well.
    if (stat.uid === caller.uid || !byGroup || !caller.groups.includes(stat.gid)) return opens;
    // UNVERIFIED: that crun, and crun alone, keeps the caller's group for /dev/kvm (podman-run's manual, --group-add).
    if (access === 'caller-with-groups')
      return { ...opens, found: `${opens.found} for group ${stat.gid}`, group: 'keep-groups' };
    return {
      usable: false,
      found: `${device} opens through group ${stat.gid} alone (mode ${mode}), and this runtime takes groups away`,
      fix: UDEV_FIX,
    };
  }
  return {
    usable: false,
    found: `${device} has mode ${mode}: the assembler's user, ${access === 'builder' ? 'uid 1000' : 'a subordinate uid'}, may not open it`,
    fix: UDEV_FIX,
  };
}

/** @returns undefined when it opens; `denied` = for want of rights, which others may have. */
function tryOpening(device: string): { readonly denied: boolean; readonly text: string } | undefined {
  try {
    closeSync(openSync(device, constants.O_RDWR));
    return undefined;
  } catch (error) {
    const denied = error instanceof Error && 'code' in error && error.code === 'EACCES';
    return { denied, text: messageOf(error) };
  }
}
