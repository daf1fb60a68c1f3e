import { identityOf } from '../assembler/engine.ts';
import type { StepRunner } from '../assembler/run-step.ts';
import type { CollectedImage } from '../images/collect.ts';
import type { BuildInputs } from '../inputs/types.ts';
import { checkPusher, pushImage, type PushedImage } from '../publish/push.ts';
import { justEnded } from '../process/timing.ts';
import { asPart } from '../report/failed-part.ts';

/** Inputs of a push. */
type PushInputs = Pick<BuildInputs, 'push' | 'registryAuthFile'>;

/** @throws UserError when a push was asked for that this machine cannot do */
export async function checkPush({ push }: PushInputs): Promise<void> {
  if (push !== undefined) await checkPusher();
}

/** Pushes the OCI archive, when that was asked for. @throws UserError, CancelledError */
export async function pushArchive(
  { push, registryAuthFile }: PushInputs,
  images: readonly CollectedImage[],
  { log, logDir, runId, cancellation, timings }: StepRunner,
): Promise<PushedImage | undefined> {
  const archive = images.find(({ kind }) => kind === 'oci-archive');
  if (push === undefined || archive === undefined) return undefined;
  cancellation.throwIfCancelled();
  const started = performance.now();
  const pushed = await log.group('Push', async () => {
    return await asPart('push', async () => {
      try {
        return await pushImage({
          archive: archive.path,
          reference: push,
          authFile: registryAuthFile,
          dir: logDir,
          identity: identityOf(runId, 'push'),
          log,
          signal: cancellation.signal,
        });
      } catch (error) {
        cancellation.throwIfCancelled();
        throw error;
      }
    });
  });
  log.info(`pushed ${pushed.pinned}`);
  timings.push(justEnded('Push', (performance.now() - started) / 1000));
  return pushed;
}
