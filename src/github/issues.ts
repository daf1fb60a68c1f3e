import { UserError } from '../errors.ts';
import { isObject, type JsonObject } from '../json.ts';
import { callApi, type Api, type ApiAnswer } from './api.ts';
import { bodyOf, isOurs } from './comments.ts';
import { eachOf } from './pages.ts';

/** The label our issues are found by; whoever takes it off one gets another issue. */
export const ISSUE_LABEL = 'ovirt-node-image';

/** An issue of ours. */
export interface Issue {
  readonly number: number;
  /** Its page. */
  readonly url: string;
  readonly body: string;
  readonly open: boolean;
  /** Why it was closed: `completed`, `not_planned`, `duplicate`; null where GitHub does not say. */
  readonly reason: string | null;
}

/** Where issues are looked for, and which. */
export interface IssuePlace {
  /** `owner/name`. */
  readonly repository: string;
  /** The line the text of an issue begins with. */
  readonly marker: string;
  /** Login whose token this is; undefined for an app's, see `ownerOf`. */
  readonly owner: string | undefined;
}

/**
 * Our issues with that marker, the newest first. The list is asked for and not the search, which knows of an issue
 * only minutes after it was made. By an app's token they are found by their label, by a person's through that person,
 * who need not be allowed to set labels.
 *
 * @throws UserError
 */
export async function* findIssues(
  api: Api,
  { repository, marker, owner }: IssuePlace,
  state: 'open' | 'closed',
): AsyncGenerator<Issue> {
  const by = owner === undefined ? { labels: ISSUE_LABEL } : { creator: owner };
  const query = { ...by, state, sort: 'created', direction: 'desc' };
  for await (const entry of eachOf(api, `/repos/${repository}/issues`, query)) {
    if (isOurs(entry, owner) && bodyOf(entry).startsWith(`${marker}\n`)) yield issueOf(entry);
  }
}

/** Opens an issue, once: when an answer was lost, the issue is looked for. @throws UserError */
export async function openIssue(
  api: Api,
  place: IssuePlace,
  { title, body }: { readonly title: string; readonly body: string },
): Promise<Issue> {
  const answer = await callApi(
    api,
    {
      method: 'POST',
      path: `/repos/${place.repository}/issues`,
      body: { title, body, labels: [ISSUE_LABEL] },
    },
    async (): Promise<ApiAnswer | undefined> => {
      for await (const { number } of findIssues(api, place, 'open'))
        return await callApi(api, { method: 'GET', path: `/repos/${place.repository}/issues/${number}` });
      return undefined;
    },
  );
  if (!isObject(answer.body)) throw new UserError('GitHub sent no issue for the one that was opened');
  return issueOf(answer.body);
}

/** What of an issue is to become another. */
export interface IssueChange {
  readonly body: string;
  readonly state?: 'open' | 'closed';
  readonly state_reason?: 'completed' | 'duplicate' | 'reopened';
}

/** Changes an issue. @throws UserError */
export async function changeIssue(
  api: Api,
  { repository }: IssuePlace,
  number: number,
  change: IssueChange,
): Promise<void> {
  await callApi(api, { method: 'PATCH', path: `/repos/${repository}/issues/${number}`, body: change });
}

function issueOf(entry: JsonObject): Issue {
  const { number, html_url: url, state, state_reason: reason } = entry;
  if (typeof number !== 'number') throw new UserError('GitHub sent an issue without number');
  return {
    number,
    url: typeof url === 'string' ? url : '',
    body: bodyOf(entry),
    open: state === 'open',
    reason: typeof reason === 'string' ? reason : null,
  };
}
