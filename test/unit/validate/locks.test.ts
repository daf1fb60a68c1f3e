import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { diffLocks, readLocks } from '../../../src/validate/locks.ts';
import { refusal } from '../../support/refusal.ts';
import { hasShared, SHARED } from '../../support/shared.ts';
import { tempDir } from '../../support/temp.ts';

async function config(files: Readonly<Record<string, string>>): Promise<string> {
  const dir = join(await tempDir(), 'config');
  mkdirSync(dir);
  for (const [name, text] of Object.entries(files)) writeFileSync(join(dir, name), text);
  return dir;
}

const lock = (packages: object): string => JSON.stringify({ packages });

describe('the locks of an architecture', () => {
  it('are those of all its files, the entry of a later one whole', async () => {
    const dir = await config({
      'manifest-lock.x86_64.json': lock({
        a: { evra: '1-1.x86_64', digest: 'sha256:aa' },
        b: { evra: '1-1.noarch' },
      }),
      'manifest-lock.overrides.yaml': 'packages:\n  a:\n    evr: 2-1\n    metadata: {type: pin}\n',
      'manifest-lock.overrides.x86_64.json': lock({ c: { evra: '3-1.x86_64' } }),
      'manifest-lock.s390x.json': lock({ z: { evra: '1-1.s390x' } }),
    });
    expect(Object.fromEntries(await readLocks(dir, dir, 'x86_64'))).toEqual({
      a: '2-1',
      b: '1-1.noarch',
      c: '3-1.x86_64',
    });
    expect(Object.fromEntries(await readLocks(dir, dir, 'aarch64'))).toEqual({ a: '2-1' });
  });

  it('differ by name: another version, a new one, one that went; a digest counts', () => {
    const before = new Map([
      ['a', '1'],
      ['b', '1 (sha256:aa)'],
      ['c', '1'],
    ]);
    const after = new Map([
      ['d', '4'],
      ['b', '1 (sha256:bb)'],
      ['a', '1'],
    ]);
    expect(diffLocks(before, after)).toEqual([
      { name: 'b', before: '1 (sha256:aa)', after: '1 (sha256:bb)' },
      { name: 'c', before: '1' },
      { name: 'd', after: '4' },
    ]);
    expect(diffLocks(after, after)).toEqual([]);
  });

  it.each([
    ['manifest-lock.x86_64.json', '{', 'is not JSON'],
    ['manifest-lock.x86_64.yaml', 'a: [', 'is not YAML'],
    ['manifest-lock.x86_64.json', '{"package": {}}', 'has no mapping `packages`'],
    [
      'manifest-lock.x86_64.json',
      '{"packages": {"a": {"evr": 1}}}',
      'packages: a: found neither evr nor evra',
    ],
  ])('are refused for %s with %j', async (name, text, message) => {
    const dir = await config({ [name]: text });
    const error = await refusal(readLocks(dir, dir, 'x86_64'));
    expect(error.message).toContain(message);
    expect(error.location?.file).toBe(join(dir, name));
  });

  it('are not read through a link that leads out of the tree', async () => {
    const dir = await config({});
    writeFileSync(join(dir, '..', 'secret'), lock({ secret: { evr: '1' } }));
    symlinkSync('../secret', join(dir, 'manifest-lock.x86_64.json'));
    expect((await refusal(readLocks(dir, dir, 'x86_64'))).message).toContain('leads to');
  });

  it.skipIf(!hasShared())('of Fedora CoreOS are read', async () => {
    const dir = join(SHARED, 'data', 'fedora-coreos-config');
    const locks = await readLocks(dir, SHARED, 'x86_64');
    expect(locks.size).toBeGreaterThan(300);
  });
});
