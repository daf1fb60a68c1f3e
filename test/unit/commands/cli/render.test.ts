import { existsSync } from 'node:fs';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { cliIn, type CliOutcome } from '../../../support/run-cli.ts';
import { tempDir } from '../../../support/temp.ts';
import { BASE, plant, USER } from '../../config-tree/trees.ts';

/** Renders the small trees into `tree` of a new directory. */
async function render(...args: readonly string[]): Promise<CliOutcome & { tree: string; cwd: string }> {
  const cwd = await plant(await tempDir(), {
    ...Object.fromEntries(Object.entries(USER).map(([path, text]) => [`own/${path}`, text])),
    ...Object.fromEntries(Object.entries(BASE).map(([path, text]) => [`base/${path}`, text])),
    'own/keys/mine': 'a key',
    'own/mine.repo': '[mine]\nbaseurl=http://m/\ngpgcheck=1\ngpgkey=keys/mine\n',
  });
  await writeFile(join(cwd, 'lock.json'), '{"packages":{"vim":{"evra":"1-1.x86_64"}}}');
  const where = ['--config=own', '--base-config=base', '--base-config-path=base', '--arch=x86_64'];
  const outcome = await cliIn(cwd, [
    'render',
    '--out=tree',
    '--target=el9',
    '--work-dir=work',
    ...where,
    ...args,
  ]);
  return { ...outcome, cwd, tree: join(cwd, 'tree') };
}

describe('the command render', () => {
  it('writes what a build renders, and nothing an assembler decides', async () => {
    const { code, out, tree, err } = await render('--lock=lock.json');
    expect([code, out], err).toEqual([0, `${tree}\n`]);
    expect(await readFile(join(tree, 'mine.repo'), 'utf8')).toContain('gpgkey=keys/mine');
    expect(await readFile(join(tree, 'manifest.yaml'), 'utf8')).not.toContain('ostree-layers');
    expect(await readFile(join(tree, 'manifest-lock.x86_64.json'), 'utf8')).toContain('vim');
    expect(existsSync(join(tree, '.git'))).toBe(false);
  });

  it('fits it to an assembler when asked to', async () => {
    const { code, tree, err } = await render('--adapt=D2');
    expect(code, err).toBe(0);
    expect(await readFile(join(tree, 'mine.repo'), 'utf8')).toContain(
      'gpgkey=file:///srv/src/config/keys/mine',
    );
    expect(await readFile(join(tree, 'manifest.yaml'), 'utf8')).toContain(
      'ostree-layers:\n  - overlay/99node',
    );
    expect(existsSync(join(tree, '.git', 'HEAD'))).toBe(true);
  });

  it('knows one dialect', async () => {
    const { code, err, tree } = await render('--adapt=D9');
    expect([code, existsSync(tree)]).toEqual([2, false]);
    expect(err).toContain('--adapt: found "D9", expected D2');
  });
});
