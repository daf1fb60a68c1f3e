import { existsSync } from 'node:fs';
import { join, posix } from 'node:path';
import type { ProbeFacts } from '../assembler/probe.ts';
import { errorAt, isOwn, type TreeView } from '../config-tree/manifest-view.ts';
import type { RenderedConfig } from '../config-tree/types.ts';
import { UserError } from '../errors.ts';
import type { Finding } from '../lint/finding.ts';
import { lint } from '../lint/lint.ts';
import { isForeign } from '../lint/foreign.ts';
import { Tree } from '../lint/tree.ts';
import { versionIn } from '../lint/versions.ts';
import type { Log } from '../log/log.ts';

/** Rules about what an older rpm-ostree does with a manifest. */
const RULES = ['needs-rpm-ostree', 'setting-lost-on-include'];

/**
 * Holds what is built against the rpm-ostree of the assembler, before its first step. What an older one would read in
 * another way is a warning at its place; what it would refuse, too, when a file of the base has it, for whose sake
 * nobody here can write anything: the assembler itself says it within a minute, if it does.
 *
 * @param facts of the probe; an assembler that does not say its version is not judged.
 * @throws UserError for what rpm-ostree would refuse in a file of the configuration.
 */
export async function refuseTooOld(
  { view, flattened }: Pick<RenderedConfig, 'view' | 'flattened'>,
  facts: Pick<ProbeFacts, 'rpmOstree'>,
  log: Log,
): Promise<void> {
  const rpmOstree = versionIn(facts.rpmOstree);
  if (rpmOstree === undefined) return;
  const found = await lint(view.out, {
    rpmOstree,
    rules: RULES,
    arches: [view.arch],
    manifests: ['manifest.yaml'],
  });
  const opened = new Set(flattened.visited.map((file) => posix.normalize(file)));
  const tree = new Tree(view.out);
  // A condition may hold elsewhere: a treefile that is not opened here is not refused here.
  const counts = found.filter(({ location: { file } }) => opened.has(file) || !tree.isFile(file));
  const errors = counts.map((finding) => ({ finding, error: asError(view, finding) }));
  const refused = errors.filter(
    ({ finding: { severity, location } }) => severity === 'error' && isOfConfig(location.file, view, tree),
  );
  for (const each of errors) {
    if (!refused.includes(each)) log.warning(each.error.message, each.error.location);
  }
  const [first] = refused;
  if (first === undefined) return;
  const { location } = first.error;
  const messages = refused.map(({ error }) => error.message).join('\n');
  throw new UserError(messages, location === undefined ? {} : { location });
}

/** True for a file of the configuration itself, be it a template there. A base in a submodule of it is none. */
function isOfConfig(file: string, { config }: TreeView, tree: Tree): boolean {
  if (isOwn({ file })) return true;
  return !isForeign(tree, file) && [file, `${file}.in`].some((name) => existsSync(join(config, name)));
}

function asError(view: TreeView, { message, location }: Finding): UserError {
  return errorAt(view, location.line === undefined && isOwn(location) ? undefined : location, message);
}
