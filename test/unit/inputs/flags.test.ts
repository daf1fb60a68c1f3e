import { describe, expect, it } from 'vitest';
import { UserError } from '../../../src/errors.ts';
import { collectFlags, parseFlags } from '../../../src/inputs/flags.ts';
import { readGithubInputs } from '../../../src/inputs/github.ts';
import { INPUTS } from '../../../src/inputs/schema.ts';

const ALL = INPUTS.map(({ name }) => name);

describe('parseFlags', () => {
  it('joins a flag given twice into lines', () => {
    expect(parseFlags(['--ovirt-release', 'a', '--ovirt-release=b'], ALL).inputs).toEqual({
      'ovirt-release': 'a\nb',
    });
  });

  it.each([
    [['--upload'], 'true'],
    [['--no-upload'], 'false'],
    [['--upload', 'false'], 'false'],
    [['--upload=false'], 'false'],
  ])('reads %j as upload %s', (args, expected) => {
    expect(parseFlags(args, ALL).inputs).toEqual({ upload: expected });
  });

  it('keeps extra flags and positionals apart from inputs', () => {
    const parsed = parseFlags(
      ['x.rpm', '--json', '--out', 'd'],
      ['target'],
      [
        { name: 'json', type: 'boolean' },
        { name: 'out', type: 'string' },
      ],
      true,
    );
    expect(parsed).toEqual({ inputs: {}, extra: { json: true, out: 'd' }, positionals: ['x.rpm'] });
  });

  it.each([[['--nope']], [['--target']], [['stray']]])('refuses %j as a usage error', (args) => {
    expect(() => parseFlags(args, ALL)).toThrow(UserError);
    expect(() => parseFlags(args, ALL)).toThrow(expect.objectContaining({ exitCode: 2 }));
  });

  it('tells every mistake, and takes no value of an option there is not for one', () => {
    const args = ['--nope', 'x', '--no', '--json=1', 'stray', '--packages', '-nano', '--target'];
    expect(collectFlags(args, ALL, [{ name: 'json', type: 'boolean' }]).problems).toEqual([
      expect.stringContaining("Unknown option '--nope'"),
      expect.stringContaining("Unknown option '--no'"),
      expect.stringContaining("Option '--json' does not take an argument"),
      expect.stringContaining("Unexpected argument 'stray'"),
      expect.stringMatching(
        /^Option '--packages' argument is ambiguous\. .*use '--packages=-XYZ'\.; see --help$/,
      ),
      expect.stringContaining("Option '--target <value>' argument missing"),
    ]);
  });

  it('leaves what follows -- alone', () => {
    expect(collectFlags(['--', '--x'], ALL, [], true)).toMatchObject({ positionals: ['--x'], problems: [] });
  });
});

describe('readGithubInputs', () => {
  it('reads the names as the runner spells them and leaves out what is empty', () => {
    const env = { 'INPUT_OVIRT-RELEASE': ' a.rpm \n', INPUT_TARGET: '', INPUT_OTHER: 'x' };
    expect(readGithubInputs(env)).toEqual({ 'ovirt-release': 'a.rpm' });
  });
});
