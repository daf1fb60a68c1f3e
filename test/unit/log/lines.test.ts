import { describe, expect, it } from 'vitest';
import { cleanLine } from '../../../src/log/clean.ts';
import { LINE_LIMIT, LineSplitter } from '../../../src/log/lines.ts';

function split(...chunks: (string | Buffer)[]): string[] {
  const lines: string[] = [];
  const splitter = new LineSplitter((line) => lines.push(line));
  for (const chunk of chunks) splitter.write(Buffer.from(chunk));
  splitter.end();
  return lines;
}

describe('LineSplitter', () => {
  it.each([
    [['a\nb\n'], ['a', 'b']],
    [['a\r\nb'], ['a', 'b']],
    [
      ['a\r', '\nb'],
      ['a', 'b'],
    ],
    [['10%\r20%\r30%\n'], ['10%', '20%', '30%']],
    [['no end'], ['no end']],
    [['\n\n'], ['', '']],
    [[''], []],
  ])('cuts %j into %j', (chunks, expected) => {
    expect(split(...chunks)).toEqual(expected);
  });

  it('puts a character together that two chunks share', () => {
    const bytes = Buffer.from('ä€\n');
    expect(split(bytes.subarray(0, 1), bytes.subarray(1, 3), bytes.subarray(3))).toEqual(['ä€']);
  });

  it('replaces invalid UTF-8 and goes on', () => {
    expect(split(Buffer.from([0x61, 0xff, 0x62, 0x0a]))).toEqual(['a\uFFFDb']);
  });

  it('does not cut a character in two', () => {
    const long = `${'x'.repeat(LINE_LIMIT - 1)}😀${'y'.repeat(LINE_LIMIT)}`;
    for (const lines of [split(long), split(long, '\n')]) {
      expect(lines.join('')).toBe(long);
      for (const line of lines) expect(Buffer.from(line).toString()).toBe(line);
    }
  });

  it('cuts a line without end into pieces and loses nothing of it', () => {
    const long = 'x'.repeat(LINE_LIMIT * 3 + 5);
    const lines = split(...(long.match(/.{1,1000}/g) ?? []), '\nend');
    expect(lines.slice(0, -1).join('')).toBe(long);
    expect(Math.max(...lines.map((line) => line.length))).toBeLessThanOrEqual(LINE_LIMIT);
    expect(lines.at(-1)).toBe('end');
  });
});

describe('cleanLine', () => {
  it.each([
    ['\u001b[31mred\u001b[0m', 'red'],
    ['\u001b]0;title\u0007text', ']0;titletext'],
    ['\u001b]0;no end: error: text', ']0;no end: error: text'],
    ['\u001b]8;;http://x\u001b\\link\u001b]8;;\u001b\\', ']8;;http://xlink]8;;'],
    ['\u001b[8mconcealed\u001b[28m', 'concealed'],
    ['\u001b[1A\u001b[2Kabove', 'above'],
    ['a\u202edlrow\u2066b', 'adlrowb'],
    ['a\u2028::error::b\u2029c', 'a ::error::b c'],
    ['a\u000b\u000cb', 'ab'],
    ['a\u0000b\u0008c\u007f', 'abc'],
    ['tab\tstays', 'tab\tstays'],
    ['\u009b31mx', '31mx'],
  ])('turns %j into %j', (line, expected) => {
    expect(cleanLine(line)).toBe(expected);
  });
});
