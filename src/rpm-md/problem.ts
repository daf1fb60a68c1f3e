import { UserError } from '../errors.ts';
import { RefusedAddressError } from '../net/address-guard.ts';

/** A repository that may be fine and cannot be looked at from here. */
export class UncheckedError extends UserError {
  constructor(message: string) {
    super(message);
    this.name = 'UncheckedError';
  }
}

/** True for what says nothing about a repository, because it was not asked. */
export function isNotAsked(error: unknown): boolean {
  return error instanceof UncheckedError || error instanceof RefusedAddressError;
}
