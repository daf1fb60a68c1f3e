import { debug, info, setOutput, setSecret, warning } from '@actions/core';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { forPeople, libraryOutput } from '../../../src/log/library-output.ts';

afterEach(() => {
  vi.restoreAllMocks();
});

/** What a person sees of what the library writes. */
function seen(verbose: boolean, body: () => void): string {
  let text = '';
  const spy = vi.spyOn(process.stdout, 'write').mockImplementation(
    libraryOutput((piece) => {
      text += piece;
    }, verbose),
  );
  try {
    body();
  } finally {
    spy.mockRestore();
  }
  return text;
}

describe('what @actions/core writes', () => {
  const everything = (): void => {
    debug('followSymbolicLinks 50%\nfalse');
    info('plain');
    warning('odd, with a: property', { file: 'x', startLine: 3 });
    setSecret('secret');
    setOutput('name', 'value');
  };

  it('is plain text, without what is for debugging', () => {
    expect(seen(false, everything).trim().split('\n')).toEqual(['plain', 'warning: odd, with a: property']);
  });

  it('shows what is for debugging as plain text when asked for', () => {
    expect(seen(true, everything)).toMatch(/^debug: followSymbolicLinks 50%\nfalse\nplain\n/);
  });
});

describe('forPeople', () => {
  it.each([
    ['no command\n', 'no command\n'],
    ['a ::debug:: inside\n', 'a ::debug:: inside\n'],
    ['::debug::x', ''],
    ['one\r\n::debug::x\r\ntwo', 'one\r\ntwo'],
    ['::error title=a::b %250A\n', 'error: b %0A\n'],
    ['std::vector::x\n', 'std::vector::x\n'],
  ])('makes of %j %j', (text, expected) => {
    expect(forPeople(text, false)).toBe(expected);
  });
});

describe('libraryOutput', () => {
  it('takes bytes, and calls back in either place', async () => {
    let text = '';
    const write = libraryOutput((piece) => {
      text += piece;
    }, false);
    await new Promise<void>((resolve) => write(Buffer.from('bytes\n'), () => resolve()));
    await new Promise<void>((resolve) => write('text\n', 'utf8', () => resolve()));
    await new Promise<void>((resolve) => write('::debug::hidden\n', () => resolve()));
    expect(text).toBe('bytes\ntext\n');
  });
});
