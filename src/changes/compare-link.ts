/** Where a commit is. */
interface Place {
  readonly url: string;
  readonly commit: string;
}

/**
 * GitHub's page that compares two commits of one repository.
 *
 * @returns undefined for another host, two repositories, or what is no whole commit id.
 */
export function compareLink(before: Place, after: Place): string | undefined {
  const repository = githubRepository(after.url);
  const isCommit = [before, after].every(({ commit }) => /^[0-9a-f]{40}$/.test(commit));
  if (repository === undefined || !isCommit || repository !== githubRepository(before.url)) return undefined;
  return before.commit === after.commit
    ? undefined
    : `https://github.com/${repository}/compare/${before.commit}...${after.commit}`;
}

/** `owner/name` of an address at GitHub, as https, ssh or scp write it. */
function githubRepository(url: string): string | undefined {
  const match =
    /^(?:https:\/\/(?:[^/@]*@)?github\.com\/|(?:ssh:\/\/)?git@github\.com[:/])([\w.-]+\/[\w.-]+?)(?:\.git)?\/?$/i.exec(
      url,
    );
  return match?.[1]?.toLowerCase();
}
