import { describe, expect, it } from 'vitest';
import { escapeData, escapeProperty, readCommand, unescapeData } from '../../../src/log/workflow-command.ts';

describe('the text of a workflow command', () => {
  it.each(['50%', 'a\r\nb', '%0A', '%250D', '%25', ''])('%j comes back as it was, on one line', (text) => {
    const line = `::debug::${escapeData(text)}`;
    expect(line).not.toMatch(/[\r\n]/);
    expect(unescapeData(readCommand(line)?.data ?? 'no command')).toBe(text);
  });

  it('cannot end a property', () => {
    expect(escapeProperty('a,b::c\n%')).toBe('a%2Cb%3A%3Ac%0A%25');
  });
});

describe('readCommand', () => {
  it.each([
    ['::warning file=a,line=3::text::more', { name: 'warning', data: 'text::more' }],
    ['::add-mask::x', { name: 'add-mask', data: 'x' }],
    ['text ::debug::x', undefined],
    ['std::vector::x', undefined],
    ['::debug:: one\ntwo', undefined],
  ])('makes of %j %j', (line, expected) => {
    expect(readCommand(line)).toEqual(expected);
  });
});
