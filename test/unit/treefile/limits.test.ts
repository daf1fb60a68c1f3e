import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { TreefileError } from '../../../src/treefile/error.ts';
import { flatten } from '../../../src/treefile/flatten.ts';
import { readYaml } from '../../../src/treefile/read-yaml.ts';
import type { Flattened } from '../../../src/treefile/types.ts';
import { tempDir } from '../../support/temp.ts';

async function flattened(text: string): Promise<Flattened> {
  const cwd = await tempDir();
  writeFileSync(join(cwd, 'a.yaml'), text);
  return flatten('a.yaml', { cwd });
}

// Each of these ran for minutes. Now each takes a second or two, so that only what is quadratic again meets the limit.
describe('a treefile made to take long', { timeout: 60_000 }, () => {
  it('of many aliases is read', () => {
    const located = readYaml(`x: &a b\ny:\n${' - *a\n'.repeat(20_000)}`, 'a.yaml');
    expect(located?.entries?.[1]?.value.items).toHaveLength(20_000);
  });

  it('of many errors on one line is refused', async () => {
    await expect(flattened('ref: a/${bef: '.repeat(200_000))).rejects.toThrow(TreefileError);
  });

  it('with one package very often is flattened', async () => {
    const { config, provenance } = await flattened(`packages:\n${'  - a\n'.repeat(30_000)}`);
    expect(config['packages']).toEqual(['a']);
    const packages = provenance.get('packages');
    expect(packages?.kind === 'set' && packages.elements.get('a')).toHaveLength(30_000);
  });

  it('with a condition of many words is refused', async () => {
    const condition = `${'a'.repeat(4000)}${'"'.repeat(8000)}x`;
    await expect(
      flattened(`conditional-include:\n  - if: ${JSON.stringify(condition)}\n    include: b.yaml\n`),
    ).rejects.toThrow(/did not match any variant of untagged enum IncludeConditions/);
  });
});

describe('a treefile without an end', () => {
  it.each([
    ['lists within lists', '['.repeat(200) + ']'.repeat(200)],
    ['lists within lists, beyond the stack', '['.repeat(20_000) + ']'.repeat(20_000)],
    ['question marks', '? '.repeat(20_000)],
    ['dashes', `${'- '.repeat(20_000)}a`],
    ['an alias of what it is in', 'packages: &a [*a]\n'],
    ['a mapping of itself', '&a a: {b: *a}\nc: &d {e: *d}\n'],
  ])('is refused: %s', async (_what, text) => {
    await expect(flattened(text)).rejects.toThrow(
      /recursion limit exceeded|did not match|unknown|invalid type/i,
    );
    await expect(flattened(text)).rejects.toBeInstanceOf(TreefileError);
  });

  it('takes the last node of a name an alias stands behind', () => {
    const located = readYaml('a: &x 1\nb: *x\nc: &x 2\nd: *x\n', 'a.yaml');
    expect(located?.entries?.map(({ value }) => value.scalar)).toEqual([1n, 1n, 2n, 2n]);
    expect(() => readYaml('a: *x\nb: &x 1\n', 'a.yaml')).toThrow(TreefileError);
  });

  it('does not read what is no UTF-8', async () => {
    const cwd = await tempDir();
    writeFileSync(join(cwd, 'a.yaml'), Buffer.from('ref: é\nmetadata: {a: é}\n', 'latin1'));
    expect(() => flatten('a.yaml', { cwd })).toThrow(
      'a.yaml:1:1: Parsing a.yaml: stream did not contain valid UTF-8',
    );
  });

  it('does not read a device', async () => {
    await expect(flattened('include: /dev/zero\n')).rejects.toThrow(/Can't read file "\/dev\/zero"/);
  });
});
