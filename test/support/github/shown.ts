import type { JsonObject } from '../../../src/json.ts';

/** What the server answers with. */
export interface Answer {
  readonly status: number;
  readonly body: unknown;
  readonly headers?: Readonly<Record<string, string>>;
}

/** One page of a list, with the header that leads to the next. */
export function pageOf<T>(
  entries: readonly T[],
  url: URL,
  origin: string,
): { readonly entries: readonly T[]; readonly headers: Readonly<Record<string, string>> } {
  const size = Number(url.searchParams.get('per_page') ?? 30);
  const page = Number(url.searchParams.get('page') ?? 1);
  const end = page * size;
  const query = new URLSearchParams(url.searchParams);
  query.set('page', String(page + 1));
  const next = `<${origin}${url.pathname}?${query.toString()}>; rel="next"`;
  return {
    entries: entries.slice(end - size, end),
    headers: end < entries.length ? { link: next } : {},
  };
}

/** A user with everything the description says one has. */
export function shownUser(login: string, type: 'Bot' | 'User', url: string): JsonObject {
  const user = `${url}/users/${encodeURIComponent(login)}`;
  const links = [
    'url',
    'html_url',
    'followers_url',
    'following_url',
    'gists_url',
    'starred_url',
    'subscriptions_url',
    'organizations_url',
    'repos_url',
    'events_url',
    'received_events_url',
  ];
  return {
    login,
    id: 1,
    node_id: 'U_1',
    avatar_url: user,
    gravatar_id: '',
    type,
    site_admin: false,
    ...Object.fromEntries(links.map((name) => [name, user])),
  };
}
