import type { Random } from './random.ts';

/** A reader under test. */
export interface Target {
  readonly name: string;
  /** Makes a case; the same for the same random source. */
  readonly generate: (random: Random) => Buffer;
  /**
   * Gives the case to the reader.
   *
   * @param dir directory it may write to; `link` in it leads to a directory beside it, where nothing may appear.
   * @throws the reader's own error for what it refuses; anything else that is thrown is a finding.
   */
  readonly run: (input: Buffer, dir: string) => Promise<void>;
  /** True for the reader's own error. */
  readonly refuses: (error: unknown) => boolean;
}

export function isTarget(value: unknown): value is Target {
  return typeof value === 'object' && value !== null && 'generate' in value && 'refuses' in value;
}

/** Where an absolute path of a case leads that is not caught; nothing may ever be there. */
export const ABSOLUTE_CANARY = '/tmp/oni-fuzz-escaped';

/** Paths that lead out, in the ways there are. */
export const ESCAPES = [
  '../escaped',
  '/../escaped',
  './../escaped',
  'usr/../../escaped',
  '/usr/./../../escaped',
  '..',
  '//../escaped',
  ABSOLUTE_CANARY,
  `/..${ABSOLUTE_CANARY}`,
  '/link/escaped',
  'link/../../escaped',
  '/link',
  '..\\escaped',
] as const;

/** What opens and closes lists and mappings, in JSON and in YAML. */
export const BRACKETS = ['[', ']', '{', '}'];
