import { callApi, type Api } from './api.ts';
import { addComment, COMMENT_LIMIT, findComment, ownerOf } from './comments.ts';

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
  const owner = await ownerOf(api);
  const found = await findComment(api, comment, comment.marker, owner);
  if (found !== undefined) {
    if (found.body === text) return 'unchanged';
    await callApi(api, {
      method: 'PATCH',
      path: `/repos/${comment.repository}/issues/comments/${found.id}`,
      body: { body: text },
    });
    return 'updated';
  }
  if (comment.onlyUpdate) return 'none';
  await addComment(api, comment, comment, owner);
  return 'created';
}
