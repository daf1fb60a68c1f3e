import { UserError } from '../errors.ts';
import { isObject, type JsonObject } from '../json.ts';
import { callApi, type Api, type ApiAnswer } from './api.ts';
import { bodyOf } from './comments.ts';
import { eachOf } from './pages.ts';

/** A release as far as it is of interest. */
export interface Release {
  readonly id: number;
  readonly tag: string;
  readonly draft: boolean;
  readonly body: string;
  /** Its page. */
  readonly url: string;
  /** Where its assets are uploaded to. */
  readonly uploadUrl: string;
}

/** What makes a release. */
export interface ReleaseText {
  readonly tag: string;
  readonly name: string;
  readonly body: string;
  /** Commit the tag is made at when there is none. */
  readonly commit: string;
}

/** The releases of a repository, drafts included where the token may see them, the newest first. */
export async function* releasesOf(api: Api, repository: string): AsyncGenerator<Release> {
  for await (const entry of eachOf(api, `/repos/${repository}/releases`)) yield releaseOf(entry);
}

/** Makes a draft, once: nobody sees it, and it makes no tag. @throws UserError */
export async function createDraft(
  api: Api,
  repository: string,
  { tag, name, body, commit }: ReleaseText,
): Promise<Release> {
  const answer = await callApi(
    api,
    {
      method: 'POST',
      path: `/repos/${repository}/releases`,
      body: {
        tag_name: tag,
        name,
        body,
        draft: true,
        prerelease: true,
        ...(commit === '' ? {} : { target_commitish: commit }),
      },
    },
    async (): Promise<ApiAnswer | undefined> => {
      for await (const entry of eachOf(api, `/repos/${repository}/releases`))
        if (entry['draft'] === true && bodyOf(entry) === body) return { status: 201, body: entry, link: '' };
      return undefined;
    },
  );
  if (!isObject(answer.body)) throw new UserError('GitHub sent no release for the one that was made');
  return releaseOf(answer.body);
}

/** Makes a draft of a release, or a release of a draft. @throws UserError */
export async function setDraft(api: Api, repository: string, id: number, draft: boolean): Promise<Release> {
  const { body } = await callApi(api, {
    method: 'PATCH',
    path: `/repos/${repository}/releases/${id}`,
    // A nightly build is never what the page calls the latest release.
    body: draft ? { draft } : { draft, prerelease: true, make_latest: 'false' },
  });
  if (!isObject(body)) throw new UserError('GitHub sent no release for the one that was changed');
  return releaseOf(body);
}

/** Removes a release or draft with its assets; the tag stays. @throws UserError */
export async function deleteRelease(api: Api, repository: string, id: number): Promise<void> {
  await callApi(api, { method: 'DELETE', path: `/repos/${repository}/releases/${id}` });
}

/** The assets of a release. @throws UserError */
export async function assetsOf(
  api: Api,
  repository: string,
  id: number,
): Promise<{ readonly id: number; readonly name: string; readonly size: number; readonly whole: boolean }[]> {
  const assets = [];
  for await (const { id: asset, name, size, state } of eachOf(
    api,
    `/repos/${repository}/releases/${id}/assets`,
  )) {
    if (typeof asset !== 'number' || typeof name !== 'string' || typeof size !== 'number') continue;
    assets.push({ id: asset, name, size, whole: state === 'uploaded' });
  }
  return assets;
}

/** Removes an asset. @throws UserError */
export async function deleteAsset(api: Api, repository: string, id: number): Promise<void> {
  await callApi(api, { method: 'DELETE', path: `/repos/${repository}/releases/assets/${id}` });
}

/** Moves a tag there is. @throws NotAllowedError, UserError */
export async function moveTag(api: Api, repository: string, tag: string, commit: string): Promise<void> {
  const path = `/repos/${repository}/git/refs/tags/${tag}`;
  await callApi(api, { method: 'PATCH', path, body: { sha: commit, force: true } });
}

function releaseOf(entry: JsonObject): Release {
  const { id, tag_name: tag, draft, html_url: url, upload_url: uploadUrl } = entry;
  if (typeof id !== 'number' || typeof tag !== 'string' || typeof uploadUrl !== 'string')
    throw new UserError('GitHub sent a release without id, tag or address for uploads');
  return {
    id,
    tag,
    draft: draft === true,
    body: bodyOf(entry),
    url: typeof url === 'string' ? url : '',
    uploadUrl: uploadUrl.replace(/\{.*$/, ''),
  };
}
