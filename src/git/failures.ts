import { UserError } from '../errors.ts';
import { redactUrl } from '../log/redact.ts';
import { TransientError } from '../net/transient.ts';

/** Texts of git 2.39, of curl below it and of ssh, for what can be gone a moment later. */
const TRANSIENT = [
  /Could not resolve host/i,
  /Could not resolve proxy/i,
  /Failed to connect to|Couldn't connect to server|Connection refused/i,
  /timed? ?out|Operation too slow/i,
  /Connection (was )?reset|reset by peer|Recv failure|Send failure/i,
  /early EOF|unexpected disconnect|the remote end hung up unexpectedly(?! upon initial contact)/i,
  /RPC failed|HTTP\/2 stream \d+ was not closed cleanly|transfer closed with outstanding/i,
  /Empty reply from server|SSL_ERROR_SYSCALL|non-properly terminated/i,
  /The requested URL returned error: (?:429|5\d\d)/i,
  /kex_exchange_identification|Connection closed by remote host/i,
];

/** Failures that have a word of their own; looked for before {@link TRANSIENT}, because some texts fit both. */
const FINAL: readonly { readonly pattern: RegExp; readonly text: string }[] = [
  {
    pattern: /HTTP code 407 from proxy|Proxy Authentication Required/i,
    text: 'the proxy wants a login: give HTTPS_PROXY as http://user:password@host:port',
  },
  {
    pattern: /HTTP code \d+ from proxy after CONNECT|CONNECT tunnel failed/i,
    text: 'the proxy made no connection to the server',
  },
  {
    pattern:
      /certificate verification failed|SSL certificate problem|unable to get local issuer|self[- ]signed certificate/i,
    text: "the server's certificate is of no authority known here, or not valid; give the PEM file of your own authority in ca-certificates",
  },
  {
    pattern: /error setting certificate (?:verify locations|file)/i,
    text: 'the file with certificate authorities cannot be read',
  },
  { pattern: /No space left on device/i, text: 'the disk is full' },
];

/** True when git failed for a reason that may be gone with the next attempt. */
export function isTransient(stderr: string): boolean {
  return finalText(stderr) === undefined && TRANSIENT.some((pattern) => pattern.test(stderr));
}

/** What a known failure that trying again does not change means; undefined for others. */
export function finalText(stderr: string): string | undefined {
  return FINAL.find(({ pattern }) => pattern.test(stderr))?.text;
}

/** The error of one attempt that may be followed by another. */
export function transientError(at: string, line: string): TransientError {
  return new TransientError(`${at}: the server cannot be reached or cut the connection (${line})`);
}

/** What to say when a repository is not there or wants a login; undefined for everything else. */
export function accessError(at: string, stderr: string): UserError | undefined {
  if (/does not appear to be a git repository|not found|does not exist/i.test(stderr)) {
    return new UserError(`${at}: there is no git repository (${lastLine(stderr)}). Check the address`);
  }
  if (
    /could not read Username|Authentication failed|Permission denied|terminal prompts disabled/i.test(stderr)
  ) {
    return new UserError(
      `${at}: the server wants a login or the repository does not exist (${lastLine(stderr)}). ` +
        'Configurations of git are not read here: use an ssh address with an agent, or check the repository out beforehand and give its path',
    );
  }
  return undefined;
}

/** The line of git's output that says what is wrong, without logins. */
export function lastLine(text: string): string {
  const lines = text.split('\n').filter((line) => line.trim() !== '');
  const fatal = lines.find((line) => /^(fatal|error|remote):/.test(line));
  return redactUrl((fatal ?? lines.at(-1) ?? 'no message').trim());
}
