import { createHash } from 'node:crypto';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { openReleases } from '../../../src/commands/validate-release.ts';
import { parseValidateInputs } from '../../../src/inputs/validate.ts';
import type { RawInputs } from '../../../src/inputs/schema.ts';
import type { Releases } from '../../../src/validate/releases.ts';
import { MemoryLog } from '../../support/memory-log.ts';
import { refusal } from '../../support/refusal.ts';
import { makePackage } from '../../support/rpm/package.ts';
import { makeSigner } from '../../support/rpm/signer.ts';
import { tempDir } from '../../support/temp.ts';

const PACKAGE = makePackage();

/** Opens a package on the disk as `validate` with these inputs does. */
async function open(raw: RawInputs, log = new MemoryLog()): Promise<Releases | undefined> {
  const dir = await tempDir();
  await writeFile(join(dir, 'release.rpm'), PACKAGE);
  await writeFile(join(dir, 'key'), makeSigner('rsa2048').publicKey);
  const inputs = parseValidateInputs(
    { 'check-repos': 'true', 'ovirt-release': 'release.rpm', arch: 'x86_64 s390x', ...raw },
    dir,
  );
  return await openReleases(inputs, inputs.arches ?? [], join(dir, 'downloads'), log);
}

describe('the release rpm of a validation', () => {
  it('is opened for each architecture; that it has nothing for one is no error', async () => {
    const log = new MemoryLog();
    const releases = await open({}, log);
    expect(releases?.target).toBe('el9');
    expect(releases?.of('x86_64')?.repoFiles.map(({ name }) => name)).toEqual([
      'ovirt-el9-stream-x86_64-deps.repo',
    ]);
    expect(releases?.of('s390x')).toBeUndefined();
    expect(releases?.refusalOf('s390x')).toContain('none for s390x');
    expect(releases?.areAlike(['x86_64', 's390x'])).toBe(false);
    // Once, not for each architecture.
    expect(log.of('warning')).toHaveLength(new Set(log.of('warning')).size);
  });

  it('is verified as for a build', async () => {
    const digest = createHash('sha256').update(PACKAGE).digest('hex');
    expect(await open({ 'ovirt-release-sha256': digest })).toBeDefined();
    const other = await refusal(open({ 'ovirt-release-sha256': '0'.repeat(64) }));
    expect(other.message).toContain('sha256');
    expect((await refusal(open({ 'ovirt-release-key': 'key' }))).exitCode).toBe(1);
  });

  it('that has nothing for any of them is refused', async () => {
    expect((await refusal(open({ arch: 's390x' }))).message).toContain('none for s390x');
  });

  it('is not looked at without check-repos', async () => {
    expect(await open({ 'check-repos': 'false' })).toBeUndefined();
  });
});

describe('inputs about it', () => {
  it.each([
    [{ 'ovirt-release': '/not/there.rpm' }, 'ovirt-release: there is no file'],
    [{ 'ovirt-release': 'http://example.com/r.rpm' }, 'plain http is not protected'],
    [{ 'ovirt-release-key': 'https://example.com/key' }, 'given without ovirt-release'],
    [{ 'rpm-ostree': 'new' }, 'rpm-ostree: found "new", expected a version such as 2024.8'],
    [{ 'yum-variables': 'basearch=x' }, 'yum-variables: basearch'],
  ] satisfies [RawInputs, string][])('%j: refused', (raw, message) => {
    expect(() => parseValidateInputs(raw, '/')).toThrow(message);
  });
});
