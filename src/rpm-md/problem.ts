import { UserError } from '../errors.ts';

/** A repository that may be fine and cannot be looked at from here. */
export class UncheckedError extends UserError {
  constructor(message: string) {
    super(message);
    this.name = 'UncheckedError';
  }
}
