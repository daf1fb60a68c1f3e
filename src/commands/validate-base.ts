import { realpath } from 'node:fs/promises';
import { join } from 'node:path';
import { UserError } from '../errors.ts';
import { isInside } from '../files/inside.ts';
import { changedFiles, ignoredFiles, type ChangedFile } from '../git/changed-files.ts';
import type { Checkout } from '../git/checkout.ts';
import { withConfiguration } from '../git/configuration.ts';
import { findMergeBase } from '../git/merge-base.ts';
import { writeTree } from '../git/tree.ts';
import type { ValidateInputs } from '../inputs/validate.ts';
import { meaningsOf, type Side } from '../validate/side.ts';
import { fillSubmodules } from '../validate/submodules.ts';
import { findTargets, type Target } from '../validate/targets.ts';
import type { Meaning } from '../validate/types.ts';
import type { ValidateContext } from './validate-context.ts';

/** The side that is compared with. */
export interface BaseSide {
  /** Where its files are. */
  readonly root: string;
  readonly side: Side;
  readonly commit: string;
  readonly targets: readonly Target[];
  readonly meanings: readonly Meaning[];
  readonly changed: readonly ChangedFile[];
  /** What git passes over in the working tree. */
  readonly ignored: readonly string[];
}

/**
 * Writes down and flattens what the working tree is compared with.
 *
 * @returns undefined when there is nothing to compare with.
 * @throws UserError when it cannot be had.
 */
export async function baseOf(
  inputs: ValidateInputs,
  context: ValidateContext,
  checkout: Checkout | undefined,
  parts: {
    readonly scratch: string;
    readonly from: string;
    readonly side: Omit<Side, 'root' | 'work' | 'submodules'>;
  },
): Promise<BaseSide | undefined> {
  const { log, workDir, cwd } = context;
  const base = inputs.base ?? context.base;
  if (base === undefined) return undefined;
  if (checkout === undefined)
    throw new UserError(
      `base: ${cwd} lies in no git repository with a commit, so there is nothing to compare with`,
    );
  const commit = await withCredentials(
    checkout,
    inputs,
    context,
    parts.scratch,
    async (globalConfig) =>
      await findMergeBase(checkout, base, {
        log,
        pullHead: context.pullHead,
        ...(globalConfig === undefined ? {} : { credentials: { globalConfig } }),
      }),
  );
  const tree = join(await realpath(parts.scratch), 'base');
  const submodules = await writeTree(checkout, commit, tree);
  await fillSubmodules(checkout, tree, submodules, { cache: join(workDir, 'base-configs'), log });
  const targets = await targetsIn(tree, parts.from, inputs, context);
  // What is wrong with the base is no fault of the change.
  const side: Side = {
    ...parts.side,
    warn: () => undefined,
    root: tree,
    submodules: submodules.map(({ path }) => path),
    work: join(parts.scratch, 'base-previews'),
  };
  const meanings = await meaningsIn(targets, side);
  const changed = await changedFiles(checkout, commit);
  return { root: tree, side, commit, targets, meanings, changed, ignored: await ignoredFiles(checkout) };
}

/** A checkout that keeps no credentials gets those of the token, for its own code host and for no other. */
async function withCredentials<T>(
  { origin }: Checkout,
  { githubToken }: ValidateInputs,
  { serverUrl }: ValidateContext,
  scratch: string,
  body: (globalConfig: string | undefined) => Promise<T>,
): Promise<T> {
  const own = origin !== undefined && URL.parse(origin.url)?.origin === URL.parse(serverUrl)?.origin;
  if (!own || githubToken === undefined) return await body(undefined);
  return await withConfiguration(origin, `x-access-token:${githubToken}`, join(scratch, 'token'), body);
}

/** What the patterns of the inputs stand for in a tree. */
export async function targetsIn(
  root: string,
  from: string,
  { configs }: ValidateInputs,
  { glob, workDir }: ValidateContext,
): Promise<Target[]> {
  const targets = await findTargets(root, from, configs, glob);
  // A glob may reach into the scratch directory of this very run.
  return targets.filter(({ path }) => isInside(root, workDir) || !isInside(join(root, path), workDir));
}

/** Flattens all of them. */
export async function meaningsIn(targets: readonly Target[], side: Side): Promise<Meaning[]> {
  const meanings: Meaning[] = [];
  for (const target of targets) meanings.push(...(await meaningsOf(target, side)));
  return meanings;
}
