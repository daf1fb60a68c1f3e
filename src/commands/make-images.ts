import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { planImages, TARBALL, type PlanRequest } from '../assembler/plan.ts';
import type { StepRunner } from '../assembler/run-step.ts';
import { runSteps } from '../assembler/run-steps.ts';
import { collectImages, type CollectedImage } from '../images/collect.ts';
import { buildDirectory, readMeta, type BuildMeta } from '../images/meta.ts';
import { imageFileName, type NameParts } from '../images/names.ts';
import type { BuildInputs } from '../inputs/types.ts';
import type { Prepared } from './prepare-all.ts';

/** A build images are made of. */
export interface ImagesRequest {
  readonly plan: PlanRequest;
  readonly buildId: string;
  /** False when it is an earlier one. */
  readonly changed: boolean;
  readonly prepared: Prepared;
  /** Where the images go. */
  readonly imagesDir: string;
}

/** Makes what was asked for and is not there yet. @throws UserError, CancelledError */
export async function makeImages(
  inputs: BuildInputs,
  images: ImagesRequest,
  runner: StepRunner,
): Promise<void> {
  const { plan, buildId, changed, prepared } = images;
  const meta = await readMeta(buildDirectory(plan.srvDir, buildId, inputs.arch));
  const kept = !changed && existsSync(tarballOf(inputs, images, meta)) ? ['commit-tarball'] : [];
  const steps = planImages(
    plan,
    {
      id: buildId,
      ref: meta.ref ?? prepared.rendered.ref,
      timestamp: meta.timestamp,
      commit: meta.ostreeCommit,
    },
    [...meta.images.keys(), ...kept],
  );
  await runSteps(runner, steps);
}

/** Finds and verifies what was made. @throws UserError */
export async function gatherImages(
  inputs: BuildInputs,
  images: ImagesRequest,
  { log }: StepRunner,
): Promise<CollectedImage[]> {
  const buildDir = buildDirectory(images.plan.srvDir, images.buildId, inputs.arch);
  const meta = await readMeta(buildDir);
  return await log.group('Collect and verify the images', async () => {
    const collected = await collectImages({
      meta,
      buildDir,
      tarball: join(images.plan.srvDir, TARBALL),
      imagesDir: images.imagesDir,
      kinds: inputs.images,
      names: namesOf(inputs, images, meta),
    });
    for (const { path, sha256, size } of collected) log.info(`${sha256}  ${path} (${size} bytes)`);
    return collected;
  });
}

function namesOf(inputs: BuildInputs, { buildId, prepared }: ImagesRequest, { name }: BuildMeta): NameParts {
  return { name, buildId, target: prepared.target, arch: inputs.arch };
}

function tarballOf(inputs: BuildInputs, images: ImagesRequest, meta: BuildMeta): string {
  return join(images.imagesDir, imageFileName('commit-tarball', namesOf(inputs, images, meta)));
}
