import { createHash } from 'node:crypto';
import { isObject, type JsonObject } from '../../../src/json.ts';
import { pageOf, shownUser, type Answer } from './shown.ts';

/** An asset as the server keeps it. */
export interface KeptAsset {
  readonly id: number;
  readonly name: string;
  readonly content: Buffer;
}

/** A release as the server keeps it. */
export interface KeptRelease {
  readonly id: number;
  tag: string;
  name: string;
  body: string;
  draft: boolean;
  prerelease: boolean;
  readonly assets: KeptAsset[];
}

/** What a request is about. */
export interface ReleaseRequest {
  /** Id of the operation in the description. */
  readonly id: string;
  readonly values: Readonly<Record<string, string>>;
  readonly url: URL;
  readonly sent: Buffer;
}

/** What of the server's state is theirs. */
interface Kept {
  readonly releases: KeptRelease[];
  readonly tags: Map<string, string>;
  readonly url: string;
  readonly arrived: (content: Buffer) => Buffer;
}

let lastId = 5000;

/** Carries out a request about releases, their assets and tags; undefined for any other. */
export function carryOutRelease(state: Kept, { id, values, url, sent }: ReleaseRequest): Answer | undefined {
  if (!/^(?:repos\/.*release|git\/)/.test(id)) return undefined;
  const release = state.releases.find((entry) => String(entry.id) === values['release_id']);
  if (id === 'repos/upload-release-asset') return upload(known(release), url, sent, state);
  const parsed: unknown = sent.length === 0 ? {} : JSON.parse(sent.toString('utf8'));
  const given = isObject(parsed) ? parsed : {};
  switch (id) {
    case 'repos/list-releases': {
      const { entries, headers } = pageOf(state.releases.toReversed(), url, state.url);
      return { status: 200, body: entries.map((entry) => shownRelease(entry, state.url)), headers };
    }
    case 'repos/create-release': {
      const made: KeptRelease = {
        id: (lastId += 1),
        tag: String(given['tag_name']),
        name: String(given['name']),
        body: String(given['body']),
        draft: given['draft'] === true,
        prerelease: given['prerelease'] === true,
        assets: [],
      };
      state.releases.push(made);
      return { status: 201, body: shownRelease(made, state.url) };
    }
    case 'repos/update-release': {
      const found = known(release);
      const publishes = found.draft && given['draft'] === false;
      const others = state.releases.filter(
        (entry) => entry !== found && !entry.draft && entry.tag === found.tag,
      );
      if (publishes && others.length > 0)
        return { status: 422, body: { message: 'Validation Failed', errors: [{ code: 'already_exists' }] } };
      if (typeof given['draft'] === 'boolean') found.draft = given['draft'];
      if (publishes && !state.tags.has(found.tag)) state.tags.set(found.tag, 'made by publishing');
      return { status: 200, body: shownRelease(found, state.url) };
    }
    case 'repos/delete-release':
      state.releases.splice(state.releases.indexOf(known(release)), 1);
      return { status: 204, body: undefined };
    case 'repos/list-release-assets': {
      const { entries, headers } = pageOf(known(release).assets, url, state.url);
      return { status: 200, body: entries.map((asset) => shownAsset(asset, state.url)), headers };
    }
    case 'repos/delete-release-asset': {
      for (const { assets } of state.releases) {
        const index = assets.findIndex((asset) => String(asset.id) === values['asset_id']);
        if (index >= 0) assets.splice(index, 1);
      }
      return { status: 204, body: undefined };
    }
    case 'git/update-ref': {
      const tag = (values['ref'] ?? '').replace('tags/', '');
      if (!state.tags.has(tag)) return { status: 422, body: { message: 'Reference does not exist' } };
      state.tags.set(tag, String(given['sha']));
      return {
        status: 200,
        body: {
          ref: `refs/tags/${tag}`,
          node_id: 'REF_1',
          url: `${state.url}/ref`,
          object: { type: 'commit', sha: '0'.repeat(40), url: `${state.url}/commit` },
        },
      };
    }
    default:
      return undefined;
  }
}

function upload({ assets }: KeptRelease, url: URL, sent: Buffer, state: Kept): Answer {
  const name = url.searchParams.get('name') ?? '';
  if (assets.some((asset) => asset.name === name))
    return { status: 422, body: { message: 'Validation Failed', errors: [{ code: 'already_exists' }] } };
  const asset = { id: (lastId += 1), name, content: state.arrived(sent) };
  assets.push(asset);
  return { status: 201, body: shownAsset(asset, state.url) };
}

function known(release: KeptRelease | undefined): KeptRelease {
  if (release === undefined) throw new Error('there is no such release');
  return release;
}

function shownAsset({ id, name, content }: KeptAsset, url: string): JsonObject {
  return {
    id,
    node_id: `RA_${id}`,
    name,
    label: null,
    state: 'uploaded',
    content_type: 'application/octet-stream',
    size: content.length,
    digest: `sha256:${createHash('sha256').update(content).digest('hex')}`,
    download_count: 0,
    url: `${url}/assets/${id}`,
    browser_download_url: `${url}/download/${name}`,
    uploader: shownUser('github-actions[bot]', 'Bot', url),
    created_at: '2026-01-01T00:00:00Z',
    updated_at: '2026-01-01T00:00:00Z',
  };
}

function shownRelease(
  { id, tag, name, body, draft, prerelease, assets }: KeptRelease,
  url: string,
): JsonObject {
  const at = `${url}/repos/ovirt/some-node/releases/${id}`;
  return {
    id,
    node_id: `RE_${id}`,
    tag_name: tag,
    target_commitish: 'main',
    name,
    body: body.replaceAll('\n', '\r\n'),
    draft,
    prerelease,
    url: at,
    html_url: `https://github.example/ovirt/some-node/releases/tag/${tag}`,
    assets_url: `${at}/assets`,
    upload_url: `${at}/assets{?name,label}`,
    tarball_url: null,
    zipball_url: null,
    created_at: '2026-01-01T00:00:00Z',
    published_at: draft ? null : '2026-01-01T00:00:00Z',
    author: shownUser('github-actions[bot]', 'Bot', url),
    assets: assets.map((asset) => shownAsset(asset, url)),
  };
}
