import { messageOf, UserError } from '../errors.ts';
import type { Api } from './api.ts';
import {
  assetsOf,
  createDraft,
  deleteAsset,
  deleteRelease,
  moveTag,
  releasesOf,
  setDraft,
  type Release,
  type ReleaseText,
} from './releases.ts';
import { uploadAsset, type AssetContent } from './upload-asset.ts';

/** A release that takes the place of the one before. */
export interface RollingRelease extends ReleaseText {
  /** `owner/name`. */
  readonly repository: string;
  readonly assets: readonly AssetContent[];
}

/**
 * Publishes a release under a tag whose addresses stay the same. Everything is uploaded to a draft and compared; only
 * then the release before is taken back and the draft published. Whoever downloads in between finds nothing for a
 * moment, and never files of two nights.
 *
 * UNVERIFIED: that GitHub takes a draft beside a release of the same tag, and a release turned into a draft and back
 * (others report both; the requests are checked against its description of the API).
 *
 * @throws NotAllowedError, UserError; the release before stands then as it did.
 */
export async function publishRolling(api: Api, release: RollingRelease): Promise<Release> {
  const { repository, tag, assets } = release;
  const marker = `<!-- ovirt-node-image release ${tag} -->`;
  const { published, leftovers } = await lookAround(api, repository, tag, marker);
  const draft = await createDraft(api, repository, { ...release, body: `${marker}\n${release.body}` });
  try {
    for (const asset of assets) {
      api.log.info(`uploading ${asset.name} (${asset.size} bytes)`);
      const forget = async (): Promise<void> => await forgetAsset(api, repository, draft.id, asset.name);
      await uploadAsset(api, draft.uploadUrl, asset, forget);
    }
    await compare(api, release, draft);
    return await switchOver(api, release, draft, published);
  } catch (error) {
    await quietly(
      api,
      'the draft is still there',
      async () => await deleteRelease(api, repository, draft.id),
    );
    throw error;
  } finally {
    // An answer that was lost may have made a leftover ours.
    for (const { id } of leftovers.filter((leftover) => leftover.id !== draft.id))
      await quietly(
        api,
        'an older draft is still there',
        async () => await deleteRelease(api, repository, id),
      );
  }
}

/** What is there under the tag: one release at most, and drafts that earlier runs did not get to publish. */
async function lookAround(
  api: Api,
  repository: string,
  tag: string,
  marker: string,
): Promise<{ readonly published: Release | undefined; readonly leftovers: readonly Release[] }> {
  let published: Release | undefined;
  const leftovers: Release[] = [];
  for await (const entry of releasesOf(api, repository)) {
    if (entry.tag !== tag) continue;
    const ours = entry.body.startsWith(`${marker}\n`);
    if (entry.draft) {
      if (ours) leftovers.push(entry);
    } else if (ours) {
      published = entry;
    } else {
      throw new UserError(
        `release-tag: ${tag} has a release that was not made by this command (${entry.url}), and would be replaced; take another tag, or remove that release`,
      );
    }
  }
  return { published, leftovers };
}

async function forgetAsset(api: Api, repository: string, release: number, name: string): Promise<void> {
  for (const asset of await assetsOf(api, repository, release))
    if (asset.name === name) await deleteAsset(api, repository, asset.id);
}

/** @throws UserError for a draft that has not all of its assets */
async function compare(api: Api, { repository, assets }: RollingRelease, draft: Release): Promise<void> {
  const there = await assetsOf(api, repository, draft.id);
  const isThere = ({ name, size }: AssetContent): boolean =>
    there.some((found) => found.name === name && found.size === size && found.whole);
  const missing = assets.filter((asset) => !isThere(asset)).map(({ name }) => name);
  if (missing.length > 0 || there.length !== assets.length)
    throw new UserError(
      `the draft has ${there.length} assets, expected ${assets.length}${missing.length === 0 ? '' : `; missing: ${missing.join(', ')}`}; nothing is published`,
    );
}

async function switchOver(
  api: Api,
  { repository, tag, commit }: RollingRelease,
  draft: Release,
  published: Release | undefined,
): Promise<Release> {
  if (published === undefined) return await setDraft(api, repository, draft.id, false);
  let made: Release;
  try {
    await setDraft(api, repository, published.id, true);
    made = await setDraft(api, repository, draft.id, false);
  } catch (error) {
    await quietly(api, 'the release before stays a draft', async () => {
      await setDraft(api, repository, published.id, false);
    });
    throw error;
  }
  if (commit !== '')
    await quietly(
      api,
      `the tag ${tag} is not moved`,
      async () => await moveTag(api, repository, tag, commit),
    );
  await quietly(
    api,
    'the release before is still there as a draft',
    async () => await deleteRelease(api, repository, published.id),
  );
  return made;
}

/** Does what is not worth failing for. */
async function quietly(api: Api, otherwise: string, work: () => Promise<void>): Promise<void> {
  try {
    await work();
  } catch (error) {
    api.log.warning(`${otherwise}: ${messageOf(error)}`);
  }
}
