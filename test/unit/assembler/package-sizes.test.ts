import { symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeEach, describe, expect, it } from 'vitest';
import { planSizes, readSizes } from '../../../src/assembler/package-sizes.ts';
import { CONTAINER } from '../../../src/assembler/plan.ts';
import { tempDir } from '../../support/temp.ts';

const COMMIT = 'a'.repeat(64);
let file: string;

beforeEach(async () => {
  file = join(await tempDir(), 'sizes.tsv');
});

async function read(text: string): Promise<Record<string, number> | undefined> {
  await writeFile(file, text);
  return await readSizes(file, COMMIT);
}

describe('the step', () => {
  it('hands everything to a constant script as arguments, and gets no network, secret or device', () => {
    const { container } = planSizes(
      {
        image: 'registry.example/cosa',
        srvDir: '/w/srv',
        configDir: '/w/config',
        scratchDir: '/w/scratch',
        images: [],
        version: undefined,
        overrideRpms: false,
        ownership: {},
        paths: CONTAINER,
        runMode: 'unprivileged',
        kvmDevice: true,
        kvmGroup: undefined,
        kvmDisabled: false,
        fuse: true,
        memoryMiB: undefined,
        engineArgs: [],
        network: { passEnv: ['SECRET'], caBundle: undefined },
      },
      '$(reboot)',
    );
    expect(container).toMatchObject({ network: 'none', passEnv: [], devices: [], entrypoint: 'sh' });
    const [option, script, ...args] = container.command;
    expect(option).toBe('-c');
    expect(script).not.toContain('reboot');
    expect(args).toEqual(['sizes', '$(reboot)', '/srv', 'tmp/oni-package-sizes.tsv']);
  });
});

describe('the file it leaves', () => {
  it('is read by package, an epoch of 0 left out', async () => {
    expect(
      await read(`${COMMIT}\na\t0\t1\t2.el9\tnoarch\t100\nqemu-kvm\t17\t9.0\t1\tx86_64\t4294967296\n`),
    ).toEqual({ 'a-1-2.el9.noarch': 100, 'qemu-kvm-17:9.0-1.x86_64': 4_294_967_296 });
  });

  it.each([
    ['of another commit', `${'b'.repeat(64)}\na\t0\t1\t1\tnoarch\t1\n`],
    ['without a commit', 'a\t0\t1\t1\tnoarch\t1\n'],
    ['that is empty', ''],
    ['without a package', `${COMMIT}\n`],
    ['with a size that is none', `${COMMIT}\na\t0\t1\t1\tnoarch\t-1\n`],
    ['with a line that is cut', `${COMMIT}\na\t0\t1\n`],
    ['with too many columns', `${COMMIT}\na\t0\t1\t1\tnoarch\t1\t1\n`],
  ])('%s is not believed', async (_title, text) => {
    expect(await read(text)).toBeUndefined();
  });

  it('may be missing, and no link is followed', async () => {
    expect(await readSizes(file, COMMIT)).toBeUndefined();
    const other = `${file}.other`;
    await writeFile(other, `${COMMIT}\na\t0\t1\t1\tnoarch\t1\n`);
    await symlink(other, file);
    expect(await readSizes(other, COMMIT)).toEqual({ 'a-1-1.noarch': 1 });
    expect(await readSizes(file, COMMIT)).toBeUndefined();
  });
});
