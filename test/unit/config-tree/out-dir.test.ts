import { existsSync, lstatSync, readFileSync, statSync } from 'node:fs';
import { mkdir, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { renderReport, runRender } from '../../../src/commands/render.ts';
import { makeOutDir } from '../../../src/config-tree/out-dir.ts';
import { MemoryLog } from '../../support/memory-log.ts';
import { refusal } from '../../support/refusal.ts';
import { tempDir } from '../../support/temp.ts';
import { BASE, plant, renderInputs, USER } from './trees.ts';

describe('the directory a tree is rendered into', () => {
  it('a file given instead is refused and stays', async () => {
    const file = join(await plant(await tempDir(), { notes: 'mine' }), 'notes');
    const error = await refusal(makeOutDir(file, []));
    expect(error.message).toBe(
      `--out: ${file} is a file and no directory; give a directory, or a path where nothing is yet`,
    );
    expect(error.exitCode).toBe(1);
    expect(readFileSync(file, 'utf8')).toBe('mine');
  });

  it('a file in its path is refused and stays', async () => {
    const dir = await plant(await tempDir(), { notes: 'mine' });
    for (const below of ['notes/out', 'notes/deep/out']) {
      expect((await refusal(makeOutDir(join(dir, below), []))).message).toMatch(
        /^--out: .* leads through something that is no directory/,
      );
    }
    expect(readFileSync(join(dir, 'notes'), 'utf8')).toBe('mine');
  });

  it('a link is refused and stays, whatever it points at', async () => {
    const dir = await plant(await tempDir(), { file: 'x', 'full/notes': 'mine' });
    await makeOutDir(join(dir, 'rendered'), []);
    await mkdir(join(dir, 'empty'));
    for (const target of ['file', 'full', 'empty', 'rendered', 'nowhere']) {
      const link = join(dir, `to-${target}`);
      await symlink(target, link);
      expect((await refusal(makeOutDir(link, []))).message).toMatch(/^--out: .* is a link; /);
      expect(lstatSync(link).isSymbolicLink()).toBe(true);
    }
    expect(readFileSync(join(dir, 'full/notes'), 'utf8')).toBe('mine');
  });

  it('is made anew in place, and never without its marker', async () => {
    const out = join(await tempDir(), 'a/out');
    await makeOutDir(out, []);
    const { ino } = statSync(out);
    await plant(out, { 'old/file': 'x' });
    await makeOutDir(out, []);
    expect(existsSync(join(out, 'old'))).toBe(false);
    expect(statSync(out).ino).toBe(ino);
    await plant(out, { 'old/file': 'x' });
    // Something else that is read from there keeps all of it.
    expect((await refusal(makeOutDir(out, [join(out, 'old/file')]))).message).toMatch(
      /cannot be rendered into/,
    );
    expect(existsSync(join(out, 'old/file'))).toBe(true);
  });
});

describe('render', () => {
  it('refuses a bad --out before it makes or fetches anything', async () => {
    const dir = await plant(await tempDir(), { notes: 'mine' });
    const config = await plant(await tempDir(), USER);
    const workDir = join(dir, 'work');
    const base = await plant(await tempDir(), BASE);
    const inputs = renderInputs({ config, baseConfig: base, workDir });
    const error = await refusal(runRender({ inputs, out: join(dir, 'notes') }, new MemoryLog()));
    expect(error.message).toMatch(/^--out: /);
    expect(existsSync(workDir)).toBe(false);
    // A base that was itself rendered once is not taken for an old result.
    await makeOutDir(join(dir, 'old'), []);
    await plant(join(dir, 'old'), BASE);
    const again = { ...inputs, baseConfig: join(dir, 'old') };
    const clash = await refusal(runRender({ inputs: again, out: join(dir, 'old') }, new MemoryLog()));
    expect(clash.message).toMatch(/old cannot be rendered into, because .*old is read from there/);
    expect(existsSync(join(dir, 'old/manifest.yaml'))).toBe(true);
  });

  it('takes a plain directory as base that holds the work directory and the result', async () => {
    const base = await plant(await tempDir(), BASE);
    const config = await plant(await tempDir(), USER);
    const inputs = renderInputs({ config, baseConfig: base, workDir: join(base, 'deep/work') });
    const out = join(base, 'rendered');
    for (let times = 0; times < 2; times += 1) {
      const { rendered, baseConfig } = await runRender({ inputs, out }, new MemoryLog());
      expect(baseConfig.commit).toBe('local');
      expect(existsSync(join(rendered.out, 'base/manifests/base.yaml'))).toBe(true);
      expect(existsSync(join(rendered.out, 'base/deep/work'))).toBe(false);
      expect(existsSync(join(rendered.out, 'base/rendered'))).toBe(false);
    }
    expect(existsSync(join(base, 'manifest.yaml'))).toBe(true);
  });

  it('shows no login of an address in its report', async () => {
    const base = await plant(await tempDir(), {
      ...BASE,
      'fedora.repo': '[fedora]\nbaseurl=http://f/\ngpgcheck=1\ngpgkey=https://me:s3cret@example.org/key\n',
    });
    const config = await plant(await tempDir(), USER);
    const inputs = renderInputs({ config, baseConfig: base, workDir: join(await tempDir(), 'work') });
    const outcome = await runRender({ inputs, out: join(await tempDir(), 'out') }, new MemoryLog());
    const url = 'https://me:s3cret@example.org/os';
    const report = JSON.stringify(renderReport({ ...outcome, baseConfig: { ...outcome.baseConfig, url } }));
    expect(report).not.toContain('s3cret');
    expect(report).toContain('"https://***@example.org/os"');
    expect(report).toContain('"https://***@example.org/key"');
  });

  it('refuses to work where a file of the user could be', async () => {
    const dir = await plant(await tempDir(), { 'base/precious': 'mine', 'logs/precious': 'mine' });
    const config = await plant(await tempDir(), USER);
    const base = await plant(await tempDir(), BASE);
    await writeFile(join(dir, 'metadata'), 'mine');
    const inputs = renderInputs({ config, baseConfig: base, workDir: dir });
    const error = await refusal(runRender({ inputs, out: join(await tempDir(), 'out') }, new MemoryLog()));
    expect(error.message).toMatch(/^work-dir: .* is not empty and was not made by ovirt-node-image/);
    expect(readFileSync(join(dir, 'base/precious'), 'utf8')).toBe('mine');
  });
});
