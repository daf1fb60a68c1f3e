import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeEach, describe, expect, it } from 'vitest';
import { releaseNotes } from '../../../src/release-assets/notes.ts';
import { planAssets, RELEASE_LIMITS, type AssetLimits } from '../../../src/release-assets/plan.ts';
import { sumsOf, sumsText } from '../../../src/release-assets/sums.ts';
import { refusal } from '../../support/refusal.ts';
import { tempDir } from '../../support/temp.ts';

const LIMITS: AssetLimits = { file: 100, part: 40, count: 12 };
let dir: string;

beforeEach(async () => {
  dir = await tempDir();
});

function file(name: string, size: number): string {
  const path = join(dir, name);
  writeFileSync(path, Buffer.from(Array.from({ length: size }, (_item, index) => index % 251)));
  return path;
}

describe('the assets', () => {
  it('have the same names every night, and a file that is too big is in parts', async () => {
    const paths = [file('node-9.1-el9-live.x86_64.iso', 100), file('node-9.1-el9-ostree.x86_64.tar', 99)];
    const [iso, tar] = await planAssets(paths, '9.1', LIMITS);
    expect(iso?.name).toBe('node-el9-live.x86_64.iso');
    expect(iso?.parts).toEqual([
      { name: 'node-el9-live.x86_64.iso.part01', start: 0, size: 40 },
      { name: 'node-el9-live.x86_64.iso.part02', start: 40, size: 40 },
      { name: 'node-el9-live.x86_64.iso.part03', start: 80, size: 20 },
    ]);
    expect(tar?.parts).toEqual([{ name: 'node-el9-ostree.x86_64.tar', start: 0, size: 99 }]);
  });

  it('have them after an upload that took another, too', async () => {
    const paths = [
      file('node-9.1-el9-live.x86_64.retry.iso', 1),
      file('node-9.1-el9-ostree.x86_64.retry2.tar', 1),
    ];
    const planned = await planAssets(paths, '9.1', LIMITS);
    expect(planned.map(({ name }) => name)).toEqual([
      'node-el9-live.x86_64.iso',
      'node-el9-ostree.x86_64.tar',
    ]);
  });

  it('stay below what GitHub takes', () => {
    expect(RELEASE_LIMITS.file).toBe(2_147_483_648);
    expect(RELEASE_LIMITS.part).toBeLessThan(RELEASE_LIMITS.file);
  });

  it('keep their names without a build id', async () => {
    expect((await planAssets([file('a-9.1.iso', 1)], '', LIMITS))[0]?.name).toBe('a-9.1.iso');
  });

  it.each([
    ['missing', () => [join(dir, 'nothing')], /there is no file .*nothing/],
    ['a directory', () => [(mkdirSync(join(dir, 'd')), join(dir, 'd'))], /there is no file/],
    ['empty', () => [file('empty', 0)], /is empty/],
    ['of one name', () => [file('a-9.1.iso', 1), file('a.iso', 1)], /two files would be named a\.iso/],
    ['of a name of parts', () => [file('a', 100), file('a.part02', 1)], /two files would be named a\.part02/],
    ['of a bad name', () => [file('a b.iso', 1)], /the name "a b\.iso" is none for an asset/],
    ['too many', () => [file('big', 41 * 12)], /13 assets, and a release takes 12/],
  ])('that are %s are refused', async (_what, paths, problem) => {
    expect((await refusal(planAssets(paths(), '9.1', LIMITS))).message).toMatch(problem);
  });
});

describe('the sums', () => {
  it('are those of the wholes and of the parts, and of what the notes say to join', async () => {
    const paths = [file('node-9.1.iso', 230), file('small', 10)];
    const files = await planAssets(paths, '9.1', LIMITS);
    const sums = await sumsOf(files);
    const out = join(dir, 'download');
    mkdirSync(out);
    for (const { path, parts } of files)
      for (const { name, start, size } of parts)
        writeFileSync(join(out, name), readFileSync(path).subarray(start, start + size));
    writeFileSync(join(out, 'SHA256SUMS'), sumsText(sums));
    const notes = releaseNotes(files, { buildId: '9.1', commit: '', notes: '' });
    const commands = [...notes.matchAll(/^ {4}(.*)$/gm)].map(([, command = '']) => command);
    expect(commands).toHaveLength(2);
    // What the text tells people to do, done: no input is in it, the names are those of above.
    for (const command of commands) execFileSync('sh', ['-ec', command], { cwd: out, stdio: 'pipe' });
    expect(readFileSync(join(out, 'node.iso'))).toEqual(readFileSync(paths[0] ?? ''));
    const hash = createHash('sha256')
      .update(readFileSync(paths[0] ?? ''))
      .digest('hex');
    expect(sumsText(sums)).toContain(`${hash}  node.iso\n`);
    // The twin: a part that is damaged is seen.
    writeFileSync(join(out, 'node.iso.part02'), 'x');
    expect(() => execFileSync('sh', ['-ec', commands[1] ?? ''], { cwd: out, stdio: 'pipe' })).toThrow(
      /did NOT match/,
    );
  });

  it('of a file that shrinks while it is read are refused', async () => {
    const path = file('node.iso', 90);
    const files = await planAssets([path], '', LIMITS);
    writeFileSync(path, 'short');
    expect((await refusal(sumsOf(files))).message).toContain('had 90 bytes and now has 5');
  });
});

describe('the notes', () => {
  it('are cut to what a release takes, and tell nobody', async () => {
    const files = await planAssets([file('a.iso', 1)], '', LIMITS);
    const notes = releaseNotes(files, {
      buildId: '9.1',
      commit: 'c'.repeat(40),
      notes: '- by @x in #12\n'.repeat(20_000),
    });
    expect(notes.length).toBeLessThan(121_000);
    expect(notes).toContain('Cut here');
    expect(notes).not.toMatch(/@x|#12/);
    expect(notes).not.toContain('join them');
  });
});
