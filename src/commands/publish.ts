import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { StepRunner } from '../assembler/run-step.ts';
import type { BuildRecord } from '../build-record/record.ts';
import { messageOf } from '../errors.ts';
import type { CollectedImage } from '../images/collect.ts';
import type { BuildInputs } from '../inputs/types.ts';
import { sideBySide } from '../process/side-by-side.ts';
import { justEnded } from '../process/timing.ts';
import { layOutMetadata } from '../publish/metadata.ts';
import { whyNoService } from '../publish/availability.ts';
import { connectService } from '../publish/client.ts';
import { bundleNames } from '../publish/parcel.ts';
import { allowedRetention, metadataRetention } from '../publish/retention.ts';
import type { UploadedArtifact, UploadOptions } from '../publish/types.ts';
import { uploadBundle, uploadFile } from '../publish/upload.ts';
import type { ResultImage } from '../report/result.ts';
import type { BuildContext } from './build-context.ts';
import { writeRecord } from './record-build.ts';

/** What is published. */
export interface PublishRequest {
  readonly buildDir: string;
  readonly manifest: string;
  readonly target: string | undefined;
  readonly images: readonly CollectedImage[];
  /**
   * Adds to the metadata once they are laid out, and before anything is uploaded.
   *
   * @returns paths of the files it made in that directory
   */
  readonly addMetadata?: (metadataDir: string) => Promise<string[]>;
  /** Directory of the console's log and the picture of a verified boot. */
  readonly bootLog?: string | undefined;
  /** The record of the build, once it is known where its images are. */
  readonly record: (images: readonly ResultImage[]) => Promise<BuildRecord>;
}

/** Paths of the regular files below a directory; none when it is not there. */
async function filesBelow(dir: string): Promise<string[]> {
  const entries = await readdir(dir, { recursive: true, withFileTypes: true }).catch(() => []);
  return entries
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .sort();
}

/** Inputs that say what is uploaded, and under which names. */
export type PublishInputs = Pick<
  BuildInputs,
  'workDir' | 'arch' | 'target' | 'upload' | 'overwrite' | 'artifactName' | 'retentionDays'
>;

/** Names the artifact with the metadata may have gone up under; the first is the usual one. */
export function metadataNames(
  inputs: Pick<BuildInputs, 'artifactName' | 'arch'>,
  target: string | undefined,
): [string, ...string[]] {
  return bundleNames(bundleName(inputs, 'metadata', target));
}

/** Name of a zipped artifact; a matrix over targets and architectures must not meet. */
function bundleName(
  { artifactName, arch }: Pick<BuildInputs, 'artifactName' | 'arch'>,
  part: 'metadata' | 'boot' | 'log',
  target: string | undefined,
): string {
  return [artifactName, part, ...(target === undefined ? [] : [target]), arch].join('-');
}

/** Uploads the logs of a build that failed; whatever comes of it, the build's own error is what is told. */
export async function publishLogs(inputs: BuildInputs, context: BuildContext, logDir: string): Promise<void> {
  const { env, log } = context;
  const files = await filesBelow(logDir);
  if (!inputs.upload || files.length === 0 || whyNoService(env) !== undefined) return;
  const name = bundleName(inputs, 'log', inputs.target);
  try {
    await log.group('Upload the logs', async () => {
      // A log is of one attempt: a later one replaces it.
      return await stoppable({ ...inputs, overwrite: true }, context, async (options) => {
        return await uploadBundle({ name, files, root: logDir }, options);
      });
    });
  } catch (error) {
    log.warning(`the logs could not be uploaded: ${messageOf(error)}`);
  }
}

/** Where the metadata of the last build that was published lie. */
export function metadataDir(workDir: string): string {
  return join(workDir, 'metadata');
}

/** Lays out the metadata and uploads it with the images, side by side; without a service everything stays here. */
export async function publish(
  inputs: PublishInputs,
  context: BuildContext,
  request: PublishRequest,
  runner: Pick<StepRunner, 'timings'>,
): Promise<{ images: ResultImage[]; metadata: UploadedArtifact | undefined }> {
  const { env, log } = context;
  const root = metadataDir(inputs.workDir);
  const files = await layOutMetadata({ ...request, arch: inputs.arch, outDir: root });
  files.push(...((await request.addMetadata?.(root)) ?? []));
  const reason = inputs.upload ? whyNoService(env) : 'upload: false';
  if (reason !== undefined) {
    log.info(
      `nothing is uploaded: ${reason}. The images are in ${join(inputs.workDir, 'images')}, the metadata in ${root}`,
    );
    const images = request.images.map((image) => ({ ...image, artifact: undefined }));
    await writeRecord(await request.record(images), root);
    return { images, metadata: undefined };
  }
  const started = performance.now();
  const result = await log.group('Upload', async () => {
    return await stoppable(inputs, context, async (options) => {
      const uploads = sideBySide(
        request.images.map(async (image): Promise<ResultImage> => ({
          ...image,
          artifact: await uploadFile(image, options),
        })),
      );
      const bootFiles = request.bootLog === undefined ? [] : await filesBelow(request.bootLog);
      const [images] = await sideBySide([
        uploads,
        ...(request.bootLog === undefined || bootFiles.length === 0
          ? []
          : [
              uploadBundle(
                { name: bundleName(inputs, 'boot', request.target), files: bootFiles, root: request.bootLog },
                options,
              ),
            ]),
      ]);
      // Last, because the record in them names the artifacts: metadata that are there are those of a whole build.
      const record = await writeRecord(await request.record(images), root);
      const metadata = await uploadBundle(
        { name: bundleName(inputs, 'metadata', request.target), files: [...files, record], root },
        { ...options, retentionDays: metadataRetention(options.retentionDays, env) },
      );
      return { images, metadata };
    });
  });
  runner.timings.push(justEnded('Upload', (performance.now() - started) / 1000));
  return result;
}

/** Runs uploads that a signal ends at once. @throws CancelledError after a signal. */
async function stoppable<T>(
  { overwrite, retentionDays }: Pick<BuildInputs, 'overwrite' | 'retentionDays'>,
  { env, log, cancellation }: BuildContext,
  body: (options: UploadOptions) => Promise<T>,
): Promise<T> {
  cancellation.throwIfCancelled();
  const options: UploadOptions = {
    connect: () => connectService(env),
    log,
    env,
    startedAt: performance.timeOrigin,
    overwrite,
    retentionDays: allowedRetention(retentionDays, env, log),
    signal: cancellation.signal,
  };
  try {
    return await body(options);
  } catch (error) {
    cancellation.throwIfCancelled();
    throw error;
  }
}
