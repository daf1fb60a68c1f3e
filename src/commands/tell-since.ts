import { pathInWorkspace, runOf } from '../build-record/make-record.ts';
import type { BuildRecord } from '../build-record/record.ts';
import { compareSources, sourceOf } from '../changes/sources.ts';
import type { MovedPart } from '../fingerprint/compare.ts';
import type { BuildInputs } from '../inputs/types.ts';
import { silentLog } from '../log/silent-log.ts';
import { sinceMarkdown } from '../report/since.ts';
import { findPrevious } from '../state/find-previous.ts';
import type { BuildContext } from './build-context.ts';
import type { LookBack } from './look-back.ts';
import type { Sources } from './prepare-all.ts';
import { previousSearch } from './previous-search.ts';

/** Tells whoever explains a failure what has moved since the last good build. */
export function tellSince(
  inputs: Pick<BuildInputs, 'config'>,
  { previous, moved }: Pick<LookBack, 'previous' | 'moved'>,
  { base }: Pick<Sources, 'base'>,
  context: Pick<BuildContext, 'env' | 'onChanges'>,
): void {
  if (previous !== undefined) tell(inputs, previous.record, { base, moved }, context);
}

/**
 * The same for a build that failed before it had anything to look at: the last good build, and what was committed
 * since. It is looked for in silence; a failure of that is none beside the one there is.
 */
export async function tellSinceEarly(
  inputs: BuildInputs,
  { env, cancellation, onChanges }: Pick<BuildContext, 'env' | 'cancellation' | 'onChanges'>,
): Promise<void> {
  if (onChanges === undefined || cancellation.signal.aborted) return;
  const previous = await findPrevious({
    ...previousSearch(inputs, env, { target: inputs.target, name: undefined }),
    network: { log: silentLog, signal: cancellation.signal },
    failedHere: false,
    isAsked: false,
  }).catch(() => undefined);
  if (previous !== undefined) tell(inputs, previous.record, {}, { env, onChanges });
}

function tell(
  { config }: Pick<BuildInputs, 'config'>,
  record: BuildRecord,
  now: { readonly base?: Sources['base']; readonly moved?: readonly MovedPart[] },
  { env, onChanges }: Pick<BuildContext, 'env' | 'onChanges'>,
): void {
  const configPath = pathInWorkspace(config, env);
  const [before, after] = [
    sourceOf(record),
    sourceOf({ run: runOf(env), ...(configPath === undefined ? {} : { configPath }) }),
  ];
  onChanges?.(
    sinceMarkdown({
      previous: record,
      source: before === undefined || after === undefined ? undefined : compareSources(before, after),
      base: now.base === undefined ? undefined : compareSources(record.baseConfig, now.base),
      moved: now.moved,
    }),
  );
}
