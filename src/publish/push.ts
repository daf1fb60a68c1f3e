import { createHash } from 'node:crypto';
import { mkdir, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { Identity } from '../assembler/engine.ts';
import { markedBy } from '../assembler/engines/step-processes.ts';
import { explainPush, registryOf } from '../assembler/pull-failures.ts';
import { isDigest, repositoryOf } from '../assembler/reference.ts';
import { UserError } from '../errors.ts';
import type { Log } from '../log/log.ts';
import { retry, type RetryPolicy } from '../net/retry.ts';
import { environmentWith } from '../process/environment.ts';
import { run } from '../process/run.ts';
import { stream } from '../process/stream.ts';

/** An image that is in a registry now. */
export interface PushedImage {
  /** As it was asked for. */
  readonly reference: string;
  /** `sha256:…` of the manifest. */
  readonly digest: string;
  /** `name@sha256:…`. */
  readonly pinned: string;
}

/** What is pushed, and where to. */
export interface PushRequest {
  /** Absolute path of the OCI archive; without colon, which separates in the program's syntax. */
  readonly archive: string;
  /** `registry/name:tag`. */
  readonly reference: string;
  /** File with logins, in place of the engine's own. */
  readonly authFile: string | undefined;
  /** Directory for the log, and for what is unpacked on the way. */
  readonly dir: string;
  /** By what a push is found that goes on after this process was killed. */
  readonly identity?: Identity | undefined;
  readonly log: Log;
  /** Ends the pauses between attempts; the running program is stopped by a signal. */
  readonly signal?: AbortSignal | undefined;
  /** For tests; the default is {@link PUSH_POLICY}. */
  readonly policy?: RetryPolicy;
}

export const PUSH_POLICY: RetryPolicy = {
  attempts: 3,
  firstDelayMs: 5_000,
  maxDelayMs: 60_000,
  budgetMs: 1_800_000,
};

/**
 * What copies. An engine would have to load the archive and would compress its layers anew: another digest, and twice
 * the room. skopeo is of podman's family and takes podman's and docker's logins; hosted runners and the assembler's
 * image have it.
 */
const PROGRAM = 'skopeo';

/** @throws UserError where there is no skopeo: before an hour is spent on what cannot be pushed then */
export async function checkPusher(): Promise<void> {
  const found = await run([PROGRAM, '--version']).catch(() => undefined);
  if (found?.exitCode === 0) return;
  throw new UserError(
    'push: needs skopeo, and there is none on this machine; install it (`apt-get install skopeo`) or leave push out',
  );
}

/**
 * Pushes an OCI archive as it is, byte for byte, and asks the registry for what it has then.
 *
 * @throws UserError with the cause and what to do.
 */
export async function pushImage(request: PushRequest): Promise<PushedImage> {
  const { archive, reference, log, signal } = request;
  if (/[:\n]/.test(archive)) throw new Error(`${archive}: a colon would end the path`);
  const digestFile = join(request.dir, 'push-digest');
  const temp = join(request.dir, 'push-temp');
  await mkdir(temp, { recursive: true });
  try {
    const push = async (): Promise<void> => {
      const flags = ['--preserve-digests', `--digestfile=${digestFile}`];
      await skopeo(request, ['copy', ...flags, `oci-archive:${archive}`, `docker://${reference}`], temp);
    };
    await retry('push', push, { policy: request.policy ?? PUSH_POLICY, log, signal });
    const digest = (await readFile(digestFile, 'utf8')).trim();
    if (!isDigest(digest)) throw new UserError(`push: skopeo says no digest but ${JSON.stringify(digest)}`);
    const pinned = `${repositoryOf(reference)}@${digest}`;
    await compare(request, pinned, digest);
    return { reference, digest, pinned };
  } finally {
    await rm(temp, { recursive: true, force: true });
    await rm(digestFile, { force: true });
  }
}

/** The registry has to have a manifest of that digest under that digest. @throws UserError */
async function compare(request: PushRequest, pinned: string, digest: string): Promise<void> {
  const { exitCode, stdout, stderr } = await run(
    commandOf(request, ['inspect', '--raw', `docker://${pinned}`]),
  );
  if (exitCode !== 0) throw explainPush(placeOf(request), exitCode, stderr.split('\n'));
  const found = `sha256:${createHash('sha256').update(stdout).digest('hex')}`;
  if (found !== digest) throw new UserError(`push: the registry has ${found} as ${pinned}`);
}

async function skopeo(request: PushRequest, args: readonly string[], temp: string): Promise<void> {
  const { env: mark, ownSession } = markedBy(request.identity);
  const { exitCode, tail } = await stream(commandOf(request, args), {
    log: request.log,
    logFile: join(request.dir, 'push.log'),
    title: 'push',
    // It unpacks the archive first, by default into /var/tmp.
    env: environmentWith({ TMPDIR: temp, ...mark }),
    ownSession,
  });
  if (exitCode !== 0) throw explainPush(placeOf(request), exitCode, tail);
}

/** skopeo of before 2023 does not look at the variable by which podman is told of its registries. */
function commandOf(
  { authFile }: PushRequest,
  [verb = '', ...args]: readonly string[],
): [string, ...string[]] {
  const registries = process.env['CONTAINERS_REGISTRIES_CONF'] ?? '';
  return [
    PROGRAM,
    ...(registries === '' ? [] : [`--registries-conf=${registries}`]),
    verb,
    ...(authFile === undefined ? [] : [`--authfile=${authFile}`]),
    ...args,
  ];
}

function placeOf({ reference }: PushRequest): Parameters<typeof explainPush>[0] {
  return { program: PROGRAM, reference, registry: registryOf(reference) };
}
