import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { CONTAINER, planImages, TARBALL, type PlanRequest } from '../assembler/plan.ts';
import type { StepRunner } from '../assembler/run-step.ts';
import { runSteps } from '../assembler/run-steps.ts';
import { collectImages, type CollectedImage } from '../images/collect.ts';
import { buildDirectory, readMeta } from '../images/meta.ts';
import { imageFileName } from '../images/names.ts';
import type { BuildInputs } from '../inputs/types.ts';
import { buildDirs } from './build-context.ts';
import type { Prepared } from './prepare-all.ts';

/** Makes what was asked for and is not there yet, and collects all of it. @throws UserError, CancelledError */
export async function makeImages(
  inputs: BuildInputs,
  request: PlanRequest,
  runner: StepRunner,
  { buildId, changed }: { readonly buildId: string; readonly changed: boolean },
  prepared: Prepared,
): Promise<CollectedImage[]> {
  const buildDir = buildDirectory(request.srvDir, buildId, inputs.arch);
  const before = await readMeta(buildDir);
  const names = { name: before.name, buildId, target: prepared.target, arch: inputs.arch };
  const imagesDir = buildDirs(inputs).images;
  const tarball = join(imagesDir, imageFileName('commit-tarball', names));
  const kept = !changed && existsSync(tarball) ? ['commit-tarball'] : [];
  const steps = planImages(
    request,
    { id: buildId, ref: before.ref ?? prepared.rendered.ref, timestamp: before.timestamp },
    [...before.images.keys(), ...kept],
  );
  await runSteps(runner, steps);
  const meta = await readMeta(buildDir);
  return await runner.log.group('Collect and verify the images', async () => {
    const collected = await collectImages({
      meta,
      buildDir,
      tarball: join(request.srvDir, TARBALL.slice(CONTAINER.work.length)),
      imagesDir,
      kinds: inputs.images,
      names,
    });
    for (const { path, sha256, size } of collected) runner.log.info(`${sha256}  ${path} (${size} bytes)`);
    return collected;
  });
}
