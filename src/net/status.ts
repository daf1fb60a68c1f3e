import { UserError } from '../errors.ts';
import { TransientError } from './transient.ts';

/** Codes below 500 that say "not now" (RFC 9110 15.5.9, RFC 8470, RFC 6585 4). */
const NOT_NOW = new Set([408, 425, 429]);

const FINAL: Readonly<Record<number, string>> = {
  401: 'the server wants a login',
  403: 'the server refuses it',
  404: 'there is no such file',
  407: 'the proxy wants a login: give HTTPS_PROXY as http://user:password@host:port',
  410: 'the file is gone for good',
};

/**
 * What an answer's status means for whoever wanted a file.
 *
 * @param status of an answer that is not 200.
 * @param retryAfter text of the header of that name.
 */
export function statusError(status: number, retryAfter: string | undefined, now = Date.now()): UserError {
  if (status >= 500 || NOT_NOW.has(status)) {
    const why = status === 429 ? 'the server has had too many requests' : 'the server has a problem';
    return new TransientError(`${why} (HTTP ${status})`, {
      retryAfterMs: parseRetryAfter(retryAfter, now),
    });
  }
  return new UserError(`${FINAL[status] ?? 'the server did not send the file'} (HTTP ${status})`);
}

/** Milliseconds a Retry-After header asks for: seconds or a date (RFC 9110 10.2.3); undefined for neither. */
export function parseRetryAfter(text: string | undefined, now = Date.now()): number | undefined {
  if (text === undefined) return undefined;
  if (/^\s*\d{1,9}\s*$/.test(text)) return Number(text) * 1000;
  // The engine reads dates into almost anything, `-5` for one.
  const date = /\d GMT\s*$/.test(text) ? Date.parse(text) : Number.NaN;
  return Number.isNaN(date) ? undefined : Math.max(0, date - now);
}
