import { access, constants, stat } from 'node:fs/promises';
import { basename, dirname } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { messageOf, UserError } from '../errors.ts';
import type { Log } from '../log/log.ts';
import type { ArtifactService } from './service.ts';

/** A file that goes up as it is. */
export interface FileUpload {
  readonly path: string;
  /** Of the file, as computed before. */
  readonly sha256: string;
}

/** Several files in one zip. */
export interface BundleUpload {
  readonly name: string;
  readonly files: readonly string[];
  readonly root: string;
}

/** An artifact that is there. */
export interface UploadedArtifact {
  readonly name: string;
  readonly id: number;
  /** Page a person with access to the repository can download it from; undefined outside a workflow run. */
  readonly url: string | undefined;
  readonly reused: boolean;
}

/** How uploads are done. */
export interface UploadOptions {
  readonly service: ArtifactService;
  readonly log: Log;
  readonly env: NodeJS.ProcessEnv;
  readonly overwrite: boolean;
  readonly retentionDays: number | undefined;
  /** Milliseconds before the second try; the third waits twice as long. */
  readonly retryDelayMs?: number;
}

const TRIES = 3;

/**
 * Uploads a file under its own name, unzipped. The client's gaps are closed here: it does not retry a dropped
 * connection to the service, crashes the process on a file it cannot read, and knows neither reuse nor overwrite.
 *
 * @throws UserError when an artifact of this name with other content is there and `overwrite` is off, when the file
 * cannot be read, when what arrived is not the file, or when three tries failed.
 */
export async function uploadFile(
  { path, sha256 }: FileUpload,
  options: UploadOptions,
): Promise<UploadedArtifact> {
  const name = basename(path);
  await mustBeReadable(path);
  const there = await find(name, options);
  if (there !== undefined) {
    if (there.digest?.replace(/^sha256:/, '') === sha256) {
      options.log.info(`${name}: an artifact with the same content is there already; it is reused`);
      return { name, id: there.id, url: artifactUrl(there.id, options.env), reused: true };
    }
    await makeRoom(name, options);
  }
  const { size } = await stat(path);
  const started = performance.now();
  const answer = await withRetries(name, options, async () => {
    return await options.service.uploadArtifact(name, [path], dirname(path), {
      skipArchive: true,
      ...retention(options),
    });
  });
  if (answer.digest !== sha256 || answer.size !== size || answer.id === undefined) {
    await options.service.deleteArtifact(name).catch(() => undefined);
    throw new UserError(
      `${name}: ${answer.size ?? 0} bytes with sha256 ${answer.digest ?? 'unknown'} were uploaded, ` +
        `the file has ${size} bytes with sha256 ${sha256}: it changed meanwhile; the artifact was removed`,
    );
  }
  const seconds = (performance.now() - started) / 1000;
  options.log.info(
    `${name}: ${(size / 1e6).toFixed(1)} MB in ${seconds.toFixed(1)} s, ${(size / 1e6 / seconds).toFixed(0)} MB/s`,
  );
  return { name, id: answer.id, url: artifactUrl(answer.id, options.env), reused: false };
}

/**
 * Uploads small files in one zip. An artifact of the same name is replaced when `overwrite` allows it.
 *
 * @throws UserError as {@link uploadFile}.
 */
export async function uploadBundle(
  { name, files, root }: BundleUpload,
  options: UploadOptions,
): Promise<UploadedArtifact> {
  await Promise.all(files.map(mustBeReadable));
  if ((await find(name, options)) !== undefined) await makeRoom(name, options);
  const answer = await withRetries(name, options, async () => {
    return await options.service.uploadArtifact(name, [...files], root, retention(options));
  });
  if (answer.id === undefined) throw new UserError(`${name}: the artifact service returned no id`);
  return { name, id: answer.id, url: artifactUrl(answer.id, options.env), reused: false };
}

function retention({ retentionDays }: UploadOptions): { retentionDays?: number } {
  return retentionDays === undefined ? {} : { retentionDays };
}

async function mustBeReadable(path: string): Promise<void> {
  try {
    await access(path, constants.R_OK);
    if ((await stat(path)).isFile()) return;
  } catch (error) {
    throw new UserError(`${path}: cannot be read, so it cannot be uploaded: ${messageOf(error)}`, {
      cause: error,
    });
  }
  throw new UserError(`${path}: is not a file, so it cannot be uploaded`);
}

async function find(
  name: string,
  options: UploadOptions,
): Promise<{ id: number; digest?: string | undefined } | undefined> {
  const { artifacts } = await withRetries(`list for ${name}`, options, async () => {
    return await options.service.listArtifacts({ latest: true });
  });
  return artifacts.find((artifact) => artifact.name === name);
}

async function makeRoom(name: string, options: UploadOptions): Promise<void> {
  if (!options.overwrite) {
    throw new UserError(
      `${name}: an artifact of this name with other content is there already; set \`overwrite: true\` to replace it, ` +
        'or make the names differ (artifact-name, version, target)',
    );
  }
  options.log.info(`${name}: replacing the artifact that is there (overwrite: true)`);
  await options.service.deleteArtifact(name);
}

/** What waiting does not mend: quotas, rights, names that are taken, expired signatures. */
const FINAL = /\b(401|403|404|409)\b|insufficient usage|already exists|Usage|quota|not supported on GHES/i;

async function withRetries<T>(name: string, options: UploadOptions, attempt: () => Promise<T>): Promise<T> {
  const delay = options.retryDelayMs ?? 5_000;
  for (let tried = 1; ; tried += 1) {
    try {
      return await attempt();
    } catch (error) {
      const text = messageOf(error);
      if (tried >= TRIES || FINAL.test(text)) {
        throw new UserError(
          `${name}: upload failed after ${tried} ${tried === 1 ? 'try' : 'tries'}: ${text}`,
          {
            cause: error,
          },
        );
      }
      options.log.warning(`${name}: upload try ${tried} of ${TRIES} failed: ${text}`);
      await sleep(delay * tried);
      // A try that broke off may have left a half artifact under the name, which would refuse the next one.
      if (await leftover(name, options)) await options.service.deleteArtifact(name).catch(() => undefined);
    }
  }
}

async function leftover(name: string, options: UploadOptions): Promise<boolean> {
  const answer = await options.service.listArtifacts({ latest: true }).catch(() => undefined);
  return answer?.artifacts.some((artifact) => artifact.name === name) ?? false;
}

function artifactUrl(id: number, env: NodeJS.ProcessEnv): string | undefined {
  const repository = env['GITHUB_REPOSITORY'] ?? '';
  const run = env['GITHUB_RUN_ID'] ?? '';
  if (repository === '' || run === '') return undefined;
  return `${env['GITHUB_SERVER_URL'] ?? 'https://github.com'}/${repository}/actions/runs/${run}/artifacts/${id}`;
}
