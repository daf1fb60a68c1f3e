import { describe, expect, it } from 'vitest';
import { readProbe } from '../../../src/assembler/probe.ts';
import { isPinned, repositoryOf } from '../../../src/assembler/reference.ts';
import { CLASSIC } from './probe-texts.ts';

describe('readProbe', () => {
  it('knows the classic dialect with its flags', () => {
    expect(readProbe(CLASSIC, 'x')).toEqual({
      dialect: 'D2',
      commands: ['build', 'buildextend-live', 'buildextend-metal', 'fetch', 'init'],
      flags: {
        init: [],
        build: ['force', 'help', 'strict', 'tag', 'version'],
        fetch: ['force', 'help', 'with-cosa-overrides'],
        'buildextend-live': ['build'],
      },
      rpmOstree: 'rpm-ostree: Version: 2024.7',
      commit: '0123456789abcdef0123456789abcdef01234567',
    });
  });

  it.each([
    ['D0', `${CLASSIC}\ncommand cmd-buildextend-installer `],
    ['D1', CLASSIC.replace('cmdlib.py:ociarchive\n', '')],
    ['D3', CLASSIC.replace('cmd-buildextend-live ', 'cmd-buildextend-live cmd-osbuild')],
    ['D4', `${CLASSIC}\ncmd-fetch:no longer used`],
    ['D4', CLASSIC.replace('cmd-build:prepare_build\n', '')],
  ])('tells %s apart', (dialect, output) => {
    expect(readProbe(output, 'x').dialect).toBe(dialect);
  });

  it.each(['absent', '', 'command cmd-* '])('refuses an image without an assembler (%j)', (output) => {
    expect(() => readProbe(output, 'docker.example/alpine')).toThrow(
      /docker\.example\/alpine is not a coreos-assembler/,
    );
  });
});

describe('image references', () => {
  it.each([
    ['host:5000/a/b:tag', 'host:5000/a/b'],
    ['host:5000/a/b', 'host:5000/a/b'],
    [`a/b:tag@sha256:${'0'.repeat(64)}`, 'a/b'],
  ])('finds the repository of %s', (reference, expected) => {
    expect(repositoryOf(reference)).toBe(expected);
  });

  it('calls only a digest pinned', () => {
    expect(isPinned(`a@sha256:${'0'.repeat(64)}`)).toBe(true);
    expect(isPinned('a:latest')).toBe(false);
    expect(isPinned('a@sha256:00')).toBe(false);
  });
});
