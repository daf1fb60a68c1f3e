import { addSecret } from '../log/secrets.ts';
import { UserError } from '../errors.ts';
import { redactUrl } from '../log/redact.ts';
import { listOf } from '../release-rpm/repo-file.ts';
import { printable } from '../release-rpm/text.ts';
import type { Checksum } from './checksum.ts';
import { readSmall, type FetchContext } from './fetch.ts';
import { fromMirrors } from './from-mirrors.ts';
import { parseMetalink } from './metalink.ts';
import { isNotAsked, UncheckedError } from './problem.ts';
import type { RepositoryDefinition } from './types.ts';
import { fillVariables, openVariables } from './variables.ts';

/** Where the files of a repository are. */
export interface Mirrors {
  /** Addresses, the preferred ones first; at least one. */
  readonly bases: readonly string[];
  /** What repomd.xml may be, where a metalink says it; empty = nobody says. */
  readonly checksums: readonly Checksum[];
}

/** How many mirrors are tried: lists have hundreds, and six that fail fail for one reason. */
const TRIED = 6;

/**
 * The mirrors of a repository: its baseurls, then those of its metalink or mirrorlist, as librepo takes them.
 *
 * @throws UncheckedError for what only another machine can reach, UserError for what nobody can.
 */
export async function mirrorsOf(
  { id, values }: RepositoryDefinition,
  variables: Readonly<Record<string, string>>,
  context: FetchContext,
): Promise<Mirrors> {
  for (const key of ['sslclientcert', 'sslclientkey']) {
    if ((values.get(key) ?? '') !== '')
      throw new UncheckedError(`it wants a client certificate (${key}), which this check does not present`);
  }
  const address = (key: string, text: string): string => {
    const filled = fillVariables(text, variables);
    const [open] = openVariables(filled);
    if (open !== undefined) {
      throw new UncheckedError(
        `${key}: found $${open}, which nothing here defines; give it as a variable of .repo files`,
      );
    }
    const { guard } = context.network;
    if (guard?.trusts(text) === true && isFilledSafely(text, variables)) guard.permit(filled);
    return withLogin(filled, values, variables);
  };
  const given = listOf(values.get('baseurl')).map((text) => address('baseurl', text));
  const key = ['metalink', 'mirrorlist'].find((name) => (values.get(name) ?? '').trim() !== '');
  if (key === undefined) {
    if (given.length > 0) return { bases: given.slice(0, TRIED), checksums: [] };
    throw new UserError('it has none of baseurl, metalink and mirrorlist');
  }
  const list = address(key, (values.get(key) ?? '').trim());
  const { guard } = context.network;
  const listed = await readList(id, key, list, variables, context).catch((error: unknown) => {
    if (!(error instanceof UserError) || given.length === 0) throw error;
    context.network.log.info(`${id}: ${error.message}; its baseurl is used alone`);
    return { bases: [], checksums: [] };
  });
  // Who may have a list read may have its mirrors read.
  const url = URL.parse(list);
  if (guard !== undefined && url !== null && guard.isPermitted(url))
    for (const base of listed.bases) guard.permit(base);
  return { bases: [...new Set([...given, ...listed.bases])].slice(0, TRIED), checksums: listed.checksums };
}

async function readList(
  id: string,
  key: string,
  address: string,
  variables: Readonly<Record<string, string>>,
  context: FetchContext,
): Promise<Mirrors> {
  try {
    return await fromMirrors(`${id}: ${key}`, [address], '', context, async () => {
      const content = await readSmall(address, context);
      // Servers answer a mirrorlist with a metalink, too; yum and dnf take either.
      if (key === 'metalink' || content.toString('utf8', 0, 100).trimStart().startsWith('<')) {
        const { mirrors, checksums } = parseMetalink(content);
        return { bases: mirrors, checksums };
      }
      return { bases: mirrorList(content.toString(), variables), checksums: [] };
    });
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    if (isNotAsked(error)) throw new UncheckedError(`${key}: ${error.message}`);
    throw new UserError(`${key}: ${error.message}`, { cause: error });
  }
}

/** Addresses of a mirrorlist: one a line, comments begin with `#`. */
export function mirrorList(text: string, variables: Readonly<Record<string, string>>): string[] {
  const lines = text.split(/\r?\n/).map((line) => fillVariables(line.trim(), variables));
  const found = lines.filter((line) => /^(?:https?|file):\/\/\S+$/i.test(line));
  if (found.length > 0) return found;
  // What it is instead is not quoted: the address of a foreign configuration may be that of somebody's file.
  throw new UserError(`found no addresses in ${Buffer.byteLength(text)} bytes, expected those of mirrors`);
}

/** True when variables, which a manifest can set, decide neither the server nor more than the names of directories. */
function isFilledSafely(text: string, variables: Readonly<Record<string, string>>): boolean {
  const server = /^[a-z]+:\/\/[^/]*/i.exec(text)?.[0] ?? '';
  return (
    openVariables(server).length === 0 &&
    openVariables(text).every((name) => /^\w[\w.-]*$/.test(variables[name] ?? ''))
  );
}

/** The address with the login of the repository's `username=` and `password=`, unless it has one. */
function withLogin(
  address: string,
  values: ReadonlyMap<string, string>,
  variables: Readonly<Record<string, string>>,
): string {
  const [user, password] = ['username', 'password'].map((key) =>
    fillVariables(values.get(key) ?? '', variables),
  );
  if (password !== undefined && password !== '') addSecret(password);
  if (user === undefined || user === '' || !/^https?:/i.test(address)) return address;
  if (!URL.canParse(address))
    throw new UserError(`found ${printable(redactUrl(address))}, expected a web address`);
  const url = new URL(address);
  if (url.username !== '') return address;
  url.username = user;
  url.password = password ?? '';
  return url.href;
}
