/** A machine to boot an ISO in, as plain data. */
export interface Machine {
  /** The emulator: a path on this machine, or a name inside the assembler's image. */
  readonly program: string;
  /** Path of the ISO, as the emulator sees it. */
  readonly iso: string;
  /** File the serial console is written to, as the emulator sees it. */
  readonly serial: string;
  readonly memoryMiB: number;
  readonly kvm: boolean;
}

/** Emulators by rpm's name of the architecture they emulate. */
export const EMULATORS: Readonly<Record<string, string>> = { x86_64: 'qemu-system-x86_64' };

/**
 * Arguments of the emulator: a BIOS machine that boots the ISO by its own boot loader and menu, without network and
 * without any other disk. The machine is told what to do over standard input and output (QMP), so that no socket has
 * to be found through a container's walls; its serial console goes to a file.
 */
export function machineArgv({ program, iso, serial, memoryMiB, kvm }: Machine): [string, ...string[]] {
  return [
    program,
    '-nodefaults',
    // UNVERIFIED: `-cpu host` for guests of el9 and later, which need x86-64-v2; emulated machines get all of it.
    ...(kvm ? ['-accel', 'kvm', '-cpu', 'host'] : ['-accel', 'tcg', '-cpu', 'max']),
    '-m',
    String(memoryMiB),
    '-smp',
    '2',
    '-display',
    'none',
    '-vga',
    'std',
    '-nic',
    'none',
    // A machine that restarts has failed, and would print its first lines again and again.
    '-no-reboot',
    // Commas separate the parts of an option's value; doubled they stand for themselves.
    '-chardev',
    `file,id=console,path=${escaped(serial)}`,
    '-serial',
    'chardev:console',
    '-qmp',
    'stdio',
    '-boot',
    'd',
    '-drive',
    `file=${escaped(iso)},media=cdrom,format=raw,readonly=on`,
  ];
}

function escaped(path: string): string {
  return path.replaceAll(',', ',,');
}
