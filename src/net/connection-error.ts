import { messageOf, UserError } from '../errors.ts';
import { TransientError } from './transient.ts';

/** A connection error by node's and OpenSSL's code, and whether trying again can help. */
interface Known {
  readonly codes: RegExp;
  readonly text: string;
  readonly transient: boolean;
}

const KNOWN: readonly Known[] = [
  { codes: /^ENOTFOUND$/, text: 'there is no host of that name', transient: false },
  { codes: /^EAI_AGAIN$/, text: 'the name server does not answer', transient: true },
  { codes: /^ECONNREFUSED$/, text: 'nothing listens there', transient: true },
  { codes: /^(ECONNRESET|EPIPE)$/, text: 'the connection was cut', transient: true },
  { codes: /^ETIMEDOUT$/, text: 'the server does not answer', transient: true },
  {
    codes: /^(EHOSTUNREACH|ENETUNREACH|ENETDOWN|EHOSTDOWN)$/,
    text: 'there is no way to the host',
    transient: true,
  },
  {
    codes: /^(CERT_HAS_EXPIRED|CERT_NOT_YET_VALID)$/,
    text: "the server's certificate is not valid today; check the clock of this machine too",
    transient: false,
  },
  {
    codes: /^ERR_TLS_CERT_ALTNAME_INVALID$/,
    text: "the server's certificate is for another host",
    transient: false,
  },
  {
    codes: /^(SELF_SIGNED_CERT_IN_CHAIN|DEPTH_ZERO_SELF_SIGNED_CERT|UNABLE_TO_\w+|CERT_\w+|INVALID_CA)$/,
    text:
      "the server's certificate is of no authority known here; " +
      'give the PEM file of your own authority in ca-certificates',
    transient: false,
  },
  {
    codes: /^(ERR_SSL_|EPROTO)/,
    text: 'the server speaks no TLS this program understands; is it plain http behind an https address?',
    transient: false,
  },
];

/**
 * Says in words what a connection error of node means. The tunnel to a proxy reports every failure as a reset; only
 * its message tells them apart.
 */
export function connectionError(error: unknown): UserError {
  const tunnel = /tunneling socket could not be established, (?:statusCode=(\d+)|cause=(.*))/.exec(
    messageOf(error),
  );
  if (tunnel !== null) return tunnelError(tunnel[1], tunnel[2], error);
  const code = codeOf(error);
  const known = KNOWN.find(({ codes }) => codes.test(code));
  const text = `${known?.text ?? 'the connection failed'} (${code === '' ? messageOf(error) : code})`;
  return known?.transient === false
    ? new UserError(text, { cause: error })
    : new TransientError(text, { cause: error });
}

function tunnelError(status: string | undefined, cause: string | undefined, error: unknown): UserError {
  if (status === undefined) {
    return new TransientError(`the proxy cannot be reached (${cause ?? 'no cause given'})`, { cause: error });
  }
  if (status === '407') {
    return new UserError(
      'the proxy wants a login: give HTTPS_PROXY as http://user:password@host:port (HTTP 407)',
      { cause: error },
    );
  }
  const text = `the proxy made no connection to the server (HTTP ${status})`;
  return Number(status) >= 500
    ? new TransientError(text, { cause: error })
    : new UserError(text, { cause: error });
}

/** A connection to several addresses fails with one error that holds one for each. */
function codeOf(error: unknown): string {
  if (error instanceof AggregateError) return codeOf(error.errors[0]);
  if (typeof error !== 'object' || error === null || !('code' in error)) return '';
  return typeof error.code === 'string' ? error.code : '';
}
