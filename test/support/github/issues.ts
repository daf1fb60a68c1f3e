import { isObject, type JsonObject } from '../../../src/json.ts';
import { pageOf, shownUser, type Answer } from './shown.ts';

/** An issue as the server keeps it. */
export interface KeptIssue {
  readonly number: number;
  title: string;
  body: string;
  state: 'open' | 'closed';
  state_reason: 'completed' | 'reopened' | 'not_planned' | 'duplicate' | null;
  labels: readonly string[];
  readonly login: string;
  readonly type: 'Bot' | 'User';
}

/** What a request is about. */
export interface IssueRequest {
  /** Id of the operation in the description. */
  readonly id: string;
  readonly values: Readonly<Record<string, string>>;
  readonly url: URL;
  readonly body: unknown;
  readonly login: string;
}

/** Carries out a request about issues; undefined for any other. */
export function carryOutIssue(
  state: { readonly issues: KeptIssue[]; readonly url: string },
  { id, values, url, body, login }: IssueRequest,
): Answer | undefined {
  const given = isObject(body) ? body : {};
  const issue = state.issues.find(({ number }) => String(number) === values['issue_number']);
  switch (id) {
    case 'issues/list-for-repo': {
      const { entries, headers } = pageOf(wanted(state.issues, url.searchParams), url, state.url);
      return { status: 200, body: entries.map((entry) => shownIssue(entry, state.url)), headers };
    }
    case 'issues/create': {
      const made: KeptIssue = {
        number: 1 + Math.max(100, ...state.issues.map(({ number }) => number)),
        title: String(given['title']),
        body: String(given['body']),
        state: 'open',
        state_reason: null,
        labels: Array.isArray(given['labels']) ? given['labels'].map(String) : [],
        login,
        type: login.endsWith('[bot]') ? 'Bot' : 'User',
      };
      state.issues.push(made);
      return { status: 201, body: shownIssue(made, state.url) };
    }
    case 'issues/get':
      return { status: 200, body: shownIssue(known(issue), state.url) };
    case 'issues/update': {
      const found = known(issue);
      if (typeof given['body'] === 'string') found.body = given['body'];
      if (given['state'] === 'open' || given['state'] === 'closed') found.state = given['state'];
      const reasons = ['completed', 'reopened', 'not_planned', 'duplicate'] as const;
      const reason = reasons.find((name) => name === given['state_reason']);
      if (reason !== undefined) found.state_reason = reason;
      return { status: 200, body: shownIssue(found, state.url) };
    }
    default:
      return undefined;
  }
}

/** Filters and sorts as the documentation of the list says: open ones by default, the newest first. */
function wanted(issues: readonly KeptIssue[], query: URLSearchParams): KeptIssue[] {
  const state = query.get('state') ?? 'open';
  const [labels, creator] = [query.get('labels'), query.get('creator')];
  const found = issues.filter(
    (issue) =>
      (state === 'all' || issue.state === state) &&
      (labels === null || labels.split(',').every((label) => issue.labels.includes(label))) &&
      (creator === null || issue.login === creator),
  );
  return query.get('direction') === 'asc' ? found : found.toReversed();
}

function known(issue: KeptIssue | undefined): KeptIssue {
  if (issue === undefined) throw new Error('there is no such issue');
  return issue;
}

/** An issue with everything the description says one has. */
function shownIssue(
  { number, title, body, state, labels, login, type, ...issue }: KeptIssue,
  url: string,
): JsonObject {
  const at = `${url}/repos/ovirt/some-node/issues/${number}`;
  return {
    id: number,
    node_id: `I_${number}`,
    number,
    title,
    // GitHub has been seen to give lines back with these ends.
    body: body.replaceAll('\n', '\r\n'),
    state,
    state_reason: issue.state_reason,
    url: at,
    html_url: at.replace('/repos', ''),
    repository_url: `${url}/repos/ovirt/some-node`,
    labels_url: `${at}/labels{/name}`,
    comments_url: `${at}/comments`,
    events_url: `${at}/events`,
    labels: labels.map((name, id) => ({
      id,
      node_id: `L_${id}`,
      url: `${at}/labels/${id}`,
      name,
      description: null,
      color: 'ededed',
      default: false,
    })),
    user: shownUser(login, type, url),
    assignee: null,
    assignees: [],
    milestone: null,
    locked: false,
    comments: 0,
    closed_at: state === 'closed' ? '2026-01-02T00:00:00Z' : null,
    created_at: '2026-01-01T00:00:00Z',
    updated_at: '2026-01-01T00:00:00Z',
    author_association: 'NONE',
  };
}
