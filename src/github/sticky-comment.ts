import { UserError } from '../errors.ts';
import { isObject } from '../json.ts';
import { callApi, NotAllowedError, type Api, type ApiAnswer } from './api.ts';

/** Characters of a comment; GitHub takes 65,536 and counts in its own way. */
export const COMMENT_LIMIT = 65_000;
const PER_PAGE = 100;
/** Pages that are looked through: ten thousand comments. */
const PAGES = 100;

/** A comment at a pull request that is kept up to date. */
export interface StickyComment {
  /** `owner/name`. */
  readonly repository: string;
  readonly number: number;
  /** First line of the comment, an HTML comment no other one begins with. */
  readonly marker: string;
  /** Markdown below it. */
  readonly body: string;
  /** Write nothing where there is no comment yet: there is nothing worth a new one. */
  readonly onlyUpdate: boolean;
}

/** What was done. */
export type Posted = 'created' | 'updated' | 'unchanged' | 'none';

/**
 * Updates the comment of that marker, or writes it when there is none. Only a comment of a bot, or of the user
 * whose token this is, counts: anybody can write the marker, and what is not ours must not be overwritten.
 *
 * @throws NotAllowedError when the token may not, UserError for other failures.
 */
export async function stickComment(api: Api, comment: StickyComment): Promise<Posted> {
  const text = `${comment.marker}\n${comment.body}`;
  if (text.length > COMMENT_LIMIT) throw new Error(`a comment of ${text.length} characters`);
  const issues = `/repos/${comment.repository}/issues`;
  const owner = await ownerOf(api);
  const found = await findComment(api, comment, owner);
  if (found !== undefined) {
    if (found.body === text) return 'unchanged';
    await callApi(api, { method: 'PATCH', path: `${issues}/comments/${found.id}`, body: { body: text } });
    return 'updated';
  }
  if (comment.onlyUpdate) return 'none';
  await callApi(
    api,
    { method: 'POST', path: `${issues}/${comment.number}/comments`, body: { body: text } },
    // The answer of the attempt before may have been lost, and not what it did.
    async (): Promise<ApiAnswer | undefined> =>
      (await findComment(api, comment, owner)) === undefined
        ? undefined
        : { status: 201, body: undefined, link: '' },
  );
  return 'created';
}

/** The user of a personal token; undefined for the token of an app, such as that of a job, which acts as a bot. */
async function ownerOf(api: Api): Promise<string | undefined> {
  if (api.token.startsWith('ghs_')) return undefined;
  try {
    const { body } = await callApi(api, { method: 'GET', path: '/user' });
    return isObject(body) && typeof body['login'] === 'string' ? body['login'] : undefined;
  } catch (error) {
    if (error instanceof NotAllowedError) return undefined;
    throw error;
  }
}

async function findComment(
  api: Api,
  { repository, number, marker }: StickyComment,
  owner: string | undefined,
): Promise<{ id: number; body: string } | undefined> {
  for (let page = 1; page <= PAGES; page += 1) {
    const path = `/repos/${repository}/issues/${number}/comments?per_page=${PER_PAGE}&page=${page}`;
    const { body, link } = await callApi(api, { method: 'GET', path });
    if (!Array.isArray(body)) throw new UserError(`GET ${path}: GitHub sent no list of comments`);
    for (const entry of body as readonly unknown[]) {
      if (!isObject(entry)) continue;
      const { id, body: text, user } = entry;
      const isOurs =
        isObject(user) && (owner === undefined ? user['type'] === 'Bot' : user['login'] === owner);
      // GitHub may give lines back with other ends than they came with.
      const plain = typeof text === 'string' ? text.replaceAll('\r\n', '\n') : '';
      if (typeof id === 'number' && isOurs && plain.startsWith(`${marker}\n`)) return { id, body: plain };
    }
    if (!/\brel="next"/.test(link)) return undefined;
  }
  return undefined;
}
