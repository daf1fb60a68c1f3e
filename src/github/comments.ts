import { isObject, type JsonObject } from '../json.ts';
import { callApi, NotAllowedError, type Api, type ApiAnswer } from './api.ts';
import { eachOf } from './pages.ts';

/** Characters of an issue or comment; GitHub takes 65,536 and counts in its own way. */
export const COMMENT_LIMIT = 65_000;

/** Where comments are: at an issue or a pull request, which to this part of the API is the same. */
export interface CommentPlace {
  /** `owner/name`. */
  readonly repository: string;
  readonly number: number;
}

/** The user of a personal token; undefined for the token of an app, such as that of a job, which acts as a bot. */
export async function ownerOf(api: Api): Promise<string | undefined> {
  if (api.token.startsWith('ghs_')) return undefined;
  try {
    const { body } = await callApi(api, { method: 'GET', path: '/user' });
    return isObject(body) && typeof body['login'] === 'string' ? body['login'] : undefined;
  } catch (error) {
    if (error instanceof NotAllowedError) return undefined;
    throw error;
  }
}

/**
 * Whether an issue or comment is ours: written by a bot, or by the user whose token this is. Anybody can write a
 * marker, and what is not ours must neither be believed nor be overwritten.
 */
export function isOurs({ user }: JsonObject, owner: string | undefined): boolean {
  return isObject(user) && (owner === undefined ? user['type'] === 'Bot' : user['login'] === owner);
}

/** The body of an issue or comment; GitHub may give lines back with other ends than they came with. */
export function bodyOf({ body }: JsonObject): string {
  return typeof body === 'string' ? body.replaceAll('\r\n', '\n') : '';
}

/** Our comment that begins with that line. @throws UserError */
export async function findComment(
  api: Api,
  { repository, number }: CommentPlace,
  marker: string,
  owner: string | undefined,
): Promise<{ readonly id: number; readonly body: string } | undefined> {
  for await (const entry of eachOf(api, `/repos/${repository}/issues/${number}/comments`)) {
    const { id } = entry;
    const body = bodyOf(entry);
    if (typeof id === 'number' && isOurs(entry, owner) && body.startsWith(`${marker}\n`)) return { id, body };
  }
  return undefined;
}

/** Writes a comment, once: the answer of an attempt may be lost, and not what it did. @throws UserError */
export async function addComment(
  api: Api,
  place: CommentPlace,
  { marker, body }: { readonly marker: string; readonly body: string },
  owner: string | undefined,
): Promise<void> {
  await callApi(
    api,
    {
      method: 'POST',
      path: `/repos/${place.repository}/issues/${place.number}/comments`,
      body: { body: `${marker}\n${body}` },
    },
    async (): Promise<ApiAnswer | undefined> =>
      (await findComment(api, place, marker, owner)) === undefined
        ? undefined
        : { status: 201, body: undefined, link: '' },
  );
}
