import { describe, expect, it } from 'vitest';
import { refuseUndriven } from '../../../src/assembler/dialects.ts';
import { refuseLacking } from '../../../src/assembler/lacking.ts';
import { CONTAINER, type PlanRequest } from '../../../src/assembler/plan.ts';
import { readProbe } from '../../../src/assembler/probe.ts';
import { neededSteps } from '../../../src/commands/plan-request.ts';
import { CLASSIC } from './probe-texts.ts';

const IMAGE = 'registry.example/cosa:some';

const REQUEST: PlanRequest = {
  image: IMAGE,
  srvDir: '/w/srv',
  configDir: '/w/config',
  scratchDir: '/w/scratch',
  images: ['live-iso', 'commit-tarball'],
  version: undefined,
  overrideRpms: false,
  ownership: { before: '1000:1000' },
  paths: CONTAINER,
  runMode: 'unprivileged',
  kvmDevice: true,
  kvmGroup: undefined,
  kvmDisabled: false,
  fuse: true,
  memoryMiB: undefined,
  engineArgs: [],
};

describe('an assembler of another dialect', () => {
  it.each([
    [
      `${CLASSIC}\ncommand cmd-buildextend-installer `,
      /of 2018 to September 2020 \(tags rhcos-4\.1 .*\(dialect D0\)/,
    ],
    [CLASSIC.replace('cmdlib.py:ociarchive\n', ''), /to December 2021 \(tags rhcos-4\.6 .*\(dialect D1\)/],
    [
      CLASSIC.replace('cmd-buildextend-live ', 'cmd-buildextend-live cmd-osbuild'),
      /\(tag rhel-9\.6\), whose live images are made by osbuild \(dialect D3\)/,
    ],
    [
      `${CLASSIC}\ncmd-fetch:no longer used`,
      /\(tags main and latest\), which builds a Containerfile with buildah \(dialect D4\)/,
    ],
  ])('is refused with its time, its tags and those that do', (output, said) => {
    const refuse = (): void => {
      refuseUndriven(IMAGE, readProbe(output, IMAGE).dialect);
    };
    expect(refuse).toThrow(said);
    expect(refuse).toThrow(/^assembler-image: found registry\.example\/cosa:some, an assembler /);
    expect(refuse).toThrow(
      /expected one of .*\(tags rhcos-4\.12 to rhcos-4\.18\).* leave assembler-image out$/,
    );
  });

  it('is not what the second dialect is', () => {
    expect(() => {
      refuseUndriven(IMAGE, readProbe(CLASSIC, IMAGE).dialect);
    }).not.toThrow();
  });
});

describe('what the steps call and the assembler lacks', () => {
  const FULL = `${CLASSIC}\ncommand cmd-buildextend-metal4k `;
  const check = (output: string, changes: Partial<PlanRequest> = {}): void => {
    refuseLacking(IMAGE, readProbe(output, IMAGE), neededSteps({ ...REQUEST, ...changes }));
  };

  it('is nothing where all of it is there, and of a verb whose options were not seen', () => {
    expect(() => {
      check(FULL, { overrideRpms: true, version: '9.1' });
    }).not.toThrow();
    // init --force: the probe has seen no option of init.
    expect(readProbe(FULL, IMAGE).flags['init']).toEqual([]);
  });

  it('is named in one error: verbs, and options with the inputs that ask for them', () => {
    expect(() => {
      check(CLASSIC.replace('help,with-cosa-overrides,force', 'help'), {
        overrideRpms: true,
        lockStrict: true,
      });
    }).toThrow(
      /: its fetch takes no --strict \(lock-strict\), its fetch takes no --with-cosa-overrides \(override-rpms\), it has no buildextend-metal4k\./,
    );
  });

  it('does not matter for images nobody asked for', () => {
    expect(() => {
      check(CLASSIC, { images: ['commit-tarball'] });
    }).not.toThrow();
  });
});
