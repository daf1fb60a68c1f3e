import { constants } from 'node:os';
import { UserError } from '../errors.ts';
import { CancelledError } from '../process/cancellation.ts';

/**
 * Exit code of what ended the work: 1 refused or failed, 2 wrong usage, and for a signal 128 and its number, as shells
 * report a program that a signal ended (130 for SIGINT, 143 for SIGTERM).
 */
export function exitCodeOf(error: unknown): number {
  if (error instanceof CancelledError) return 128 + constants.signals[error.signal];
  return error instanceof UserError ? error.exitCode : 1;
}
