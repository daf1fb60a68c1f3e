import { UserError, type UserErrorOptions } from '../errors.ts';

/** Options of {@link TransientError}. */
export interface TransientErrorOptions extends UserErrorOptions {
  /** Milliseconds the other side asked to be left alone for. */
  readonly retryAfterMs?: number | undefined;
}

/** A failure of somebody else's machine that can be gone a moment later; {@link retry} tries these again. */
export class TransientError extends UserError {
  readonly retryAfterMs: number | undefined;

  constructor(message: string, options: TransientErrorOptions = {}) {
    super(message, options);
    this.name = 'TransientError';
    this.retryAfterMs = options.retryAfterMs;
  }
}
