import { mkdir, readFile, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setOutput } from '@actions/core';
import { create } from '@actions/glob';
import { messageOf, UserError } from '../errors.ts';
import { NotAllowedError } from '../github/api.ts';
import { publishRolling } from '../github/rolling-release.ts';
import type { AssetContent } from '../github/upload-asset.ts';
import { parseReleaseInputs, repositoryOf } from '../inputs/publish-release.ts';
import type { RawInputs } from '../inputs/schema.ts';
import { isObject } from '../json.ts';
import type { Log } from '../log/log.ts';
import { maskSecrets } from '../log/secrets.ts';
import { releaseNotes } from '../release-assets/notes.ts';
import { planAssets, type AssetLimits, type PlannedFile } from '../release-assets/plan.ts';
import { sumsOf, sumsText, type Sums } from '../release-assets/sums.ts';
import { sha256OfText } from '../images/digest.ts';

/** Name of the file with the sums, as everybody calls it. */
const SUMS = 'SHA256SUMS';

/**
 * `command: publish-release` of the action.
 *
 * @param limits for tests
 * @returns the job summary.
 * @throws UserError
 */
export async function publishRelease(
  raw: RawInputs,
  env: NodeJS.ProcessEnv,
  log: Log,
  limits?: AssetLimits,
): Promise<string> {
  const inputs = parseReleaseInputs(raw, env['GITHUB_WORKSPACE'] ?? process.cwd());
  const repository = repositoryOf(env);
  const files = await planAssets(await filesOf(inputs.files), inputs.buildId, limits);
  if (files.some(({ name }) => name === SUMS))
    throw new UserError(`release-files: ${SUMS} is made here; leave the file of that name out`);
  const sums = await log.group('Checksums', async () => await sumsOf(files));
  const text = sumsText(sums);
  const dir = join(env['RUNNER_TEMP'] ?? process.cwd(), `ovirt-node-image-release-${process.pid}`);
  await mkdir(dir, { recursive: true });
  await writeFile(join(dir, SUMS), text);
  const commit = /^[0-9a-f]{40,64}$/.test(env['GITHUB_SHA'] ?? '') ? (env['GITHUB_SHA'] ?? '') : '';
  const notes = inputs.notes === undefined ? '' : await notesOf(inputs.notes, log);
  const body = maskSecrets(releaseNotes(files, { buildId: inputs.buildId, commit, notes }));
  const name = [inputs.tag, ...(inputs.buildId === '' ? [] : [inputs.buildId])].join(' ');
  const api = { url: env['GITHUB_API_URL'] ?? 'https://api.github.com', token: inputs.token, log };
  const assets = [...assetsOf(files, sums), sumsAsset(text)];
  const release = await log.group('Release', async () => {
    try {
      return await publishRolling(api, { repository, tag: inputs.tag, name, body, commit, assets });
    } catch (error) {
      if (!(error instanceof NotAllowedError)) throw error;
      throw new UserError(
        `publish-release: the job needs \`permissions: contents: write\` for it (${messageOf(error)})`,
        { cause: error },
      );
    }
  });
  log.info(`released ${release.url}`);
  setOutput('release-url', release.url);
  setOutput('release-sums', join(dir, SUMS));
  return `## Released\n\n[${inputs.tag}](${release.url})\n\n${body}`;
}

/** The files the lines stand for. @throws UserError for a line that stands for none */
async function filesOf(lines: readonly string[]): Promise<string[]> {
  const files: string[] = [];
  for (const line of lines) {
    const globber = await create(line, { matchDirectories: false, followSymbolicLinks: false });
    const found = (await globber.glob()).toSorted();
    if (found.length === 0)
      throw new UserError(`release-files: there is no file ${line}; give the files of the release`);
    files.push(...found.filter((file) => !files.includes(file)));
  }
  return files;
}

function assetsOf(files: readonly PlannedFile[], sums: Sums): AssetContent[] {
  return files.flatMap(({ path, parts }) =>
    parts.map(({ name, start, size }) => ({
      name,
      size,
      sha256: sums.get(name) ?? '',
      from: { path, start },
    })),
  );
}

function sumsAsset(text: string): AssetContent {
  return { name: SUMS, size: Buffer.byteLength(text), sha256: sha256OfText(text), from: { text } };
}

/** Bytes of the notes; a release's text takes far less. */
const NOTES_LIMIT = 4 * 1024 * 1024;

/** The notes; a first build has none. @throws UserError */
async function notesOf(path: string, log: Log): Promise<string> {
  try {
    const found = await stat(path).catch((error: unknown) => {
      if (isObject(error) && error['code'] === 'ENOENT') return undefined;
      throw error;
    });
    if (found === undefined) {
      log.warning(`release-notes: there is no ${path}; the release says nothing of what has changed`);
      return '';
    }
    if (found.size > NOTES_LIMIT)
      throw new Error(`it has ${found.size} bytes, expected ${NOTES_LIMIT} at most`);
    return await readFile(path, 'utf8');
  } catch (error) {
    throw new UserError(`release-notes: ${path} cannot be read: ${messageOf(error)}`, { cause: error });
  }
}
