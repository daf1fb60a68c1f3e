import type { StepRunner } from '../assembler/run-step.ts';
import type { BuildInputs } from '../inputs/types.ts';
import type { BuildContext } from './build-context.ts';
import { lookBack, withPulled, type LookBack, type LookBackPlace } from './look-back.ts';
import { prepareAll, type Prepared, type Sources } from './prepare-all.ts';
import { isFirstLevel } from './skip-build.ts';
import { tellSince, tellSinceEarly } from './tell-since.ts';

/** What a build is made from, and what it is compared with. */
export interface PreparedAndLookedBack {
  /** undefined when nothing has moved and nothing was pulled. */
  readonly prepared: Prepared | undefined;
  readonly sources: Sources;
  readonly look: LookBack;
}

/** Prepares everything, and looks back: before the pull where that can save it, else afterwards. */
export async function prepareAndLookBack(
  inputs: BuildInputs,
  context: BuildContext,
  runner: StepRunner,
  place: LookBackPlace,
): Promise<PreparedAndLookedBack> {
  let before: { readonly sources: Sources; readonly look: LookBack } | undefined;
  const beforePull = async (sources: Sources): Promise<boolean> => {
    before = { sources, look: await lookBack(inputs, sources, place, context) };
    tellSince(inputs, before.look, sources, context);
    return !isFirstLevel(before.look);
  };
  const prepared = await prepareAll(
    inputs,
    runner,
    place.dirs,
    context,
    inputs.skipUnchanged ? beforePull : undefined,
  ).catch(async (error: unknown) => {
    if (before === undefined) await tellSinceEarly(inputs, context);
    throw error;
  });
  if (before !== undefined) {
    const { sources, look } = before;
    if (prepared === undefined) return { prepared, sources, look };
    return { prepared, sources, look: withPulled(look, prepared.image.digest, context.log) };
  }
  if (prepared === undefined) throw new Error('nothing was asked and nothing prepared');
  const pulled = prepared.image.digest;
  const look = await lookBack(inputs, prepared, { ...place, pulled }, context);
  tellSince(inputs, look, prepared, context);
  return { prepared, sources: prepared, look };
}
