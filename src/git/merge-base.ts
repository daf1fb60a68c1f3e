import { UserError } from '../errors.ts';
import type { Log } from '../log/log.ts';
import { fetchOn, gitOn, mustOn, type Checkout, type Credentials } from './checkout.ts';
import { accessError, lastLine } from './failures.ts';
import { checkRef, isFullCommitId } from './url.ts';

/** How much history is asked for each time the common commit is not in what is there. */
const STEPS = ['--deepen=50', '--deepen=500', '--unshallow'] as const;

/** Options of {@link findMergeBase}. */
export interface MergeBaseOptions {
  readonly log: Log;
  /** For a checkout that keeps none. */
  readonly credentials?: Credentials | undefined;
  /** Head of the pull request that is looked at, where a code host may have made the checked out merge of it. */
  readonly pullHead?: string | undefined;
}

/**
 * The commit the checked out one and `base` have in common: what was changed since is what a pull request changes,
 * however far its base branch has gone on. Of a merge commit that a code host made for a pull request it is the parent
 * the pull request was merged into, whatever `base` is: the code host may tell one that is hours behind its own merge,
 * and what others have merged since would be taken for a change of the pull request.
 *
 * A checkout without that history is deepened step by step, and only then.
 *
 * @param base commit, branch or tag, also `origin/main`.
 * @throws UserError when there is no such ref, or nothing in common.
 */
export async function findMergeBase(
  checkout: Checkout,
  base: string,
  options: MergeBaseOptions,
): Promise<string> {
  checkRef(base, 'base');
  // Even a shallow commit knows the names of its parents; git itself pretends it has none.
  const parents = await parentsOf(checkout);
  const [into, merged] = parents;
  if (parents.length === 2 && into !== undefined && merged === options.pullHead)
    return (await resolveCommit(checkout, into)) ?? (await fetchBase(checkout, into, options));
  const commit = (await resolveCommit(checkout, base)) ?? (await fetchBase(checkout, base, options));
  if (commit === checkout.head || parents.includes(commit)) return commit;
  for (const step of ['', ...STEPS]) {
    if (step !== '') {
      if (!(await isShallow(checkout))) break;
      options.log.info(`base: the checkout is shallow; fetching more of its history (${step})`);
      await deepen(checkout, step, commit, options);
    }
    const found = await gitOn(checkout, ['merge-base', checkout.head, commit]);
    if (found.exitCode === 0) return found.stdout.trim();
  }
  throw new UserError(
    `base: ${base} (${commit}) and what is checked out (${checkout.head}) have no commit in common; give another base`,
  );
}

/** The commit a name stands for here; that of a branch of `origin` goes before a local one that may be old. */
async function resolveCommit(checkout: Checkout, base: string): Promise<string | undefined> {
  for (const name of isFullCommitId(base) ? [base] : [`refs/remotes/origin/${base}`, base]) {
    const found = await gitOn(checkout, [
      'rev-parse',
      '--verify',
      '--quiet',
      '--end-of-options',
      `${name}^{commit}`,
    ]);
    if (found.exitCode === 0) return found.stdout.trim();
  }
  return undefined;
}

async function fetchBase(checkout: Checkout, base: string, options: MergeBaseOptions): Promise<string> {
  const name = base.replace(/^(?:refs\/remotes\/)?origin\//, '');
  if (checkout.origin === undefined)
    throw unknown(base, checkout, 'and it has no remote `origin` to fetch it from');
  // A full clone stays one: a depth would cut its history off.
  const depth = (await isShallow(checkout)) ? ['--depth=1'] : [];
  const answer = await fetchOn(checkout, [...depth, 'origin', name], options);
  if (answer.exitCode === 0) return (await mustOn(checkout, ['rev-parse', 'FETCH_HEAD^{commit}'])).trim();
  if (/couldn't find remote ref|not our ref|no such remote ref/i.test(answer.stderr))
    throw unknown(base, checkout, `nor does ${checkout.origin.shown}`);
  throw (
    accessError(`base: ${checkout.origin.shown}`, answer.stderr) ??
    new UserError(`base: fetching ${name} from ${checkout.origin.shown} failed: ${lastLine(answer.stderr)}`)
  );
}

function unknown(base: string, { top }: Checkout, why: string): UserError {
  return new UserError(
    `base: found ${JSON.stringify(base)}, but ${top} has no such commit, branch or tag, ${why}`,
  );
}

async function parentsOf(checkout: Checkout): Promise<string[]> {
  const text = await mustOn(checkout, ['cat-file', 'commit', checkout.head]);
  const [headers = ''] = text.split('\n\n');
  return [...headers.matchAll(/^parent ([0-9a-f]+)$/gm)].map(([, parent = '']) => parent);
}

async function isShallow(checkout: Checkout): Promise<boolean> {
  return (await mustOn(checkout, ['rev-parse', '--is-shallow-repository'])).trim() === 'true';
}

async function deepen(
  checkout: Checkout,
  step: string,
  base: string,
  options: MergeBaseOptions,
): Promise<void> {
  const both = await fetchOn(checkout, [step, 'origin', checkout.head, base], options);
  if (both.exitCode === 0) return;
  // What is checked out need not be known to the server: a commit of one's own is not.
  const answer = await fetchOn(checkout, [step, 'origin'], options);
  if (answer.exitCode !== 0)
    throw new UserError(
      `base: more history cannot be fetched: ${lastLine(answer.stderr)}; check out with fetch-depth: 0`,
    );
}
