import { UserError } from '../errors.ts';
import { cleanLine } from '../log/clean.ts';
import { redactUrl } from '../log/redact.ts';
import { TransientError } from '../net/transient.ts';

/** The `failure-class` of a pull. */
export const PULL_CLASS = 'pull';
/** The value of `failure-signature` for a pull that was stopped by its time limit. */
export const PULL_TIMEOUT = 'pull-timeout';
/** The `failure-class` of a push. */
export const PUSH_CLASS = 'push';

/** One way a pull fails, as data: a further one is a further entry. */
export interface PullFailure {
  /** The `failure-signature`. */
  readonly id: string;
  /** Matched with single lines of the engine, last line first. */
  readonly pattern: RegExp;
  readonly cause: string;
  readonly fix: (place: PullPlace) => string;
  /** Trying again can help. */
  readonly transient: boolean;
}

/** What was pulled, taken apart for the fixes. */
export interface PullPlace {
  readonly program: string;
  readonly reference: string;
  /** `host[:port]` of the registry, or empty for a name without one. */
  readonly registry: string;
}

/**
 * In the order they are looked for; where one line fits two, the more precise one comes first. The texts are those of
 * podman 4.3 (containers/image 5.23) and of docker's daemon; the tests name the source of each.
 */
export const PULL_FAILURES: readonly PullFailure[] = [
  {
    id: 'no-space',
    pattern: /no space left on device|disk quota exceeded/i,
    cause: "the disk of the engine's storage or of the work directory is full",
    fix: ({ program }) =>
      `the image needs about 8 GB in the storage: free some, for example with \`${program} system prune --all\`, or move it`,
    transient: false,
  },
  {
    id: 'rate-limit',
    pattern: /toomanyrequests|too many requests|rate limit/i,
    cause: 'the registry has had too many requests from this address or account',
    fix: ({ registry }) => `log in to ${registry}, take the image from a mirror of your own, or wait`,
    transient: true,
  },
  {
    id: 'wrong-architecture',
    pattern: /no image found in .*for architecture|no matching manifest for/i,
    cause: "there is no such image for this machine's architecture",
    fix: () => 'take an image that is made for it, or a runner of another architecture',
    transient: false,
  },
  {
    id: 'unknown-tag',
    pattern: /manifest unknown|manifest for .* not found|tag does not exist/i,
    cause: 'the registry has no such tag or digest',
    fix: ({ reference }) =>
      `check the name, or list the tags with \`skopeo list-tags docker://${reference.replace(/@.*$/, '').replace(/:[^/:]*$/, '')}\``,
    transient: false,
  },
  {
    id: 'unknown-repository',
    pattern: /name unknown|repository name not known to registry/i,
    cause: 'the registry has no such repository',
    fix: () => 'check the name',
    transient: false,
  },
  {
    id: 'proxy',
    pattern: /proxyconnect|Proxy Authentication Required/i,
    cause: 'the proxy of HTTPS_PROXY made no connection',
    fix: () => 'check its address and login, or name the registry in NO_PROXY',
    transient: false,
  },
  {
    id: 'bad-login',
    pattern: /invalid username\/password|incorrect username or password|access to the resource is denied/i,
    cause: 'the registry does not accept the login it was given',
    fix: ({ program, registry }) =>
      `renew it (\`${program} login ${registry}\`) or the file of registry-auth-file`,
    transient: false,
  },
  {
    id: 'login-needed',
    pattern:
      /\bunauthorized\b|authentication required|no basic auth credentials|pull access denied|: denied\b|access denied|HTTP status: 40[13]/i,
    cause: 'the registry wants a login, or there is no such repository',
    fix: ({ program, registry }) =>
      `log in before (\`${program} login ${registry}\`), or give a file with the login in registry-auth-file`,
    transient: false,
  },
  {
    id: 'plain-http',
    pattern: /server gave HTTP response to HTTPS client/,
    cause: 'the registry speaks plain http',
    fix: ({ registry }) =>
      `let it speak https, or mark it in the engine's registries.conf: [[registry]] location = "${registry}", insecure = true`,
    transient: false,
  },
  {
    id: 'unknown-authority',
    pattern: /x509: certificate signed by unknown authority|certificate is not trusted/i,
    cause: "the registry's certificate is of no authority known here",
    fix: () => 'give the PEM file of your own authority in ca-certificates',
    transient: false,
  },
  {
    id: 'bad-certificate',
    pattern: /x509: /,
    cause: "the registry's certificate does not fit",
    fix: () => 'it must be valid today and name the host as the reference does',
    transient: false,
  },
  {
    id: 'unknown-host',
    pattern: /no such host|Name or service not known/i,
    cause: 'there is no host of that name',
    fix: ({ registry }) => `check ${registry}, the name server, and HTTPS_PROXY if only a proxy knows it`,
    transient: false,
  },
  {
    id: 'registry-down',
    pattern:
      /connection refused|connection reset by peer|\bEOF\b|i\/o timeout|TLS handshake timeout|deadline exceeded|no route to host|network is unreachable|server misbehaving|temporary failure in name resolution|HTTP status: 5\d\d|status code 5\d\d/i,
    cause: 'the registry does not answer as it should',
    fix: ({ registry }) => `see whether ${registry} is up and can be reached from this machine`,
    transient: true,
  },
  {
    id: 'no-registry',
    pattern: /invalid character '<' looking for beginning of value/,
    cause: 'a web page came instead of an image: a login page, or no registry',
    fix: ({ registry }) => `check ${registry}`,
    transient: false,
  },
  {
    id: 'bad-name',
    pattern:
      /invalid image name|invalid reference format|did not resolve to an alias|unknown transport|no unqualified-search/i,
    cause: 'this is no full name of an image',
    fix: () => 'write it with its registry: registry.example/name:tag',
    transient: false,
  },
];

