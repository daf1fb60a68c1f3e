import { describe, expect, it } from 'vitest';
import { rpmOstreeVersion, targetsWithVersion } from '../../../src/commands/rpm-ostree-version.ts';
import { PAIRS, readPair, type PairRow } from '../../../src/config-tree/pairs.ts';
import { VERSION_PATTERN } from '../../../src/lint/versions.ts';

const ROW: PairRow = {
  target: 'el8',
  baseConfig: 'https://example.com/base',
  baseConfigRef: '0'.repeat(40),
  branch: 'main',
  submodules: false,
  include: 'manifest.yaml',
  variables: {},
  assemblerImage: 'example.com/assembler:1',
  dialect: 'D2',
  verified: 'lab',
  remark: '',
};

describe('the rpm-ostree a manifest is held against', () => {
  const pairs = [
    readPair({ ...ROW, rpmOstree: '2022.3', rpmOstreeVerified: 'scripts' }),
    readPair({ ...ROW, target: 'el9' }),
  ];

  it('is the one that was given, whatever the target has', () => {
    expect(rpmOstreeVersion('2024.8', 'el8', 'rpm-ostree', pairs)).toEqual({
      version: '2024.8',
      remark: undefined,
    });
  });

  it("is the target's by default, with how far that is known", () => {
    expect(rpmOstreeVersion(undefined, 'el8', 'rpm-ostree', pairs)).toEqual({
      version: '2022.3',
      remark: 'the assembler for el8 has rpm-ostree 2022.3 (verified: scripts)',
    });
  });

  it('is not guessed, and that is said', () => {
    expect(rpmOstreeVersion(undefined, 'el9', '--rpm-ostree', pairs)).toEqual({
      version: undefined,
      remark: expect.stringMatching(
        /^the rpm-ostree of the assembler for el9 is not known.* --rpm-ostree /,
      ) as unknown,
    });
    expect(rpmOstreeVersion(undefined, undefined, '--rpm-ostree', pairs).remark).toBeUndefined();
  });
});

it('the targets it is known of can be told', () => {
  const known = readPair({ ...ROW, rpmOstree: '2022.3', rpmOstreeVerified: 'scripts' });
  expect(targetsWithVersion([known, readPair({ ...ROW, target: 'el9' })])).toBe('el8');
  expect(targetsWithVersion([readPair({ ...ROW, target: 'el9' })])).toBe('');
});

describe('a row of pairs', () => {
  it('has a version and how it is known, or neither', () => {
    expect(() => readPair({ ...ROW, rpmOstree: '2022.3' })).toThrow(/belong together/);
    expect(() => readPair({ ...ROW, rpmOstreeVerified: 'lab' })).toThrow(/belong together/);
    expect(() => readPair({ ...ROW, rpmOstree: '2022.3', rpmOstreeVerified: 'hearsay' })).toThrow(/hearsay/);
  });

  it('has versions a lint can read', () => {
    const odd = PAIRS.filter(({ rpmOstree }) => rpmOstree !== undefined && !VERSION_PATTERN.test(rpmOstree));
    expect(odd).toEqual([]);
  });
});
