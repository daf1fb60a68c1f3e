import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { StepRunner } from '../assembler/run-step.ts';
import { messageOf } from '../errors.ts';
import type { CollectedImage } from '../images/collect.ts';
import type { BuildInputs } from '../inputs/types.ts';
import { sideBySide } from '../process/side-by-side.ts';
import { layOutMetadata } from '../publish/metadata.ts';
import { loadService, whyNoService } from '../publish/service.ts';
import { uploadBundle, uploadFile, type UploadedArtifact, type UploadOptions } from '../publish/upload.ts';
import type { ResultImage } from '../report/result.ts';
import type { BuildContext } from './build-context.ts';

/** What is published. */
export interface PublishRequest {
  readonly buildDir: string;
  readonly manifest: string;
  readonly target: string | undefined;
  readonly images: readonly CollectedImage[];
  /** Directory of the console's log and the picture of a verified boot. */
  readonly bootLog?: string | undefined;
}

/** Paths of the regular files below a directory; none when it is not there. */
async function filesBelow(dir: string): Promise<string[]> {
  const entries = await readdir(dir, { recursive: true, withFileTypes: true }).catch(() => []);
  return entries
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .sort();
}

/** Uploads the logs of a build that failed; whatever comes of it, the build's own error is what is told. */
export async function publishLogs(
  inputs: BuildInputs,
  { env, log }: BuildContext,
  logDir: string,
): Promise<void> {
  const files = await filesBelow(logDir);
  if (!inputs.upload || files.length === 0 || whyNoService(env) !== undefined) return;
  const { target } = inputs;
  const name = [inputs.artifactName, 'log', ...(target === undefined ? [] : [target]), inputs.arch].join('-');
  try {
    const { retentionDays } = inputs;
    // A log is of one attempt: a later one replaces it.
    await log.group('Upload the logs', async () => {
      const options = { service: await loadService(), log, env, overwrite: true, retentionDays };
      return await uploadBundle({ name, files, root: logDir }, options);
    });
  } catch (error) {
    log.warning(`the logs could not be uploaded: ${messageOf(error)}`);
  }
}

/** Lays out the metadata and uploads it with the images, side by side; without a service everything stays here. */
export async function publish(
  inputs: BuildInputs,
  { env, log }: BuildContext,
  request: PublishRequest,
  runner: StepRunner,
): Promise<{ images: ResultImage[]; metadata: UploadedArtifact | undefined }> {
  const root = join(inputs.workDir, 'metadata');
  const files = await layOutMetadata({ ...request, arch: inputs.arch, outDir: root });
  const reason = inputs.upload ? whyNoService(env) : 'upload: false';
  if (reason !== undefined) {
    log.info(
      `nothing is uploaded: ${reason}. The images are in ${join(inputs.workDir, 'images')}, the metadata in ${root}`,
    );
    return {
      images: request.images.map((image) => ({ ...image, artifact: undefined })),
      metadata: undefined,
    };
  }
  const started = performance.now();
  const result = await log.group('Upload', async () => {
    const options: UploadOptions = {
      service: await loadService(),
      log,
      env,
      overwrite: inputs.overwrite,
      retentionDays: inputs.retentionDays,
    };
    const named = (part: string): string =>
      [
        inputs.artifactName,
        part,
        ...(request.target === undefined ? [] : [request.target]),
        inputs.arch,
      ].join('-');
    const uploads = Promise.all(
      request.images.map(async (image): Promise<ResultImage> => ({
        ...image,
        artifact: await uploadFile(image, options),
      })),
    );
    const bootFiles = request.bootLog === undefined ? [] : await filesBelow(request.bootLog);
    const [images, metadata] = await sideBySide([
      uploads,
      uploadBundle({ name: named('metadata'), files, root }, options),
      ...(request.bootLog === undefined || bootFiles.length === 0
        ? []
        : [uploadBundle({ name: named('boot'), files: bootFiles, root: request.bootLog }, options)]),
    ]);
    return { images, metadata };
  });
  runner.timings.push({ title: 'Upload', seconds: (performance.now() - started) / 1000 });
  return result;
}
