import { pairFor, VERIFIED_MEANS, type Pair } from '../config-tree/pairs.ts';
import type { BuildInputs } from '../inputs/types.ts';
import type { Log } from '../log/log.ts';

/** The pair something is taken from by default; undefined when the job brings base and assembler itself. */
export function pairInUse(
  inputs: Pick<BuildInputs, 'baseConfig'> & Partial<Pick<BuildInputs, 'assemblerImage'>>,
  target: string | undefined,
): Pair | undefined {
  const bringsAll = inputs.baseConfig !== undefined && inputs.assemblerImage !== undefined;
  return bringsAll ? undefined : pairFor(target);
}

/** Says whose defaults are used, and how far they were ever tried. */
export function announcePair(pair: Pair | undefined, log: Log): void {
  if (pair === undefined) return;
  const { target, verified, remark, include } = pair;
  log.info(
    `target ${target}: defaults for it were tried with ${VERIFIED_MEANS[verified]} (verified: ${verified})`,
  );
  log.info(`target ${target}: ${remark} Manifests include its ${include}`);
}
