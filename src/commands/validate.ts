import { mkdir, readdir, realpath, rm } from 'node:fs/promises';
import { join, relative } from 'node:path';
import { hostArch } from '../arch.ts';
import { pairFor } from '../config-tree/pairs.ts';
import { placeholderValues } from '../config-tree/placeholders.ts';
import { UserError } from '../errors.ts';
import { isInside } from '../files/inside.ts';
import { changedFiles, type ChangedFile } from '../git/changed-files.ts';
import { openCheckout, type Checkout } from '../git/checkout.ts';
import { withConfiguration } from '../git/configuration.ts';
import { findMergeBase } from '../git/merge-base.ts';
import { writeTree } from '../git/tree.ts';
import type { ValidateInputs } from '../inputs/validate.ts';
import type { Finding } from '../lint/finding.ts';
import { cleanLine } from '../log/clean.ts';
import type { Log } from '../log/log.ts';
import { prepareNetwork } from '../net/network.ts';
import { cachedRepository } from '../validate/base-cache.ts';
import { compareMeanings, isEffective } from '../validate/compare.ts';
import { contentChanges } from '../validate/files.ts';
import { belowRoot, meaningFindings, sortFindings, withoutRepeats } from '../validate/findings.ts';
import { meaningsOf, type RenderSettings, type Side } from '../validate/side.ts';
import { fillSubmodules } from '../validate/submodules.ts';
import { findTargets, type Glob, type Target } from '../validate/targets.ts';
import type { Linter, Meaning, ValidateResult } from '../validate/types.ts';
import { baseSource } from './prepare.ts';

/** What {@link validate} gets besides the inputs. */
export interface ValidateContext {
  /** Directory relative paths start from, in the tree that is looked at. */
  readonly cwd: string;
  /** Commit, branch or tag to compare with when the input names none; undefined = nothing is compared. */
  readonly base: string | undefined;
  /** Scratch directory; made if need be, and parts of it are kept as a cache. */
  readonly workDir: string;
  /** The checkout may belong to another user: on a runner. */
  readonly trusted: boolean;
  /** Address of the code host the token of the inputs is for, `https://github.com`. */
  readonly serverUrl: string;
  readonly glob: Glob;
  readonly log: Log;
  /** Undefined where none is built in: then only what rpm-ostree itself would refuse is found. */
  readonly lint?: Linter | undefined;
}

/**
 * Tells what the configurations of a working tree mean and what is wrong with them; with a base, what is different
 * from it. Needs no container, no root, no release package, and the network only for history or a base configuration
 * that is not there.
 *
 * @throws UserError when it cannot be told; a mistake in a configuration is a finding.
 */
export async function validate(inputs: ValidateInputs, context: ValidateContext): Promise<ValidateResult> {
  const { cwd, log, workDir, lint } = context;
  if (inputs.checkRepos && lint === undefined)
    throw new UserError('check-repos: no linter that knows repositories is built in; leave it out', {
      exitCode: 2,
    });
  const scratch = join(workDir, `validate-${process.pid}`);
  await sweepScratch(workDir);
  await mkdir(scratch, { recursive: true });
  try {
    await prepareNetwork({ workDir: scratch, caCertificates: inputs.caCertificates }, log);
    const checkout = await openCheckout(cwd, context.trusted);
    const root = checkout?.top ?? (await realpath(cwd));
    const from = relative(root, await realpath(cwd));
    const targets = await targetsIn(root, from, inputs, context);
    if (targets.length === 0)
      throw new UserError(
        `configs: nothing matches ${inputs.configs.join(' ')}; expected directories with manifest.yaml or manifest.yaml.in, or manifests`,
        { exitCode: 2 },
      );
    const render = renderSettings(inputs, context, join(workDir, 'base-configs'));
    const side: Omit<Side, 'root' | 'work'> = { arches: inputs.arches, render, warn: warnOnce(log) };
    const head = await meaningsIn(targets, { ...side, root, work: join(scratch, 'head') });
    const before = await baseOf(inputs, context, checkout, { scratch, from, side });
    const changed = before?.changed ?? [];
    const linted = lint === undefined ? [] : await lintAll(targets, root, inputs, lint);
    const findings = sortFindings(
      withoutRepeats([...linted, ...meaningFindings(head, targets, root)]),
      changed,
    );
    const diffs = compareMeanings(before?.meanings, head);
    const all = [...targets, ...(before?.targets ?? [])];
    const files = contentChanges(changed, all, [...head, ...(before?.meanings ?? [])]);
    return {
      base: before?.commit,
      configs: [...new Set(all.map(({ path }) => path))].sort(),
      arches: inputs.arches,
      diffs,
      files,
      findings,
      changed: before === undefined ? undefined : diffs.some(isEffective) || files.length > 0,
    };
  } finally {
    await rm(scratch, { recursive: true, force: true });
  }
}

