import { messageOf } from '../errors.ts';
import type { InputSpec } from './input-spec.ts';

/** A value could not be understood; the message starts with the input's name. */
export class ValueError extends Error {}

/** @throws ValueError */
export function refuse(spec: InputSpec, found: string, expected: string): never {
  throw new ValueError(`${spec.name}: found ${JSON.stringify(found)}, expected ${expected}`);
}

/** A value that begins with a dash would be read as an option by the program it is handed to. */
export function refuseOption(spec: InputSpec, value: string): string {
  if (value.startsWith('-')) refuse(spec, value, 'a value that does not begin with "-"');
  return value;
}

/** One word without blanks or control characters, as versions, refs and names are. */
export function asWord(spec: InputSpec, text: string): string {
  refuseOption(spec, text);
  // eslint-disable-next-line no-control-regex -- control characters are what is looked for
  if (/[\s\u0000-\u001f\u007f]/.test(text)) refuse(spec, text, 'one word without blanks');
  return text;
}

/** A reader of a word that matches; `expected` says in words what would. */
export function matching(pattern: RegExp, expected: string): (spec: InputSpec, text: string) => string {
  return (spec, text) => (pattern.test(asWord(spec, text)) ? text : refuse(spec, text, expected));
}

/** 64 hex digits, in lower case. */
export function asSha256(spec: InputSpec, text: string): string {
  return matching(/^[0-9a-f]{64}$/i, '64 hex digits')(spec, text).toLowerCase();
}

/** A token; it goes into a header. */
export function asToken(spec: InputSpec, text: string): string {
  if (!/^[\x21-\x7e]+$/.test(text)) refuse(spec, '***', 'a token without blanks');
  return text;
}

/** `el9`, `fc43` … */
export function asTarget(spec: InputSpec, text: string): string {
  return matching(/^(el|fc)[1-9][0-9]*$/, 'el or fc and digits, such as el9 or fc43')(spec, text);
}

/** A reader of one of `values`. */
export function oneOf<T extends string>(values: readonly T[]): (spec: InputSpec, text: string) => T {
  return (spec, text) =>
    values.find((value) => value === text) ?? refuse(spec, text, `one of ${values.join(', ')}`);
}

/** A reader of several of `values`, separated by blanks, commas or line ends; no value twice. */
export function someOf<T extends string>(values: readonly T[]): (spec: InputSpec, text: string) => T[] {
  return (spec, text) => [...new Set(asList(spec, text).map((word) => oneOf(values)(spec, word)))];
}

/** The spellings of YAML 1.2's core schema, which is what @actions/core accepts too. */
export function asBoolean(spec: InputSpec, text: string): boolean {
  if (['true', 'True', 'TRUE'].includes(text)) return true;
  if (['false', 'False', 'FALSE'].includes(text)) return false;
  return refuse(spec, text, 'true or false');
}

/** A whole number within the range of the table. */
export function asInteger(spec: InputSpec, text: string): number {
  const [low, high] = spec.range ?? [0, Number.MAX_SAFE_INTEGER];
  const value = /^\d{1,15}$/.test(text) ? Number(text) : Number.NaN;
  if (!(value >= low && value <= high)) refuse(spec, text, `a whole number from ${low} to ${high}`);
  return value;
}

/** A regular expression in JavaScript's syntax, with full Unicode. */
export function asPattern(spec: InputSpec, text: string): RegExp {
  try {
    return new RegExp(text, 'u');
  } catch (error) {
    return refuse(spec, text, `a regular expression (${messageOf(error)})`);
  }
}

/** Lines with content; a `#` in the first column of content makes a line a comment. */
export function asLines(text: string): string[] {
  return text
    .split(/\r?\n/)
    .map((line) => line.trim())
    .filter((line) => line !== '' && !line.startsWith('#'));
}

/**
 * Arguments for a program, one a line. Each begins with `-`: a word without it would stand where the program looks for
 * something else. With a blank, what looks like an option and its value is one argument, which no program understands.
 */
export function asArguments(spec: InputSpec, text: string): string[] {
  return asLines(text).map((line) => {
    if (!/^--?[A-Za-z0-9]/.test(line)) refuse(spec, line, 'an option, which begins with "-", on each line');
    const [option = ''] = line.split(/\s/);
    if (option !== line && !option.includes('=')) {
      refuse(spec, line, `one argument a line; write --flag=value, with = between option and value`);
    }
    return line;
  });
}

/** Words separated by blanks, commas or line ends. Quotes are kept: they mean something to the treefile. */
export function asList(_spec: InputSpec, text: string): string[] {
  return asLines(text)
    .flatMap((line) => line.match(/'[^']*'|[^\s,]+/g) ?? [])
    .filter((word) => word !== '');
}

/** NAME=value lines. */
export function asPairs(spec: InputSpec, text: string): Record<string, string> {
  const pairs: Record<string, string> = {};
  for (const line of asLines(text)) {
    const match = /^([A-Za-z_][A-Za-z0-9_]*)=(.*)$/.exec(line);
    if (match?.[1] === undefined || match[2] === undefined) {
      refuse(spec, line, 'NAME=value, a name of letters, digits and _');
    }
    if (Object.hasOwn(pairs, match[1])) refuse(spec, line, `each name once; ${match[1]} was given before`);
    pairs[match[1]] = match[2];
  }
  return pairs;
}
