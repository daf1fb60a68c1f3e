import { execFileSync } from 'node:child_process';
import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { beforeEach, describe, expect, it } from 'vitest';
import { TreefileError } from '../../../src/treefile/error.ts';
import { flatten } from '../../../src/treefile/flatten.ts';
import { TreefileCache } from '../../../src/treefile/treefile-cache.ts';
import { tempDir } from '../../support/temp.ts';

let top: string;
let dir: string;

beforeEach(async () => {
  top = await tempDir();
  dir = join(top, 'config');
  put({
    'secret.yaml': 'packages: [top-secret]\n',
    'secret.ks': '%packages\ntop-secret\n%end\n',
    'outside/finalize.d/script': '',
    'config/own.yaml': 'packages: [own]\n',
    'config/own.ks': '%packages\nown\n%end\n',
  });
});

function put(files: Readonly<Record<string, string>>): void {
  for (const [path, text] of Object.entries(files)) {
    const file = join(top, path);
    mkdirSync(dirname(file), { recursive: true });
    if (text.startsWith('-> ')) symlinkSync(text.slice(3), file);
    else writeFileSync(file, text);
  }
}

/** What flattening says of a configuration that may open its own files, and of one that may open everything. */
function both(manifest: string, files: Readonly<Record<string, string>> = {}): [unknown, unknown] {
  const below = Object.entries(files).map(([path, text]): [string, string] => [`config/${path}`, text]);
  put({ 'config/manifest.yaml': manifest, ...Object.fromEntries(below) });
  const attempt = (roots?: readonly string[]): unknown => {
    try {
      const options = { cwd: dir, basearch: 'x86_64', ...(roots === undefined ? {} : { roots }) };
      return flatten('manifest.yaml', options).config['packages'];
    } catch (error) {
      if (error instanceof TreefileError) return error.message;
      throw error;
    }
  };
  return [attempt([dir]), attempt()];
}

describe('files of a stranger', () => {
  it.each<[string, string, Readonly<Record<string, string>>, string]>([
    ['an include', 'include: ../secret.yaml\n', {}, 'manifest.yaml:1:10: "./../secret.yaml"'],
    ['a link', 'include: a.yaml\n', { 'a.yaml': '-> ../secret.yaml' }, 'manifest.yaml:1:10: "./a.yaml"'],
    ['a link on the way', 'include: up/secret.yaml\n', { up: '-> ..' }, 'manifest.yaml:1:10'],
    [
      'an alias of the includes of an architecture',
      'metadata: {x: &x {x86_64: ../secret.yaml}}\narch-include: *x\n',
      {},
      '"./../secret.yaml"',
    ],
    [
      'an alias of the includes of a condition',
      'metadata: {x: &x [{if: basearch == "x86_64", include: ../secret.yaml}]}\nconditional-include: *x\n',
      {},
      '"./../secret.yaml"',
    ],
    ['a kickstart file', 'include: a.ks\n', { 'a.ks': '-> ../secret.ks' }, '"./a.ks"'],
    [
      'an include of a kickstart file',
      'include: a.ks\n',
      { 'a.ks': '%include b.ks\n', 'b.ks': '-> ../secret.ks' },
      './a.ks:1:1: "./b.ks"',
    ],
  ])('are opened inside of the roots only: %s', (_what, manifest, files, place) => {
    const [inside, everywhere] = both(manifest, files);
    expect(inside).toContain(place);
    expect(inside).toContain('leads out of the configuration; everything a configuration names');
    expect(inside).not.toContain('top-secret');
    // It is the roots that are in the way, and nothing else.
    expect(everywhere).toEqual(['top-secret']);
  });

  it("are not git's own, which are inside as well", () => {
    const [inside, everywhere] = both('include: a.ks\n', {
      '.git/config': '[core]\n',
      'a.ks': '%include .git/config\n',
    });
    expect(inside).toContain('./a.ks:1:1: "./.git/config" leads out of the configuration');
    expect(everywhere).toContain('[core]');
  });

  it('are not the environment of this process', () => {
    const [inside, everywhere] = both('include: a.ks\n', {
      'a.ks': '%include b.ks\n',
      'b.ks': '-> /proc/self/environ',
    });
    expect(inside).toContain('leads out of the configuration');
    expect(everywhere).toMatch(/[A-Z]=/);
  });

  it.each([
    ['postprocess-script: s\n', 'manifest.yaml:1:21'],
    ['add-files: [[s, /etc/s]]\n', 'manifest.yaml:1:14'],
    ['check-passwd: {type: file, filename: s}\n', 'manifest.yaml:1:38'],
    ['check-groups: {type: file, filename: s}\n', 'manifest.yaml:1:38'],
  ])('are what %j names, too', (manifest, place) => {
    const [inside, everywhere] = both(`${manifest}packages: [own]\n`, { s: '-> ../secret.yaml' });
    expect(inside).toMatch(new RegExp(`^${place}: "(\\./)?s" leads out of the configuration`));
    expect(everywhere).toEqual(['own']);
  });

  it('are the scripts of finalize.d, too', () => {
    const [inside, everywhere] = both('packages: [own]\n', { 'finalize.d': '-> ../outside/finalize.d' });
    expect(inside).toContain('"./finalize.d" leads out of the configuration');
    expect(everywhere).toEqual(['own']);
  });

  it('may be links inside of the roots, and roots may be links and single files', () => {
    put({
      'config/manifest.yaml': 'include: [a.yaml, b.ks]\n',
      'config/a.yaml': '-> own.yaml',
      'config/b.ks': '%include c.ks\n',
      'config/c.ks': '-> own.ks',
      link: '-> config',
      'wrapper/x.json': JSON.stringify({ include: join(dir, 'manifest.yaml') }),
    });
    const start = join(top, 'wrapper/x.json');
    const roots = [join(top, 'link'), start];
    expect(flatten(start, { cwd: dir, roots }).config['packages']).toEqual(['own']);
    put({ 'wrapper/y.json': '{"include": "x.json"}' });
    expect(() => flatten(join(top, 'wrapper/y.json'), { cwd: dir, roots })).toThrow(/y\.json" leads out/);
  });

  it('are looked at anew with what another flatten has opened', () => {
    put({ 'config/manifest.yaml': 'include: ../secret.yaml\n' });
    const options = { cwd: dir, cache: new TreefileCache() };
    expect(flatten('manifest.yaml', options).config['packages']).toEqual(['top-secret']);
    expect(() => flatten('manifest.yaml', { ...options, roots: [dir] })).toThrow(/leads out/);
  });

  it('that are not there are told as such', () => {
    const message = "Can't open file";
    expect(both('include: gone.yaml\n')).toEqual([
      expect.stringContaining(message),
      expect.stringContaining(message),
    ]);
  });
});

describe('what has no end', () => {
  it.each([
    ['a pipe nobody writes to', 'pipe.yaml'],
    ['a device', 'device.yaml'],
  ])('is refused: %s', (_what, name) => {
    execFileSync('mkfifo', [join(dir, 'pipe.yaml')]);
    symlinkSync('/dev/zero', join(dir, 'device.yaml'));
    const message = both(`include: ${name}\n`)[1];
    expect(message).toBe(`manifest.yaml:1:10: Can't read file "./${name}": not a regular file`);
  });
});
