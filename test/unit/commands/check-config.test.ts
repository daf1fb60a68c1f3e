import { describe, expect, it } from 'vitest';
import { checkConfig } from '../../../src/commands/check-config.ts';
import { inputContext } from '../../../src/commands/input-context.ts';
import { UserError } from '../../../src/errors.ts';
import { parseInputs } from '../../../src/inputs/parse.ts';
import type { InputName, RawInputs } from '../../../src/inputs/schema.ts';
import type { BuildInputs } from '../../../src/inputs/types.ts';
import { tempDir } from '../../support/temp.ts';
import { plant } from '../config-tree/trees.ts';

/** The problems of inputs, found as the program finds them. */
async function problems(raw: RawInputs, manifest = 'ref: x\n', renderOnly = false): Promise<string[]> {
  const config = await plant(await tempDir(), { 'manifest.yaml': manifest });
  const error: unknown = await parseInputs(
    { config, ...raw },
    inputContext({}, process.cwd(), renderOnly),
  ).then(
    () => undefined,
    (thrown: unknown) => thrown,
  );
  if (error === undefined) return [];
  if (!(error instanceof UserError)) throw new Error('expected a refusal', { cause: error });
  expect(error.exitCode).toBe(2);
  return error.message
    .split('\n')
    .slice(1)
    .map((line) => line.replace(/^ {2}- /, '').replaceAll(config, 'CONFIG'));
}

describe('bad inputs', () => {
  it('are told all at once, and none of them twice', async () => {
    const found = await problems(
      {
        'base-config': 'ftp://x.example/y',
        'base-config-ref': 'a..b',
        'base-config-path': 'a:b',
        branding: 'o"Virt',
        overrides: 'bogus: 1',
        'ovirt-release': 'ftp://x.example/y.rpm',
        'ovirt-release-key': 'http://x.example/key',
        'ovirt-version': '-4',
        packages: '-',
        'assembler-image': 'dir:/etc',
        'engine-args': 'alpine',
        arch: 'vax',
        target: 'rhel9',
      },
      'ref: @OVIRT_VERSION@/@TARGET@/@OTHER@\n',
    );
    expect(found.map((text) => /^[\w./-]+/.exec(text)?.[0])).toEqual([
      'ovirt-release',
      'ovirt-release-key',
      'ovirt-version',
      'target',
      'packages',
      'overrides',
      'base-config',
      'base-config-ref',
      'base-config-path',
      'assembler-image',
      'engine-args',
      'arch',
      'branding',
      'CONFIG/manifest.yaml',
    ]);
    expect(found.at(-1)).toContain('@OTHER@');
  });

  it.each<[RawInputs, boolean, string[]]>([
    [{ target: 'el9' }, false, []],
    [
      { target: 'el10' },
      false,
      ['base-config, assembler-image: no default is known for target el10 (there is one for'],
    ],
    [{ target: 'el10', 'base-config': '.' }, false, ['assembler-image: no default is known for target el10']],
    [{ target: 'el10', 'assembler-image': 'r/x' }, false, ['base-config: no default is known for target']],
    [{ target: 'el10', 'base-config': '.' }, true, []],
    [{ target: 'el10' }, true, ['base-config: no default']],
    [{}, false, ['base-config, assembler-image: no default is known for a build without target']],
    [{ 'base-config': '.', 'assembler-image': 'r/x' }, false, []],
    // The package may settle the target.
    [{ 'ovirt-release': 'https://a.example/x.rpm' }, false, []],
  ])('%j (only rendered: %j) lacks %j', async (raw, renderOnly, expected) => {
    const found = await problems(raw, 'ref: x\n', renderOnly);
    expect(found).toHaveLength(expected.length);
    for (const [index, text] of expected.entries()) expect(found[index]).toContain(text);
  });
});

describe('checkConfig', () => {
  async function check(refused: InputName[]): Promise<string[]> {
    const config = await plant(await tempDir(), { 'manifest.yaml': 'ref: @OVIRT_VERSION@ @TARGET@ @X@\n' });
    const inputs: BuildInputs = await parseInputs(
      { config, 'base-config': config, 'assembler-image': 'r/x' },
      { ...inputContext({}, process.cwd()), checkConfig: async () => await Promise.resolve([]) },
    );
    const found = await checkConfig(inputs, { refused: new Set(refused), renderOnly: false });
    return found.map((text) => /@[A-Z_]+@/.exec(text)?.[0] ?? text);
  }

  it('takes nothing for missing that was refused', async () => {
    expect(await check([])).toEqual(['@OVIRT_VERSION@', '@TARGET@', '@X@']);
    expect(await check(['ovirt-version'])).toEqual(['@TARGET@', '@X@']);
    expect(await check(['target'])).toEqual(['@OVIRT_VERSION@', '@X@']);
    expect(await check(['ovirt-release'])).toEqual(['@OVIRT_VERSION@', '@X@']);
    expect(await check(['variables'])).toEqual([]);
  });
});