/** Lines in which podman says that it tries again by itself; they repeat what the last line says. */
const NOISE = /level=(warning|info) msg="Failed, retrying/;

/** What a failed pull means. @param tail the engine's last lines, oldest first. */
export function explainPull(place: PullPlace, exitCode: number, tail: readonly string[]): UserError {
  return explain(place, `assembler-image: ${place.reference} cannot be pulled`, PULL_CLASS, exitCode, tail);
}

/** What to say of a pull that was stopped. @param limitMs the time it had. */
export function pullTooLong({ reference, registry }: PullPlace, limitMs: number): UserError {
  const minutes = Number((limitMs / 60_000).toFixed(2));
  return new UserError(
    `assembler-image: ${reference} cannot be pulled: stopped after ${minutes} min without an end; ` +
      `see whether ${registry === '' ? 'the registry' : registry} answers this machine, or raise timeout-minutes for a slow line`,
    { failure: { class: PULL_CLASS, signature: PULL_TIMEOUT } },
  );
}

/** What a failed push means: registries say the same to both. @param tail the last lines, oldest first. */
export function explainPush(place: PullPlace, exitCode: number, tail: readonly string[]): UserError {
  return explain(place, `push: ${place.reference} cannot be pushed`, PUSH_CLASS, exitCode, tail);
}

function explain(
  place: PullPlace,
  at: string,
  failureClass: string,
  exitCode: number,
  tail: readonly string[],
): UserError {
  const lines = tail.map((line) => line.trim()).filter((line) => line !== '' && !NOISE.test(line));
  for (const line of lines.toReversed()) {
    const known = PULL_FAILURES.find(({ pattern }) => pattern.test(line));
    if (known === undefined) continue;
    const text = `${at}: ${known.cause} (${shown(line)}); ${known.fix(place)}`;
    const options = { failure: { class: failureClass, signature: known.id } };
    return known.transient ? new TransientError(text, options) : new UserError(text, options);
  }
  const last = lines.at(-1);
  return new UserError(
    `${at} (exit code ${exitCode}): ${last === undefined ? 'the engine said nothing' : shown(last)}; ` +
      'check the name, the tag and whether the registry needs a login',
  );
}

/** `host[:port]` of a reference, by the rule of all engines: a first part with a dot or a colon, or localhost. */
export function registryOf(reference: string): string {
  const [first = '', ...rest] = reference.split('/');
  return rest.length > 0 && (/[.:]/.test(first) || first === 'localhost') ? first : '';
}

function shown(line: string): string {
  return redactUrl(cleanLine(line).replace(/^Error: /, ''));
}
