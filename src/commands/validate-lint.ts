import { join } from 'node:path';
import { UserError } from '../errors.ts';
import type { ValidateInputs } from '../inputs/validate.ts';
import type { Finding } from '../lint/finding.ts';
import { cleanLine } from '../log/clean.ts';
import { AddressGuard } from '../net/address-guard.ts';
import { unlessRefused } from '../unless-refused.ts';
import { archesOfAll } from '../validate/arches.ts';
import { belowRoot } from '../validate/findings.ts';
import { lintManifests, manifestGroups } from '../validate/lint-manifests.ts';
import { lintTarget, type Looking } from '../validate/lint-target.ts';
import type { Releases } from '../validate/releases.ts';
import type { Side } from '../validate/side.ts';
import type { Target } from '../validate/targets.ts';
import { trustedAddresses } from '../validate/trusted-addresses.ts';
import type { Meaning } from '../validate/types.ts';
import { rpmOstreeVersion } from './rpm-ostree-version.ts';
import type { BaseSide } from './validate-base.ts';
import type { ValidateContext } from './validate-context.ts';

/** What {@link lintAll} looks at. */
export interface LintedSide {
  readonly side: Side;
  readonly targets: readonly Target[];
  readonly meanings: readonly Meaning[];
  readonly before: BaseSide | undefined;
  readonly releases: Releases | undefined;
}

/**
 * What the rules find in all configurations, and the look at repositories where it is asked for. A configuration that
 * cannot be looked at at all, for its settings for one, is a finding too.
 */
export async function lintAll(
  inputs: ValidateInputs,
  context: ValidateContext,
  { side, targets, meanings, before, releases }: LintedSide,
): Promise<Finding[]> {
  const { log } = context;
  const { version, remark } = rpmOstreeVersion(inputs.rpmOstree, inputs.target, 'rpm-ostree');
  if (remark !== undefined) log.info(remark);
  const looking: Looking = {
    lint: context.lint,
    lookUp: inputs.checkRepos ? context.lookUp(inputs.yumVariables) : undefined,
    releases,
    rpmOstree: version,
    guard:
      inputs.checkRepos && context.fromFork ? await guardFor(side, targets, before, releases) : undefined,
    info: (message) => log.info(message),
  };
  const found: Finding[] = [];
  for (const target of targets) {
    if (target.kind !== 'directory') continue;
    found.push(...(await lintOne(target.path, side, async () => await lintTarget(target, side, looking))));
  }
  for (const group of manifestGroups(targets)) {
    const look = async (): Promise<Finding[]> => await lintManifests(group, side, meanings, looking);
    found.push(...(await lintOne(group.path, side, look)));
  }
  return found;
}

async function lintOne(path: string, side: Side, look: () => Promise<Finding[]>): Promise<Finding[]> {
  try {
    return belowRoot(await look(), path);
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    const message = cleanLine(
      error.message
        .replaceAll(/\s*\n\s*/g, ' ')
        .replaceAll(`${side.work}/`, '')
        .replaceAll(`${side.root}/`, ''),
    );
    const file = path === '' ? '.' : path;
    return [{ rule: 'lint-refused', severity: 'error', message, location: { file } }];
  }
}

/** Of a stranger's change only that is read which was read before, besides the internet. */
async function guardFor(
  side: Side,
  targets: readonly Target[],
  before: BaseSide | undefined,
  releases: Releases | undefined,
): Promise<AddressGuard> {
  const base = await unlessRefused(async () => await side.render.base());
  return new AddressGuard(
    await trustedAddresses({
      configs: before?.targets.map(({ path }) => join(before.root, path)) ?? [],
      root: before?.root,
      placeholders: archesOfAll(targets, side).map((arch) => side.render.placeholders(arch)),
      base,
      releaseTexts: releases?.texts() ?? [],
    }),
  );
}
