import { UserError } from '../../src/errors.ts';

/** The error a person would read. @throws Error when the attempt ends well, or with another error. */
export async function refusal(attempt: Promise<unknown>): Promise<UserError> {
  const error: unknown = await attempt.then(
    () => undefined,
    (thrown: unknown) => thrown,
  );
  if (!(error instanceof UserError))
    throw new Error(`expected a refusal, got ${String(error)}`, { cause: error });
  return error;
}
