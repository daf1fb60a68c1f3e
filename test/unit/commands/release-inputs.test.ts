import { existsSync } from 'node:fs';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeEach, describe, expect, it } from 'vitest';
import {
  RELEASE_FLAGS,
  releaseInputs,
  type ReleaseCommandRequest,
} from '../../../src/commands/release-inputs.ts';
import { getRelease } from '../../../src/commands/release.ts';
import { UserError } from '../../../src/errors.ts';
import { parseFlags } from '../../../src/inputs/flags.ts';
import { MemoryLog } from '../../support/memory-log.ts';
import { hasShared, SHARED } from '../../support/shared.ts';
import { tempDir } from '../../support/temp.ts';

let cwd: string;

beforeEach(async () => {
  cwd = await tempDir();
  await writeFile(join(cwd, 'r.rpm'), 'no rpm');
  await writeFile(join(cwd, 'k'), 'no key');
  await mkdir(join(cwd, 'dir'));
});

function request(...args: string[]): ReleaseCommandRequest {
  return releaseInputs(parseFlags(args, ['target', 'arch'], RELEASE_FLAGS, true), {
    cwd,
    hostArch: 'x86_64',
    temp: join(cwd, 'work'),
  });
}

function refusal(...args: string[]): UserError {
  try {
    request(...args);
  } catch (error) {
    if (error instanceof UserError) return error;
    throw error;
  }
  throw new Error('expected a refusal');
}

describe('the flags of release', () => {
  it('are read', () => {
    expect(
      request(
        'r.rpm',
        '--key=k',
        '--key',
        'https://k.example/key',
        '--sha256',
        'AB'.repeat(32),
        '--target=el9',
      ),
    ).toMatchObject({
      sources: [join(cwd, 'r.rpm')],
      keys: [join(cwd, 'k'), 'https://k.example/key'],
      sha256: 'ab'.repeat(32),
      target: 'el9',
      arch: 'x86_64',
    });
    expect(request('r.rpm', '--arch=aarch64', '--out=new')).toMatchObject({
      arch: 'aarch64',
      out: join(cwd, 'new'),
    });
  });

  it.each([
    [['r.rpm', '--target=--bad'], /--target: found "--bad"/],
    [['r.rpm', '--target', 'foo'], /--target: found "foo", expected el or fc and digits/],
    [['r.rpm', '--target='], /--target: found "", expected a value/],
    [['r.rpm', '--arch=amd64'], /--arch: found "amd64", expected one of x86_64/],
    [['r.rpm', '--sha256', 'zzz'], /--sha256: found "zzz", expected 64 hex digits/],
    [['r.rpm', '--key', 'nowhere'], /--key: there is no file \S+\/nowhere/],
    [['r.rpm', '--key', 'dir'], /--key: there is no file \S+\/dir/],
    [['r.rpm', '--key=http://k.example/key'], /--key: found "http:\S+, expected https:/],
    [['dir'], /FILE\|URL: there is no file/],
    [['ftp://x.example/r.rpm'], /FILE\|URL: found "ftp:/],
    [['file:///r.rpm'], /FILE\|URL: found "file:.*path of a file without any scheme/],
    [['http://x.example/r.rpm'], /plain http is not protected; give --sha256 or --key/],
    [['r.rpm', '--out=k'], /--out: \S+\/k is not a directory/],
    [['r.rpm', '--out='], /--out: found "", expected a value/],
    [[], /release: found 0 files, expected one FILE or URL/],
    [['r.rpm', 'k'], /release: found 2 files/],
  ])('%j are refused', (args, message) => {
    const error = refusal(...args);
    expect(error.message).toMatch(message);
    expect(error.message).not.toContain('ovirt-release-');
    expect(error.exitCode).toBe(2);
  });

  it('are refused all at once', () => {
    const lines = refusal('nowhere.rpm', '--key=k2', '--sha256=1', '--target=x', '--arch=y').message.split(
      '\n',
    );
    expect(lines).toHaveLength(6);
  });
});

describe('release', () => {
  it('of a file makes no directory for downloads, and names the flags', async () => {
    const wanted = request('r.rpm');
    await expect(getRelease(wanted, new MemoryLog())).rejects.toThrow(UserError);
    expect(existsSync(wanted.downloadDir)).toBe(false);
    expect(existsSync(join(cwd, 'work'))).toBe(false);
  });

  it.each([['k'], ['empty']])('does not take the file %s for a key', async (name) => {
    await writeFile(join(cwd, 'empty'), '');
    await expect(getRelease(request('r.rpm', `--key=${name}`), new MemoryLog())).rejects.toThrow(
      /not an OpenPGP public key/,
    );
  });
});

describe.skipIf(!hasShared())('release of a real package', () => {
  const rpm = join(SHARED, 'data', 'rpms', 'epel-release-7-5.noarch.rpm');

  it('names the flag the package does not fit', async () => {
    const key = join(SHARED, 'data', 'keys', 'RPM-GPG-KEY-EPEL-7');
    for (const [args, message] of [
      [[`--sha256=${'0'.repeat(64)}`], /, --sha256 says 0{64}: another file/],
      [[`--key=${key}`], /, --key holds [0-9a-f, ]+: not one of them/],
    ] as const) {
      await expect(getRelease(request(rpm, ...args), new MemoryLog())).rejects.toThrow(message);
    }
    const log = new MemoryLog();
    await getRelease(request(rpm), log);
    expect(log.of('warning').join()).toMatch(/give its public key in --key/);
  });
});
