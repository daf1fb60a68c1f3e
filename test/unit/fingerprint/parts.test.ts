import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { UserError } from '../../../src/errors.ts';
import { assemblerPart } from '../../../src/fingerprint/assembler.ts';
import { isKnown } from '../../../src/fingerprint/compare.ts';
import { inputParts } from '../../../src/fingerprint/inputs.ts';
import { repositoryParts } from '../../../src/fingerprint/repositories.ts';
import { flatten } from '../../../src/treefile/flatten.ts';
import { MemoryLog } from '../../support/memory-log.ts';
import { tempDir } from '../../support/temp.ts';

const INPUTS = {
  version: undefined,
  lockStrict: false,
  overrideRpms: [],
  verify: 'off',
  verifyPattern: /login:/,
  yumVariables: {},
  push: undefined,
} as const;
const REPOMD = (time: number): string =>
  `<repomd xmlns="http://linux.duke.edu/metadata/repo"><revision>${time}</revision><data type="primary">` +
  `<checksum type="sha256">${'a'.repeat(64)}</checksum><location href="repodata/primary.xml.gz"/></data></repomd>`;

describe('the parts of a fingerprint', () => {
  it('has each input that leaves no trace in the tree, and the name of a secret alone', async () => {
    const rpm = join(await tempDir(), 'a.rpm');
    await writeFile(rpm, 'one');
    const before = await inputParts(INPUTS, {});
    const changes = [
      [{ version: '9.1' }, 'input:version'],
      [{ overrideRpms: [rpm] }, 'input:override-rpms'],
      [{ lockStrict: true }, 'input:lock-strict'],
      [{ verify: 'boot' }, 'input:verify'],
      [{ push: 'registry/node:next' }, 'input:push'],
      [{ yumVariables: { token: 'hunter2' } }, 'input:yum-variables'],
    ] as const;
    for (const [change, part] of changes) {
      const now = await inputParts({ ...INPUTS, ...change }, {});
      expect(Object.keys(now).filter((name) => now[name] !== before[name])).toEqual([part]);
      expect(JSON.stringify(now)).not.toContain('hunter2');
    }
    const [one, other] = [
      await inputParts({ ...INPUTS, overrideRpms: [rpm] }, {}),
      await writeFile(rpm, 'two').then(async () => await inputParts({ ...INPUTS, overrideRpms: [rpm] }, {})),
    ];
    expect(one['input:override-rpms']).not.toBe(other['input:override-rpms']);
    const ref = await inputParts(INPUTS, { GITHUB_ACTION_REF: 'v2' });
    expect(ref['program']).not.toBe(before['program']);
  });

  it('has the digest of a pinned assembler without asking, and of another by asking', async () => {
    const log = new MemoryLog();
    const asked: string[] = [];
    const resolve = async (reference: string): Promise<{ digest: string }> => {
      asked.push(reference);
      if (reference.includes('gone')) throw new UserError('no such image');
      return await Promise.resolve({ digest: 'sha256:1' });
    };
    const options = { arch: 'x86_64', env: {}, log, resolve };
    const pinned = `registry/cosa@sha256:${'a'.repeat(64)}`;
    expect(await assemblerPart(pinned, options)).toBe(`sha256:${'a'.repeat(64)}`);
    expect(asked).toEqual([]);
    expect(await assemblerPart('registry/cosa:1', options)).toBe('sha256:1');
    expect(isKnown(await assemblerPart('registry/gone:1', options))).toBe(false);
    expect(log.of('notice').join()).toContain('no such image');
  });

  it('has each repository the manifest uses, by its repomd.xml; one that does not answer is unknown', async () => {
    const dir = await tempDir();
    const repo = join(dir, 'one', 'repodata');
    await mkdir(repo, { recursive: true });
    await writeFile(join(repo, 'repomd.xml'), REPOMD(1));
    await writeFile(
      join(dir, 'all.repo'),
      ['one', 'gone', 'unused'].map((id) => `[${id}]\nname=${id}\nbaseurl=file://${dir}/${id}\n`).join(''),
    );
    await writeFile(join(dir, 'manifest.yaml'), 'ref: a\nrepos: [one, gone, absent]\npackages: [bash]\n');
    const log = new MemoryLog();
    const ask = async (isAsked = true): Promise<Readonly<Record<string, string>>> =>
      await repositoryParts({
        dir,
        flattened: flatten('manifest.yaml', { cwd: dir, basearch: 'x86_64' }),
        arch: 'x86_64',
        yumVariables: {},
        cacheDir: join(dir, 'cache'),
        network: { log },
        isAsked,
      });
    const before = await ask();
    expect(Object.keys(before).sort()).toEqual(['repository:absent', 'repository:gone', 'repository:one']);
    expect(before['repository:one']).toMatch(/^[0-9a-f]{64}$/);
    expect([before['repository:gone'], before['repository:absent']].map(isKnown)).toEqual([false, false]);
    expect(log.of('info').join()).toContain('repository gone: its state is not known');
    expect(await ask()).toEqual(before);
    log.said.length = 0;
    const unasked = await ask(false);
    expect(Object.keys(unasked).sort()).toEqual(Object.keys(before).sort());
    expect([Object.values(unasked).filter(isKnown), log.said]).toEqual([[], []]);
    await writeFile(join(repo, 'repomd.xml'), REPOMD(2));
    expect((await ask())['repository:one']).not.toBe(before['repository:one']);
  });
});