/** Takes away what runs have left that were killed; one that still runs keeps its own. */
async function sweepScratch(workDir: string): Promise<void> {
  for (const name of await readdir(workDir).catch(() => [])) {
    const pid = Number(/^validate-(\d+)$/.exec(name)?.[1] ?? Number.NaN);
    if (Number.isInteger(pid) && !isRunning(pid))
      await rm(join(workDir, name), { recursive: true, force: true });
  }
}

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    // Somebody else's process is one all the same.
    return error instanceof Error && 'code' in error && error.code === 'EPERM';
  }
}

/** The side that is compared with. */
interface BaseSide {
  readonly commit: string;
  readonly targets: readonly Target[];
  readonly meanings: readonly Meaning[];
  readonly changed: readonly ChangedFile[];
}

async function baseOf(
  inputs: ValidateInputs,
  context: ValidateContext,
  checkout: Checkout | undefined,
  parts: { readonly scratch: string; readonly from: string; readonly side: Omit<Side, 'root' | 'work'> },
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
        ...(globalConfig === undefined ? {} : { credentials: { globalConfig } }),
      }),
  );
  const tree = join(await realpath(parts.scratch), 'base');
  const submodules = await writeTree(checkout, commit, tree);
  await fillSubmodules(checkout, tree, submodules, { cache: join(workDir, 'base-configs'), log });
  const targets = await targetsIn(tree, parts.from, inputs, context);
  // What is wrong with the base is no fault of the change.
  const silent = { ...parts.side, warn: () => undefined };
  const meanings = await meaningsIn(targets, {
    ...silent,
    root: tree,
    work: join(parts.scratch, 'base-previews'),
  });
  return { commit, targets, meanings, changed: await changedFiles(checkout, commit) };
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

async function targetsIn(
  root: string,
  from: string,
  { configs }: ValidateInputs,
  { glob, workDir }: ValidateContext,
): Promise<Target[]> {
  const targets = await findTargets(root, from, configs, glob);
  // A glob may reach into the scratch directory of this very run.
  return targets.filter(({ path }) => isInside(root, workDir) || !isInside(join(root, path), workDir));
}

async function meaningsIn(targets: readonly Target[], side: Side): Promise<Meaning[]> {
  const meanings: Meaning[] = [];
  for (const target of targets) meanings.push(...(await meaningsOf(target, side)));
  return meanings;
}

/** What a linter finds; a configuration it cannot look at at all, for its settings for one, is a finding too. */
async function lintAll(
  targets: readonly Target[],
  root: string,
  inputs: ValidateInputs,
  lint: Linter,
): Promise<Finding[]> {
  const { arches, checkRepos } = inputs;
  const placeholders = placeholderValues({ ...inputs, arch: arches[0] ?? hostArch() });
  const found: Finding[] = [];
  for (const { kind, path } of targets) {
    if (kind !== 'directory') continue;
    try {
      found.push(...belowRoot(await lint(join(root, path), { arches, placeholders, checkRepos }), path));
    } catch (error) {
      if (!(error instanceof UserError)) throw error;
      const message = cleanLine(error.message.replaceAll(/\s*\n\s*/g, ' ').replaceAll(`${root}/`, ''));
      found.push({
        rule: 'lint-refused',
        severity: 'error',
        message,
        location: { file: path === '' ? '.' : path },
      });
    }
  }
  return found;
}

function renderSettings(inputs: ValidateInputs, { log }: ValidateContext, cache: string): RenderSettings {
  const { baseConfig, target, overrides, packages, baseConfigPath, variables } = inputs;
  let fetched: Promise<string> | undefined;
  return {
    basePath: baseConfigPath,
    overrides,
    packages,
    variables: Object.keys(variables),
    placeholders: (arch) => placeholderValues({ ...inputs, arch }),
    exclude: [],
    always: baseConfig !== undefined,
    base: async () => {
      if (baseConfig === undefined && pairFor(target) === undefined) return undefined;
      fetched ??= cachedRepository({ ...baseSource(inputs, target), input: 'base-config' }, cache, log);
      return await fetched;
    },
  };
}

function warnOnce(log: Log): (message: string) => void {
  const said = new Set<string>();
  return (message) => {
    if (said.size < said.add(message).size) log.warning(message);
  };
}
