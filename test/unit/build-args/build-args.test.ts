import { describe, expect, it } from 'vitest';
import {
  isBuildArgsName,
  parseBuildArgs,
  releaseverOf,
  variablesOf,
} from '../../../src/build-args/build-args.ts';

describe('build arguments', () => {
  it('are lines of names and values; what is no such line is told', () => {
    const text = '# no\nID=centos\r\nNAME="a b"\nSTREAM=\'c\'\n\nexport X=1\n VERSION=1\nVERSION=9.0  \n';
    const { file, values, odd } = parseBuildArgs('build-args.conf', text);
    expect(Object.fromEntries([...values].map(([name, { value, line }]) => [name, [value, line]]))).toEqual({
      ID: ['centos', 2],
      NAME: ['a b', 3],
      STREAM: ['c', 4],
      VERSION: ['9.0', 8],
    });
    expect(odd).toEqual([
      { file, line: 6 },
      { file, line: 7 },
    ]);
  });

  it.each([
    ['ID=rhel\nSTREAM=s\nVERSION=9.8\n', { id: 'rhel', stream: 's', osversion: 'rhel-9.8' }, 9],
    ['ID=centos\nVERSION=10.0\n', { id: 'centos', osversion: 'centos-10' }, 10],
    ['ID=rhel\n', { id: 'rhel' }, undefined],
    ['VERSION=next\n', {}, undefined],
  ])('%j give the manifest %j', (text, variables, releasever) => {
    const args = parseBuildArgs('build-args.conf', text);
    expect(variablesOf(args)).toEqual({ deriving: true, ...variables });
    expect(releaseverOf(args)).toBe(releasever);
  });

  it.each([
    ['build-args.conf', true],
    ['build-args-c9s.conf', true],
    ['build-args-.conf', false],
    ['my-build-args.conf', false],
  ])('%s is a file of them: %s', (name, is) => {
    expect(isBuildArgsName(name)).toBe(is);
  });
});
