import { describe, expect, it } from 'vitest';
import { INPUTS } from '../../../src/inputs/schema.ts';
import { meaninglessInputs, parseValidateInputs, VALIDATE_INPUTS } from '../../../src/inputs/validate.ts';
import { isManifestName } from '../../../src/validate/targets.ts';

describe('inputs of validate', () => {
  it('have their defaults', () => {
    expect(parseValidateInputs({}, '/w')).toMatchObject({
      configs: ['.'],
      base: undefined,
      failOn: 'error',
      comment: 'auto',
      checkRepos: false,
      arches: undefined,
      githubToken: undefined,
    });
  });

  it('take config where configs is not given, and several architectures', () => {
    expect(parseValidateInputs({ config: 'node', arch: 's390x, x86_64' }, '/w')).toMatchObject({
      configs: ['node'],
      arches: ['s390x', 'x86_64'],
    });
    expect(parseValidateInputs({ config: 'node', configs: 'a/*\n# no\n!a/b' }, '/w').configs).toEqual([
      'a/*',
      '!a/b',
    ]);
  });

  it.each([
    [{ 'fail-on': 'always' }, /fail-on: found "always", expected one of error, warning, never/],
    [{ base: '-x' }, /base: found "-x"/],
    [{ arch: 'vax' }, /arch: found "vax"/],
    [{ 'github-token': 'a b' }, /github-token: found "\*\*\*"/],
    [{ 'base-config-ref': 'main' }, /base-config-ref: given without base-config/],
    [{ 'ca-certificates': 'gone.pem' }, /ca-certificates: there is no file \/w\/gone\.pem/],
    [{ packages: '-' }, /packages: found "-"/],
    [{ overrides: 'pakages: []' }, /overrides: pakages/],
  ])('%j is refused', (raw, message) => {
    expect(() => parseValidateInputs(raw, '/w')).toThrow(message);
  });

  it('are told all at once when several are wrong', () => {
    expect(() => parseValidateInputs({ arch: 'vax', comment: 'x' }, '/w')).toThrow(/2 inputs are not usable/);
  });
});

describe('inputs that mean nothing', () => {
  const defaults = Object.fromEntries(INPUTS.map((spec) => [spec.name, spec.default]));

  it('are those of the other command that are not at their defaults', () => {
    for (const command of ['build', 'validate'] as const)
      expect(meaninglessInputs(command, { ...defaults, 'github-token': 'x', command })).toEqual([]);
    expect(meaninglessInputs('build', { ...defaults, base: 'main', kvm: 'off' })).toEqual(['base']);
    expect(meaninglessInputs('validate', { ...defaults, base: 'main', kvm: 'off' })).toEqual(['kvm']);
  });

  it('are none of its own', () => {
    const given = Object.fromEntries(VALIDATE_INPUTS.map((name) => [name, 'x']));
    expect(meaninglessInputs('validate', given)).toEqual([]);
  });
});

describe('names', () => {
  it.each([
    ['manifest.yaml', true],
    ['manifest.yaml.in', true],
    ['manifest-c9s.yaml', true],
    ['manifest-lock.overrides.yaml', false],
    ['manifest-locked.yaml', true],
    ['image.yaml', false],
    ['my-manifest.yaml', false],
  ])('%s: a manifest is %s', (name, is) => {
    expect(isManifestName(name)).toBe(is);
  });
});
