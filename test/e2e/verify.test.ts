import { mkdir, readdir, readFile, symlink } from 'node:fs/promises';
import { join } from 'node:path';
import { which } from '@actions/io';
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { verifyBoot } from '../../src/commands/verify-boot.ts';
import { parseInputs } from '../../src/inputs/parse.ts';
import { Cancellation } from '../../src/process/cancellation.ts';
import { MemoryLog } from '../support/memory-log.ts';
import { runAction, type ActionRun } from '../lab/action.ts';
import { bootIso } from '../lab/boot/boot.ts';
import { startLab, type Lab } from '../lab/lab.ts';
import { must } from '../lab/must.ts';

let lab: Lab;
let dir: string;
let good: ActionRun;

beforeAll(async () => {
  lab = await startLab();
  dir = await lab.runDir('verify');
  good = await runAction('main', {
    dir,
    inputs: { ...lab.inputs, 'ovirt-version': '4.6', images: 'live-iso', kvm: 'off', verify: 'boot' },
    env: lab.env,
  });
});

afterAll(async () => {
  await lab.close();
});

afterEach(() => {
  vi.unstubAllEnvs();
});

/** Files of an artifact that is a zip, unpacked. */
async function unpacked(name: string): Promise<{ files: string[]; out: string }> {
  const zip = lab.artifacts.list().find((artifact) => artifact.name === name)?.file ?? '';
  const out = join(dir, `unpacked-${name}`);
  await must(['python3', '-m', 'zipfile', '--extract', zip, out]);
  return { files: (await readdir(out, { recursive: true })).sort(), out };
}

function uploadedIsos(): string[] {
  return lab.artifacts
    .list()
    .map(({ name }) => name)
    .filter((name) => name.endsWith('.iso'));
}

describe('verify: boot', () => {
  it('lets a build pass whose ISO comes up, and keeps what was seen', async () => {
    expect(good.exitCode, good.log.slice(-3000)).toBe(0);
    expect(good.log).toMatch(/the ISO came up in [\d.]+ s.*login:/);
    expect(good.summary).toMatch(/\| Booted \| in [\d.]+ s.*`localhost login:` \|/);
    expect(uploadedIsos()).toHaveLength(1);
    const { files, out } = await unpacked('ovirt-node-image-boot-el9-x86_64');
    expect(files).toEqual(['screen.png', 'serial.log']);
    expect(await readFile(join(out, 'serial.log'), 'utf8')).toContain('PRETTY_NAME=oVirt Node 4.6');
    const picture = await readFile(join(out, 'screen.png'));
    expect(picture.subarray(1, 4).toString()).toBe('PNG');
    // The screen of a machine that printed something: not one colour only, which would pack to next to nothing.
    expect(picture.length).toBeGreaterThan(3000);
  });

  it('is of another system where another ovirt-version is asked for, as another emulator sees it', async () => {
    const boot = await bootIso(good.outputs['live-iso'] ?? '');
    expect(boot.prettyName, boot.console.slice(-2000)).toBe('oVirt Node 4.6');
  });

  it('takes the emulator of the assembler where the machine has none', async () => {
    // A machine without qemu: only the engine can be found.
    const bin = join(dir, 'bin');
    await mkdir(bin);
    await symlink(await which('podman', true), join(bin, 'podman'));
    vi.stubEnv('PATH', bin);
    for (const [name, value] of Object.entries(lab.env)) vi.stubEnv(name, value);
    const log = new MemoryLog();
    const inputs = await parseInputs(
      // The rehearsal's image has no emulator, the real one does: this machine's is put into it.
      { ...lab.inputs, verify: 'boot', memory: '1024', 'engine-args': '--volume=/usr:/usr:ro' },
      {
        cwd: dir,
        env: {},
        hostArch: 'x86_64',
        glob: async () => [],
        checkConfig: async () => [],
      },
    );
    const report = await verifyBoot(
      inputs,
      {
        iso: good.outputs['live-iso'] ?? '',
        image: lab.inputs['assembler-image'] ?? '',
        kvm: { device: false },
        dir: join(dir, 'in-container'),
      },
      {
        engine: { name: 'podman', program: 'podman', version: '4', rootful: true },
        log,
        logDir: dir,
        runId: 'verify',
        cancellation: new Cancellation(log),
        timings: [],
      },
    );
    expect(report).toMatchObject({ where: 'assembler', kvm: false, line: 'localhost login:' });
    expect((await readdir(report.dir)).sort()).toEqual(['screen.png', 'serial.log']);
    vi.unstubAllEnvs();
    expect(await lab.containers()).toEqual([]);
  });

  it('twin: a build whose ISO does not come up fails, and nothing of it is uploaded as good', async () => {
    const before = uploadedIsos();
    const broken = await runAction('main', {
      dir: await lab.runDir('verify-broken'),
      inputs: {
        ...lab.inputs,
        images: 'live-iso',
        verify: 'boot',
        overrides: 'postprocess:\n  - |\n    #!/usr/bin/env bash\n    rm /usr/lib/systemd/systemd\n',
      },
      env: lab.env,
    });
    expect(broken.exitCode).toBe(1);
    expect(broken.log.match(/^::error/gm)).toHaveLength(1);
    expect(broken.log).toMatch(/::error::verify: boot: the ISO did not come as far as \/login:\/:/);
    expect(broken.summary).toContain('switching into the root of the commit');
    expect(broken.outputs).toEqual({ 'failure-class': 'boot', 'failure-signature': 'unknown' });
    expect(uploadedIsos()).toEqual(before);
    const { files } = await unpacked('ovirt-node-image-log-el9-x86_64');
    expect(files).toContain('boot/serial.log');
  });

  it('twin: a pattern that is not there is not found', async () => {
    const other = await runAction('main', {
      dir,
      inputs: {
        ...lab.inputs,
        images: 'live-iso',
        verify: 'boot',
        'ovirt-version': '4.6',
        kvm: 'off',
        'verify-pattern': 'oVirt Node 4\\.5',
        upload: 'false',
      },
      env: lab.env,
    });
    expect(other.exitCode).toBe(1);
    expect(other.log).toContain(
      'did not come as far as /oVirt Node 4\\.5/: the machine turned itself off before',
    );
  });
});
