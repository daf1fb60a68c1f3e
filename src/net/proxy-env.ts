import { UserError } from '../errors.ts';
import { redactUrl } from '../log/redact.ts';

/** Lower-case names; which spelling a program reads differs, so children get both. */
const NAMES = ['http_proxy', 'https_proxy', 'no_proxy'] as const;

/** The proxies of an environment. */
export interface Proxies {
  /** Both spellings of each variable that is set, with a scheme in front of every address. */
  readonly env: Readonly<Record<string, string>>;
  /** Variables whose proxy is this machine itself, which no container can reach. */
  readonly local: readonly string[];
}

/**
 * Reads HTTP_PROXY, HTTPS_PROXY and NO_PROXY; the lower-case spelling wins, as with curl.
 *
 * @throws UserError naming the variable, for what is no address of a proxy. Its login is not shown.
 */
export function readProxies(env: NodeJS.ProcessEnv): Proxies {
  const values: Record<string, string> = {};
  const local: string[] = [];
  for (const name of NAMES) {
    const upper = name.toUpperCase();
    const text = (env[name] ?? '') === '' ? (env[upper] ?? '') : (env[name] ?? '');
    if (text === '') continue;
    const value = name === 'no_proxy' ? text : proxyAddress(upper, text);
    values[name] = value;
    values[upper] = value;
    if (name !== 'no_proxy' && isLoopback(new URL(value).hostname)) local.push(upper);
  }
  return { env: values, local };
}

function proxyAddress(name: string, text: string): string {
  // `host:3128` is usual, and would be read as an address with the scheme `host`.
  const full = text.includes('://') ? text : `http://${text}`;
  const url = URL.parse(full);
  if (url === null || !['http:', 'https:'].includes(url.protocol) || url.hostname === '') {
    throw new UserError(
      `${name}: found ${JSON.stringify(redactUrl(full))}, expected http://[user:password@]host:port or https://…`,
    );
  }
  return full;
}

function isLoopback(host: string): boolean {
  return host === 'localhost' || host === '[::1]' || host.startsWith('127.');
}
