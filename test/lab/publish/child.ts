// Publishes files as the job does, and ends without being ended: whatever is left open keeps this process alive.
// Arguments: work directory, then path and sha256 of each file. With RAW_CLIENT set, the bare client does it.
import { stat } from 'node:fs/promises';
import { dirname } from 'node:path';
import type { BuildRecord } from '../../../src/build-record/record.ts';
import { publish } from '../../../src/commands/publish.ts';
import { messageOf } from '../../../src/errors.ts';
import type { CollectedImage } from '../../../src/images/collect.ts';
import { GithubLog } from '../../../src/log/github-log.ts';
import { Cancellation, CancelledError } from '../../../src/process/cancellation.ts';
import { makeBuildRecord } from '../../support/build-record.ts';

const [workDir = '', ...files] = process.argv.slice(2);
const images: CollectedImage[] = [];
for (let index = 0; index < files.length; index += 2) {
  const [path = '', sha256 = ''] = files.slice(index, index + 2);
  images.push({ kind: 'live-iso', path, sha256, size: (await stat(path)).size });
}
const { env } = process;
const log = new GithubLog((text) => process.stdout.write(text), env);
const cancellation = new Cancellation(log);
const { release } = cancellation.listen();
try {
  if (env['RAW_CLIENT'] !== undefined) await bare();
  else await whole();
} catch (error) {
  log.error(messageOf(error));
  process.exitCode = error instanceof CancelledError ? 130 : 1;
} finally {
  release();
}
const open = process.getActiveResourcesInfo().filter((name) => name === 'TCPSocketWrap');
process.stderr.write(`open sockets: ${open.length}\n`);
if (env['RAW_CLIENT'] !== undefined) process.exit();

async function whole(): Promise<void> {
  const inputs = {
    workDir,
    arch: 'x86_64',
    target: 'el9',
    upload: true,
    overwrite: false,
    artifactName: 'node',
    retentionDays: env['RETENTION'] === undefined ? undefined : Number(env['RETENTION']),
  };
  const record = async (): Promise<BuildRecord> => await Promise.resolve(makeBuildRecord());
  const request = { buildDir: workDir, manifest: 'none', target: 'el9', images, record };
  await publish(inputs, { env, log, cancellation, onEngine: () => undefined }, request, { timings: [] });
}

async function bare(): Promise<void> {
  const { DefaultArtifactClient } = await import('@actions/artifact');
  for (const { path } of images) {
    await new DefaultArtifactClient().uploadArtifact('', [path], dirname(path), { skipArchive: true });
  }
}
