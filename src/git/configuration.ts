import { rm, writeFile } from 'node:fs/promises';
import type { RepositoryAddress } from './url.ts';

/**
 * Takes the login out of a web address. Git hands an address on to its helpers as an argument, where `ps` shows it,
 * and writes it into the checkout.
 *
 * @returns the address without it, and `user:password` or undefined.
 */
export function splitLogin(address: RepositoryAddress): {
  readonly bare: RepositoryAddress;
  readonly login: string | undefined;
} {
  const { transport, url } = address;
  const parsed = transport === 'https' || transport === 'http' ? URL.parse(url) : null;
  if (parsed === null || (parsed.username === '' && parsed.password === '')) {
    return { bare: address, login: undefined };
  }
  const login = `${decodeURIComponent(parsed.username)}:${decodeURIComponent(parsed.password)}`;
  parsed.username = '';
  parsed.password = '';
  return { bare: { ...address, url: parsed.href }, login };
}

/**
 * Runs `body` with a configuration file for git, where one is needed, that is gone afterwards.
 *
 * For a path it trusts every owner: repositories of somebody else (a checkout mounted into a container, a job as root)
 * are refused otherwise, the command line's settings do not reach the serving side, and whoever gave the path meant it.
 * For a login it holds the header for that host; only a file reaches the git that fetches submodules.
 */
export async function withConfiguration<T>(
  address: RepositoryAddress,
  login: string | undefined,
  dest: string,
  body: (file: string | undefined) => Promise<T>,
): Promise<T> {
  const trust = address.transport === 'file' ? '[safe]\n\tdirectory = *\n' : '';
  const text = login === undefined ? trust : header(new URL(address.url).origin, login);
  if (text === '') return await body(undefined);
  const file = `${dest}.gitconfig`;
  await writeFile(file, text, { mode: 0o600 });
  try {
    return await body(file);
  } finally {
    await rm(file, { force: true });
  }
}

function header(origin: string, login: string): string {
  const value = Buffer.from(login).toString('base64');
  return `[http "${origin}/"]\n\textraHeader = "Authorization: Basic ${value}"\n`;
}
