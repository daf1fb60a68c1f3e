import { PassThrough } from 'node:stream';
import { describe, expect, it } from 'vitest';
import { machineArgv, type Machine } from '../../../src/boot/machine.ts';
import { Qmp } from '../../../src/boot/qmp.ts';

const machine: Machine = {
  program: 'qemu-system-x86_64',
  iso: '/images/a,b.iso',
  serial: '/log/serial.log',
  memoryMiB: 2048,
  kvm: true,
};

describe('the machine', () => {
  it('boots the ISO read-only, has no network, and cannot restart', () => {
    const argv = machineArgv(machine);
    expect(argv[0]).toBe('qemu-system-x86_64');
    // A comma in a path would start another setting of the drive.
    expect(argv).toContain('file=/images/a,,b.iso,media=cdrom,format=raw,readonly=on');
    expect(argv.join(' ')).toContain('-nic none');
    expect(argv).toContain('-no-reboot');
    expect(argv.join(' ')).toContain('-accel kvm');
  });

  it('is emulated where there is no KVM', () => {
    expect(machineArgv({ ...machine, kvm: false }).join(' ')).toContain('-accel tcg');
  });
});

describe('the protocol', () => {
  function connect(): { qmp: Qmp; output: PassThrough; sent: string[] } {
    const output = new PassThrough();
    const input = new PassThrough();
    const sent: string[] = [];
    input.setEncoding('utf8').on('data', (text: string) => sent.push(text));
    return { qmp: new Qmp(output, input), output, sent };
  }

  it('tells answers from events, and done from refused', async () => {
    const { qmp, output, sent } = connect();
    output.write('{"QMP": {}}\n');
    const first = qmp.execute('screendump', { filename: '/x.png' });
    const second = qmp.execute('quit');
    output.write('{"event": "RESUME"}\n{"error": {"class": "GenericError"}}\n{"return": {}}\n');
    expect(await first).toBe(false);
    expect(await second).toBe(true);
    expect(JSON.parse(sent[0] ?? '')).toEqual({ execute: 'screendump', arguments: { filename: '/x.png' } });
  });

  it('answers for an emulator that is gone, and keeps what it said instead', async () => {
    const { qmp, output } = connect();
    const answer = qmp.execute('quit');
    output.write('qemu: no such image\n');
    output.destroy();
    expect(await answer).toBe(false);
    expect(qmp.words).toEqual(['qemu: no such image']);
  });
});
