import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeEach, describe, expect, it } from 'vitest';
import { applyGpgcheck, checkNeeds, liftBaseRepositories } from '../../../src/config-tree/repositories.ts';
import { MemoryLog } from '../../support/memory-log.ts';
import { tempDir } from '../../support/temp.ts';

let dir: string;
const USED = [
  { id: 'safe', origin: 'base' as const, file: 'a.repo' },
  { id: 'open', origin: 'release' as const, file: 'a.repo' },
];

beforeEach(async () => {
  dir = await tempDir();
  await writeFile(join(dir, 'a.repo'), '[safe]\ngpgcheck=1\n[open]\ngpgcheck=0\n[other]\n');
});

describe('applyGpgcheck', () => {
  it('repo: changes nothing and names what does not check, once', async () => {
    const log = new MemoryLog();
    const used = await applyGpgcheck(dir, USED, 'repo', log);
    expect(used.map(({ id, gpgcheck }) => [id, gpgcheck])).toEqual([
      ['safe', true],
      ['open', false],
    ]);
    expect(log.of('warning')).toEqual([expect.stringContaining('open')]);
  });

  it('require: fails and lists them', async () => {
    await expect(applyGpgcheck(dir, USED, 'require', new MemoryLog())).rejects.toThrow(
      /do not check their packages: open$/,
    );
  });

  it('off: says it for every repository', async () => {
    const log = new MemoryLog();
    const used = await applyGpgcheck(dir, USED, 'off', log);
    expect(used.every(({ gpgcheck }) => !gpgcheck)).toBe(true);
    expect(log.of('warning')).toHaveLength(2);
  });
});

describe('checkNeeds', () => {
  it('is content with a repository of that name, and says how to add one', () => {
    expect(() => checkNeeds(['crb'], [{ id: 'c9s-crb' }])).not.toThrow();
    expect(() => checkNeeds(['crb', 'epel'], [{ id: 'c9s-crb' }])).toThrow(
      /need epel, which no repository here provides/,
    );
  });
});

it('lifts the files that define what is asked for, and no other', async () => {
  const out = await tempDir();
  expect([...(await liftBaseRepositories(out, [dir], ['open']))]).toEqual([['open', 'a.repo']]);
  expect((await liftBaseRepositories(out, [dir], ['absent'])).size).toBe(0);
});
