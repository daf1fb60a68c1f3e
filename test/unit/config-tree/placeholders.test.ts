import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { needPair, pairFor, PAIRS } from '../../../src/config-tree/pairs.ts';
import {
  fillPlaceholders,
  findUndefinedPlaceholders,
  placeholderValues,
} from '../../../src/config-tree/placeholders.ts';
import { UserError } from '../../../src/errors.ts';
import { isFullCommitId } from '../../../src/git/url.ts';
import { tempDir } from '../../support/temp.ts';
import { plant } from './trees.ts';

const GIVEN = {
  ovirtVersion: '4.5',
  target: 'el10',
  arch: 'x86_64',
  variables: { MINE: 'x', ARCH: 'other' },
};

describe('placeholderValues', () => {
  it('come from version, target and arch; variables win', () => {
    expect(placeholderValues(GIVEN)).toEqual({
      ARCH: 'other',
      OVIRT_VERSION: '4.5',
      TARGET: 'el10',
      RELEASEVER: '10',
      FEDORA_RELEASEVER: '10',
      MINE: 'x',
    });
  });

  it('leave out what is not known', () => {
    expect(
      placeholderValues({ ovirtVersion: undefined, target: undefined, arch: 'x86_64', variables: {} }),
    ).toEqual({
      ARCH: 'x86_64',
    });
  });
});

describe('fillPlaceholders', () => {
  it('fills, and leaves what only looks alike', () => {
    expect(
      fillPlaceholders('@MINE@-@TARGET@ a@b.c @@KERNEL-ARGS@@ @lower@', 'f', placeholderValues(GIVEN)),
    ).toBe('x-el10 a@b.c @@KERNEL-ARGS@@ @lower@');
  });

  it('takes the value literally', () => {
    expect(fillPlaceholders('@A@', 'f', { A: "$& $' @B@" })).toBe("$& $' @B@");
  });

  it('does not take a name every object has for a value', () => {
    expect(() => fillPlaceholders('@CONSTRUCTOR@ @A@', 'f', {})).toThrow(/CONSTRUCTOR[^]*@A@/);
  });
});

describe('findUndefinedPlaceholders', () => {
  it('names file, line and remedy of every one, before anything is fetched', async () => {
    const dir = await plant(await tempDir(), {
      'manifest.yaml.in': 'x: @A@ @B@\n# @C@\nref: @OVIRT_VERSION@ @B@\nreleasever: @RELEASEVER@\n',
      'manifest.yaml': 'old: @OLD@\n',
      'my.repo.in': '[@D@]\n',
      'sub/x.yaml.in': '@E@\n',
    });
    expect(await findUndefinedPlaceholders(dir, new Set(['A']))).toEqual([
      `${join(dir, 'manifest.yaml.in')}:1: nobody defines @B@; give it with the input variables: B=…`,
      `${join(dir, 'manifest.yaml.in')}:3: nobody defines @OVIRT_VERSION@; give it with the input ovirt-version`,
      `${join(dir, 'manifest.yaml.in')}:4: nobody defines @RELEASEVER@; give it with the input target`,
      `${join(dir, 'my.repo.in')}:1: nobody defines @D@; give it with the input variables: D=…`,
    ]);
  });

  it('looks at a plain manifest, and says nothing of a directory that is not there', async () => {
    const dir = await plant(await tempDir(), { 'manifest.yaml': 'ref: @B@\n' });
    expect(await findUndefinedPlaceholders(dir, new Set())).toHaveLength(1);
    expect(await findUndefinedPlaceholders(join(dir, 'absent'), new Set())).toEqual([]);
  });
});

describe('pairs', () => {
  it('are pinned by commit, over https, and claim no more than was tried', () => {
    for (const pair of PAIRS) {
      expect(isFullCommitId(pair.baseConfigRef)).toBe(true);
      expect(pair.baseConfig).toMatch(/^https:\/\//);
      expect(pair.assemblerImage).toMatch(/:[\w.-]+$/);
    }
    expect(pairFor('el9')).toMatchObject({ include: 'manifest-c9s.yaml', dialect: 'D2', submodules: true });
  });

  it('of other targets do not exist, which is said with what to give instead', () => {
    for (const target of ['el10', 'fc43', undefined]) {
      expect(() => needPair(target, 'base-config')).toThrow(UserError);
      expect(() => needPair(target, 'base-config')).toThrow(
        /^base-config: no default.*give base-config, base-config-ref and assembler-image/,
      );
    }
  });
});
