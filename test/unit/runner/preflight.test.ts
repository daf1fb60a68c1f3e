import { describe, expect, it } from 'vitest';
import type { BuildInputs } from '../../../src/inputs/types.ts';
import { parseInputs } from '../../../src/inputs/parse.ts';
import { preflight, surveyMachine, type Machine } from '../../../src/runner/preflight.ts';
import { findKvm, UDEV_FIX, type KvmFinding } from '../../../src/runner/kvm.ts';
import type { DeviceAccess, Engine } from '../../../src/assembler/engine.ts';
import { freeBytes, GIB, workSpace } from '../../../src/runner/space.ts';
import { MemoryLog } from '../../support/memory-log.ts';
import { tempDir } from '../../support/temp.ts';
import { chmod, chown, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

async function inputs(raw: Readonly<Record<string, string>> = {}): Promise<BuildInputs> {
  const config = await tempDir();
  await writeFile(join(config, 'manifest.yaml'), 'ref: a\n');
  return await parseInputs(
    { config, ...raw },
    { cwd: config, env: {}, hostArch: 'x86_64', glob: async () => [], checkConfig: async () => [] },
  );
}

const WORK = {
  path: '/work',
  least: 6 * GIB,
  wanted: 40 * GIB,
  who: 'a node with ovirt-host',
  fix: 'free some, or point work-dir at a larger disk',
};

const good: Machine = {
  layered: false,
  kvm: { usable: true, found: '/dev/kvm opens (mode 0666)', fix: [] },
  spaces: [{ ...WORK, free: 100 * GIB }],
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
    const spaces = [{ ...WORK, free: 20 * GIB }];
    preflight(await inputs(), { ...good, spaces, memoryMiB: 4000 }, log);
    expect(log.of('warning')).toEqual([
      '20.0 GiB free in /work; a node with ovirt-host may need 40.0 GiB',
      '4000 MiB of memory for a virtual machine of 3072 MiB is tight; 2048 MiB should remain',
    ]);
  });

  it('names everything that cannot work, with the fix, in one error', async () => {
    const spaces = [
      { ...WORK, free: 1 * GIB },
      { ...WORK, free: 0, path: '/var/lib/images', fix: 'prune it' },
    ];
    const kvm = { usable: false, found: '/dev/kvm cannot be opened: EACCES', fix: UDEV_FIX };
    const wrong = await inputs({ kvm: 'require', memory: '8192' });
    expect(() => preflight(wrong, { ...good, spaces, kvm, memoryMiB: 4000 }, new MemoryLog())).toThrow(
      [
        '1.0 GiB free in /work, at least 6.0 GiB needed: free some, or point work-dir at a larger disk',
        '0.0 GiB free in /var/lib/images, at least 6.0 GiB needed: prune it',
        'memory: 8192 MiB asked for, and this machine has 4000 MiB: use a larger runner, or a lower memory',
        'kvm: require, but /dev/kvm cannot be opened: EACCES. Run this in a step before:',
        ...UDEV_FIX,
      ].join('\n'),
    );
  });

  it('says whose the memory is that nobody asked for', async () => {
    const given = await inputs();
    expect(() => preflight(given, { ...good, memoryMiB: 2000 }, new MemoryLog())).toThrow(
      /^memory: not given, so it is the assembler's 3072 MiB, and this machine has 2000 MiB: use a larger runner/,
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

describe('the room of a build', () => {
  it('is measured where the engine keeps images, with advice for that engine, and in /var/tmp only without one', async () => {
    const store = await tempDir();
    const given = await inputs({ 'work-dir': join(store, 'work') });
    const placesOf = async (engine: Engine): Promise<string[][]> =>
      (await surveyMachine(given, engine)).spaces.map(({ path, fix }) => [path, fix]);
    const engine = { program: 'x', version: '1', rootful: true };
    const work = [given.workDir, expect.stringContaining('point work-dir at')];
    expect(await placesOf({ ...engine, name: 'podman', store })).toEqual([
      work,
      [store, expect.stringContaining('graphroot of storage.conf')],
    ]);
    expect(await placesOf({ ...engine, name: 'docker', store })).toEqual([
      work,
      [store, expect.stringContaining('data-root of the daemon')],
    ]);
    // A daemon elsewhere.
    expect(await placesOf({ ...engine, name: 'docker', store: join(store, 'none') })).toEqual([work]);
    expect(await placesOf({ ...engine, name: 'host' })).toEqual([
      work,
      ['/var/tmp', expect.stringContaining('mount a larger disk there')],
    ]);
  });
});

describe('a work directory on overlayfs', () => {
  it('is an error where the assembler refuses it for certain, a warning elsewhere', async () => {
    const log = new MemoryLog();
    preflight(await inputs(), { ...good, layered: true }, log);
    expect(log.of('warning').join()).toMatch(/^work-dir: .* lies on a container's layered file system/);
    const privileged = await inputs({ 'run-mode': 'privileged' });
    expect(() => preflight(privileged, { ...good, layered: true }, new MemoryLog())).toThrow(
      /work-dir: .*overlayfs.*: point work-dir at a directory that is mounted/,
    );
  });
});

describe('findKvm', () => {
  it('does not find what is not there', async () => {
    const device = join(await tempDir(), 'kvm');
    expect(findKvm('builder', device)).toMatchObject({ usable: false, fix: [] });
  });

  it.each<[DeviceAccess, number, number, Partial<KvmFinding>]>([
    // access, mode, group of the device: the caller's own (7) or a foreign one
    ['builder', 0o666, 8, { usable: true }],
    ['builder', 0o660, 8, { usable: true, group: '8' }],
    ['builder', 0o600, 8, { usable: false, fix: UDEV_FIX }],
    ['stranger', 0o666, 8, { usable: true }],
    ['stranger', 0o660, 8, { usable: false, fix: UDEV_FIX }],
    ['caller', 0o660, 7, { usable: true }],
    ['caller-with-groups', 0o660, 7, { usable: true, group: 'keep-groups' }],
    ['caller-without-groups', 0o660, 7, { usable: false, fix: UDEV_FIX }],
    ['caller-without-groups', 0o666, 7, { usable: true }],
    // It opens, and neither as owner nor through the group: an access list names the caller.
    ['caller-without-groups', 0o660, 8, { usable: true }],
  ])('%s of a device of mode %o and group %i: %j', async (access, mode, group, expected) => {
    const device = join(await tempDir(), 'kvm');
    await writeFile(device, '');
    await chmod(device, mode);
    // Only root can give a file away; anybody else sees the groups as they fall.
    await chown(
      device,
      process.getuid?.() ?? 0,
      process.getuid?.() === 0 ? group : (process.getgid?.() ?? 0),
    );
    const gid = (await stat(device)).gid;
    const caller = { uid: 4711, groups: group === 7 ? [gid] : [] };
    const found = findKvm(access, device, caller);
    const asGroup = expected.group === '8' ? { group: String(gid) } : {};
    expect(found).toMatchObject({ ...expected, ...asGroup });
    if (expected.group === undefined) expect(found.group).toBeUndefined();
  });

  it("knows the builder's own device", async () => {
    const device = join(await tempDir(), 'kvm');
    await writeFile(device, '');
    await chmod(device, 0o600);
    const mine = { uid: (await stat(device)).uid, groups: [] };
    expect(findKvm('caller-without-groups', device, mine).usable).toBe(true);
  });

  it('opens it really', async () => {
    // A directory exists and cannot be opened for writing, by root neither.
    const found = findKvm('builder', await tempDir());
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
