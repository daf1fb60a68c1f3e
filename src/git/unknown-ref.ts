import { UserError } from '../errors.ts';
import { git } from './git.ts';
import { nearest } from '../words/edit-distance.ts';
import type { GitSource } from './source.ts';
import { isFullCommitId } from './url.ts';

/** The error for a ref the repository does not have, with the names that are nearest to it. */
export async function unknownRef(source: GitSource, ref: string): Promise<UserError> {
  const { address, input } = source;
  const found = `${input}-ref: found ${JSON.stringify(ref)}, but ${address.shown} has no such`;
  if (isFullCommitId(ref)) {
    return new UserError(
      `${found} commit. Check the commit id, and that it is in this repository and not in a fork of it`,
    );
  }
  if (/^[0-9a-f]{7,39}$/i.test(ref)) {
    return new UserError(
      `${found} branch or tag. A shortened commit id cannot be fetched: give all 40 digits`,
    );
  }
  const near = nearest(ref.replace(/^refs\/(?:heads|tags)\//, ''), await branchesAndTags(source));
  const hint = near.length === 0 ? '' : ` Did you mean ${near.join(', ')}?`;
  return new UserError(
    `${found} branch or tag.${hint} List what there is with: git ls-remote ${address.shown}`,
  );
}

/** Names of all branches and tags; none when the server does not say, because this only helps a message. */
async function branchesAndTags({ address, options }: GitSource): Promise<string[]> {
  const { exitCode, stdout } = await git(['ls-remote', '--heads', '--tags', '--refs', address.url], options);
  if (exitCode !== 0) return [];
  return [...new Set([...stdout.matchAll(/\trefs\/(?:heads|tags)\/(.+)$/gm)].map(([, name = '']) => name))];
}
