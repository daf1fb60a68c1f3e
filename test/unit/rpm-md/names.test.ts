import { describe, expect, it } from 'vitest';
import { parseDependency, rangesMeet, type VersionRange } from '../../../src/rpm-md/dependency.ts';
import { globTest, isGlob } from '../../../src/rpm-md/glob.ts';
import { formatNevra, nameTest, nevraForms } from '../../../src/rpm-md/nevra.ts';

describe('the forms of a package name', () => {
  // What libdnf 0.69 lists for each (hawkey.Subject.get_nevra_possibilities).
  it.each([
    [
      'a-1-2.x86_64',
      [
        'a|-|1|2|x86_64',
        'a-1-2|-|-|-|x86_64',
        'a-1-2.x86_64|-|-|-|-',
        'a|-|1|2.x86_64|-',
        'a-1|-|2.x86_64|-|-',
      ],
    ],
    ['a.b', ['a|-|-|-|b', 'a.b|-|-|-|-']],
    ['a', ['a|-|-|-|-']],
    ['a-1', ['a-1|-|-|-|-', 'a|-|1|-|-']],
    ['a-1:2-3.noarch', ['a|1|2|3|noarch', 'a|1|2|3.noarch|-']],
    ['a*-1', ['a*-1|-|-|-|-', 'a*|-|1|-|-']],
    ['a b', []],
    ['a:b', []],
    ['a(b)', []],
    ['/x', []],
    ['a>=1', []],
  ])('%s', (text, expected) => {
    const forms = nevraForms(text).map(({ name, epoch, version, release, arch }) =>
      [name, epoch, version, release, arch].map((part) => part ?? '-').join('|'),
    );
    expect(forms).toEqual(expected);
  });

  const found = { name: 'kernel-core', arch: 'x86_64', epoch: '0', version: '5.14.0', release: '70.el9' };

  it.each([
    'kernel-core',
    'kernel-*',
    '*',
    'kernel-core.x86_64',
    'kernel-core.*',
    'kernel-core-5.14.0',
    'kernel-core-0:5.14.0',
    'kernel-core-5.14.0-70.el9',
    'kernel-core-5.*-70.el9.x86_64',
    'kernel*x86_64',
    'kernel-[a-d]ore',
  ])('%s means kernel-core', (text) => {
    expect(nameTest(text)(found)).toBe(true);
  });

  it.each([
    'kernel',
    'Kernel-core',
    'kernel-core.noarch',
    'kernel-core-1:5.14.0',
    'kernel-core-5.14',
    'core',
    '',
  ])('%j does not', (text) => {
    expect(nameTest(text)(found)).toBe(false);
  });

  it('a package is written with its epoch only when it has one', () => {
    expect(formatNevra(found)).toBe('kernel-core-5.14.0-70.el9.x86_64');
    expect(formatNevra({ ...found, epoch: '2' })).toBe('kernel-core-2:5.14.0-70.el9.x86_64');
  });
});

describe('patterns', () => {
  it.each([
    ['*', ''],
    ['*', 'a/b'],
    ['a*c', 'abc'],
    ['a*c', 'ac'],
    ['a*b*c', 'aXbXbc'],
    ['a?c', 'abc'],
    ['[a-c]x', 'bx'],
    ['[!a-c]x', 'dx'],
    ['[^a]x', 'bx'],
    ['[]]', ']'],
    ['[a-]', '-'],
    ['a\\*', 'a*'],
    ['[x', '[x'],
    ['**a', 'ba'],
  ])('%s takes %j', (pattern, text) => {
    expect(globTest(pattern)(text)).toBe(true);
  });

  it.each([
    ['a*c', 'abd'],
    ['a?c', 'ac'],
    ['[a-c]x', 'dx'],
    ['[!a-c]x', 'ax'],
    ['a\\*', 'ab'],
    ['', 'a'],
    ['a', ''],
    ['*a', 'ab'],
  ])('%s does not take %j', (pattern, text) => {
    expect(globTest(pattern)(text)).toBe(false);
  });

  it('with many stars take no time', () => {
    const started = performance.now();
    expect(globTest(`${'*a'.repeat(40)}b`)('a'.repeat(400))).toBe(false);
    expect(performance.now() - started).toBeLessThan(1000);
  });

  it.each([
    ['a', false],
    ['a*', true],
    ['a?', true],
    ['a[b', true],
  ])('%s is one: %s', (text, expected) => {
    expect(isGlob(text)).toBe(expected);
  });
});

describe('dependencies', () => {
  it.each([
    ['a', { name: 'a' }],
    ['a ', { name: 'a' }],
    ['dnf-command(x)', { name: 'dnf-command(x)' }],
    ['a>=1', { name: 'a>=1' }],
    ['a >= 2:1-3', { name: 'a', range: { relation: 'GE', evr: { epoch: '2', version: '1', release: '3' } } }],
    ['a  ==  1', { name: 'a', range: { relation: 'EQ', evr: { epoch: '', version: '1', release: '' } } }],
    [' a', undefined],
    ['a b', undefined],
    ['a >=', undefined],
    ['a => 1', undefined],
    ['', undefined],
  ])('%j is read', (text, expected) => {
    expect(parseDependency(text)).toEqual(expected);
  });

  const range = (text: string): VersionRange | undefined => parseDependency(`x ${text}`.trim())?.range;

  it.each([
    ['', '>= 3', true],
    ['= 1', '', true],
    ['= 1.0', '= 1.0-7', true],
    ['= 1.0', '>= 1.0-7', true],
    ['= 1.0', '< 1.0-7', true],
    ['= 1.0-5', '= 1.0', true],
    ['= 1.0-5', '> 1.0', false],
    ['= 1.0-5', '>= 1.0-6', false],
    ['= 1.0-5', '<= 1.0-6', true],
    ['= 1:1', '> 2', true],
    ['>= 2', '= 1', false],
    ['>= 2', '= 2', true],
    ['>= 2', '< 2', false],
    ['>= 2', '> 5', true],
    ['< 2', '< 1', true],
    ['< 2', '>= 2', false],
    ['< 2', '> 1', true],
    ['<= 2', '>= 2', true],
    ['> 2', '>= 2', true],
    ['> 2', '<= 2', false],
    ['= 2', '> 2', false],
  ])('what provides %j is wanted with %j: %s', (provided, wanted, expected) => {
    expect(rangesMeet(range(provided), range(wanted))).toBe(expected);
  });
});
