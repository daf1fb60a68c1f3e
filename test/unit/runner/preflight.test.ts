import { describe, expect, it } from 'vitest';
import type { BuildInputs } from '../../../src/inputs/types.ts';
import { parseInputs } from '../../../src/inputs/parse.ts';
import { preflight, type Machine } from '../../../src/runner/preflight.ts';
import { findKvm, UDEV_FIX } from '../../../src/runner/kvm.ts';
import { freeBytes, GIB, workSpace } from '../../../src/runner/space.ts';
import { MemoryLog } from '../../support/memory-log.ts';
import { tempDir } from '../../support/temp.ts';
import { chmod, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

async function inputs(raw: Readonly<Record<string, string>> = {}): Promise<BuildInputs> {
  const config = await tempDir();
  await writeFile(join(config, 'manifest.yaml'), 'ref: a\n');
  return await parseInputs(
    { config, ...raw },
    { cwd: config, env: {}, hostArch: 'x86_64', glob: async () => [], checkConfig: async () => [] },
  );
}

const good: Machine = {
  rootful: true,
  kvm: { usable: true, found: '/dev/kvm opens (mode 0666)', fix: [] },
  spaces: [{ path: '/work', free: 100 * GIB, least: 6 * GIB, wanted: 40 * GIB }],
  memoryMiB: 16_000,
};

describe('preflight', () => {
  it('says ok of everything that is, and hands the device on', async () => {
    const log = new MemoryLog();
    expect(preflight(await inputs(), good, log)).toEqual({ device: true, disabled: false });
    expect(log.of('info')).toEqual([
      '100.0 GiB free in /work: ok',
      '16000 MiB of memory: ok',
      '/dev/kvm opens (mode 0666): ok',
    ]);
    expect(log.of('warning')).toEqual([]);
  });

  it('warns of what is tight', async () => {
    const log = new MemoryLog();
    const spaces = [{ path: '/work', free: 20 * GIB, least: 6 * GIB, wanted: 40 * GIB }];
    preflight(await inputs(), { ...good, spaces, memoryMiB: 4000 }, log);
    expect(log.of('warning')).toEqual([
      '20.0 GiB free in /work; a node with ovirt-host may need 40.0 GiB',
      '4000 MiB of memory for a virtual machine of 3072 MiB is tight; 2048 MiB should remain',
    ]);
  });

  it('names everything that cannot work, with the fix, in one error', async () => {
    const spaces = [{ path: '/work', free: 1 * GIB, least: 6 * GIB, wanted: 40 * GIB }];
    const kvm = { usable: false, found: '/dev/kvm cannot be opened: EACCES', fix: UDEV_FIX };
    const wrong = await inputs({ kvm: 'require', memory: '8192' });
    expect(() => preflight(wrong, { ...good, spaces, kvm, memoryMiB: 4000 }, new MemoryLog())).toThrow(
      [
        '1.0 GiB free in /work, at least 6.0 GiB needed: free some, or point work-dir at a larger disk',
        'memory: 8192 MiB asked for, this machine has 4000 MiB',
        'kvm: require, but /dev/kvm cannot be opened: EACCES. Run this in a step before:',
        ...UDEV_FIX,
      ].join('\n'),
    );
  });

  it('without kvm goes on slowly, and says so', async () => {
    const log = new MemoryLog();
    const kvm = { usable: false, found: 'there is no /dev/kvm', fix: [] };
    expect(preflight(await inputs(), { ...good, kvm }, log)).toEqual({ device: false, disabled: true });
    expect(log.of('warning').join()).toMatch(/there is no \/dev\/kvm; .* five to twenty times as long/);
    const off = new MemoryLog();
    expect(preflight(await inputs({ kvm: 'off' }), good, off)).toEqual({ device: false, disabled: true });
    expect(off.of('warning').join()).toMatch(/^kvm: off: the container runs with --privileged/);
  });
});

describe('findKvm', () => {
  it('does not find what is not there', async () => {
    const device = join(await tempDir(), 'kvm');
    expect(findKvm(true, device)).toMatchObject({ usable: false, fix: [] });
  });

  it('asks of a rootful engine that others may open it', async () => {
    const device = join(await tempDir(), 'kvm');
    await writeFile(device, '');
    await chmod(device, 0o660);
    expect(findKvm(true, device)).toEqual({
      usable: false,
      found: `${device} has mode 0660: the assembler's user, uid 1000, may not open it`,
      fix: UDEV_FIX,
    });
    expect(findKvm(false, device).usable).toBe(true);
    await chmod(device, 0o666);
    expect(findKvm(true, device).usable).toBe(true);
  });

  it('opens it really', async () => {
    // A directory exists and cannot be opened for writing, by root neither.
    const found = findKvm(false, await tempDir());
    expect(found.usable).toBe(false);
    expect(found.found).toContain('EISDIR');
  });
});

describe('space', () => {
  it('is measured at the nearest directory that exists', async () => {
    const dir = await tempDir();
    expect(await freeBytes(join(dir, 'not', 'there'))).toBeGreaterThan(0);
  });

  it('is less without disk images', () => {
    expect(workSpace(['commit-tarball']).wanted).toBeLessThan(workSpace(['live-iso']).wanted);
    expect(workSpace(['metal'])).toEqual(workSpace(['live-kernel']));
  });
});
