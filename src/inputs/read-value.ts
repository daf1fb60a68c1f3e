import { UserError } from '../errors.ts';
import type { InputSpec } from './input-spec.ts';
import { ValueError } from './values.ts';

/** Makes a value of a text that is not empty. @throws ValueError or UserError with a message that names the input */
export type ValueReader<T> = (spec: InputSpec, text: string) => T;

/**
 * Reads one value, or its default when nothing was given. A complaint is kept in `problems` and `fallback` returned,
 * so that the remaining inputs are looked at as well.
 */
export function readValue<T>(
  spec: InputSpec,
  given: string | undefined,
  { reader, fallback, problems }: { reader: ValueReader<T>; fallback: T; problems: string[] },
): T {
  const trimmed = (given ?? '').trim();
  const text = trimmed === '' ? spec.default : trimmed;
  if (text === '') return fallback;
  try {
    return reader(spec, text);
  } catch (error) {
    // The checks of the parts that use a value later complain with a UserError of their own.
    if (!(error instanceof ValueError || error instanceof UserError)) throw error;
    problems.push(error.message);
    return fallback;
  }
}

/** All problems in one error. @throws UserError with exit code 2, unless there are none */
export function refuseAll(problems: readonly string[]): void {
  if (problems.length === 0) return;
  const count = problems.length === 1 ? 'one input is' : `${problems.length} inputs are`;
  throw new UserError([`${count} not usable:`, ...problems.map((text) => `  - ${text}`)].join('\n'), {
    exitCode: 2,
  });
}
