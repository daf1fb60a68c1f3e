import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { explain } from '../../../src/treefile/explain.ts';
import { flatten } from '../../../src/treefile/flatten.ts';
import { cliIn } from '../../support/run-cli.ts';
import { tempDir } from '../../support/temp.ts';

const FILES = {
  'a.yaml':
    'include: [b.yaml, c.yaml]\nref: top\nedition: "2024"\nmetadata: {x: 1}\npackages: [p q]\nrepo-packages:\n  - {repo: r, packages: [k]}\n',
  'b.yaml':
    'ref: low\ntmp-is-dir: false\nmetadata: {x: 2, y: 3}\npackages: [q]\nrepo-packages:\n  - {repo: s, packages: [k, l]}\nvariables: {v: 5}\n',
  'c.yaml': 'ref: lowest\npostprocess: ["echo c"]\ncontainer: true\nselinux: true\n',
};

async function tree(): Promise<string> {
  const cwd = await tempDir();
  for (const [name, text] of Object.entries(FILES)) writeFileSync(join(cwd, name), text);
  return cwd;
}

const at = (file: string, line: number, column: number): object => ({ file, line, column });

describe('where a value comes from', () => {
  it('of a scalar: the winner, then what it hides in load order', async () => {
    const flattened = flatten('a.yaml', { cwd: await tree(), basearch: 'x86_64' });
    expect(explain(flattened, 'ref')).toEqual([
      { element: undefined, value: 'top', status: 'used', origin: at('a.yaml', 2, 6) },
      { element: undefined, value: 'low', status: 'shadowed', origin: at('./b.yaml', 1, 6) },
      { element: undefined, value: 'lowest', status: 'shadowed', origin: at('./c.yaml', 1, 6) },
    ]);
  });

  it('of what an edition or container implies, over what is written', async () => {
    const flattened = flatten('a.yaml', { cwd: await tree(), basearch: 'x86_64' });
    expect(explain(flattened, 'tmp-is-dir')).toEqual([
      { element: undefined, value: true, status: 'used', origin: at('a.yaml', 3, 10), implied: 'edition' },
      { element: undefined, value: false, status: 'shadowed', origin: at('./b.yaml', 2, 13) },
      {
        element: undefined,
        value: true,
        status: 'shadowed',
        origin: at('./c.yaml', 3, 12),
        implied: 'container',
      },
    ]);
    // In its own file `container` wins over what is written there.
    expect(explain(flattened, 'selinux')).toMatchObject([
      { value: false, status: 'used', implied: 'container' },
      { value: true, status: 'shadowed', origin: at('./c.yaml', 4, 10) },
    ]);
  });

  it('of sets, maps, lists, package strings that were taken over, variables, and what is given', async () => {
    const flattened = flatten('a.yaml', { cwd: await tree(), basearch: 'x86_64', vars: { o: 'z' } });
    expect(explain(flattened, 'packages')?.map(({ element, origin }) => [element, origin?.file])).toEqual([
      ['p', 'a.yaml'],
      ['q', 'a.yaml'],
      ['q', './b.yaml'],
    ]);
    expect(explain(flattened, 'metadata')).toMatchObject([
      { element: 'x', value: 1, status: 'used' },
      { element: 'x', value: 2, status: 'shadowed', origin: at('./b.yaml', 3, 15) },
      { element: 'y', value: 3, status: 'used' },
    ]);
    expect(explain(flattened, 'repo-packages')).toMatchObject([
      { element: '0', value: { repo: 's', packages: ['l'] }, status: 'used' },
      { element: '1', value: { repo: 'r', packages: ['k'] }, status: 'used' },
      { value: 'k', status: 'overridden', origin: at('./b.yaml', 6, 26) },
    ]);
    expect(explain(flattened, 'variables')?.map(({ element, origin }) => [element, origin?.file])).toEqual([
      ['o', undefined],
      ['basearch', undefined],
      ['v', './b.yaml'],
    ]);
    expect(explain(flattened, 'basearch')).toMatchObject([{ value: 'x86_64', origin: undefined }]);
    expect(explain(flattened, 'gpg_key')).toBeUndefined();
  });
});

describe('flatten --explain', () => {
  it('tells a line for each place', async () => {
    const { code, out } = await cliIn(await tree(), [
      'flatten',
      'a.yaml',
      '--basearch=x86_64',
      '--explain',
      'ref',
    ]);
    expect([code, out]).toEqual([
      0,
      'ref:\n  used       top  (a.yaml:2:6)\n  shadowed   low  (./b.yaml:1:6)\n  shadowed   lowest  (./c.yaml:1:6)\n',
    ]);
  });

  it('tells one element, as text and as JSON', async () => {
    const cwd = await tree();
    const call = ['flatten', 'a.yaml', '--explain', 'packages:q'];
    expect((await cliIn(cwd, call)).out).toBe(
      'packages:q:\n  used       q  (a.yaml:5:12)\n  used       q  (./b.yaml:4:12)\n',
    );
    expect(JSON.parse((await cliIn(cwd, [...call, '--json'])).out)).toMatchObject([
      { element: 'q', status: 'used', origin: at('a.yaml', 5, 12) },
      { element: 'q', status: 'used', origin: at('./b.yaml', 4, 12) },
    ]);
  });

  it('says that nothing sets a key', async () => {
    const { code, err } = await cliIn(await tree(), ['flatten', 'a.yaml', '--explain', 'gpg-key']);
    expect([code, err]).toEqual([1, 'error: --explain: nothing sets gpg-key in 3 file(s)\n']);
  });
});
