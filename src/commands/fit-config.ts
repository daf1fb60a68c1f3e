import { refuseUndriven } from '../assembler/dialects.ts';
import { refuseLacking } from '../assembler/lacking.ts';
import type { Step } from '../assembler/plan.ts';
import { recordProbe } from '../assembler/run-record.ts';
import type { StepRunner } from '../assembler/run-step.ts';
import { adapt } from '../config-tree/adapt.ts';
import { asPart } from '../report/failed-part.ts';
import type { Prepared } from './prepare-all.ts';
import { refuseTooOld } from './too-old.ts';

/** Makes the tree fit what the image is. @throws UserError for an image that cannot be driven. */
export async function fitConfig(
  { image, facts, rendered }: Prepared,
  { log, logDir }: StepRunner,
  configPath: string,
  steps: readonly Step[],
): Promise<void> {
  log.info(
    `dialect ${facts.dialect}; ${facts.rpmOstree || 'rpm-ostree does not say its version'}; commit ${facts.commit ?? 'unknown'}`,
  );
  await recordProbe(logDir, image, facts);
  const { dialect } = facts;
  refuseUndriven(image.reference, dialect);
  refuseLacking(image.reference, facts, steps);
  await asPart('render', async () => await refuseTooOld(rendered, facts, log));
  await adapt(rendered, { dialect, configPath }, log);
}
