import { relative } from 'node:path';
import { isInside } from '../files/inside.ts';
import type { BuildRecord, RecordedImage } from './record.ts';

/** What {@link makeRecord} is given besides what goes into the record as it is. */
export type RecordParts = Omit<BuildRecord, 'schema' | 'finished' | 'images' | 'run' | 'configPath'> & {
  readonly images: readonly {
    readonly kind: string;
    readonly path: string;
    readonly size: number;
    readonly sha256: string;
    readonly artifact: { readonly id: number; readonly url: string | undefined } | undefined;
  }[];
  /** Absolute path of the user's configuration. */
  readonly configDir: string;
};

/** Puts a record together. @param now time of the build's end */
export function makeRecord(
  { configDir, images, ...parts }: RecordParts,
  env: NodeJS.ProcessEnv,
  now = new Date(),
): BuildRecord {
  const configPath = pathInWorkspace(configDir, env);
  return {
    schema: 1,
    ...parts,
    finished: now.toISOString(),
    images: images.map(({ kind, path, size, sha256, artifact }): RecordedImage => ({
      kind,
      file: path.slice(path.lastIndexOf('/') + 1),
      size,
      sha256,
      artifact: artifact === undefined ? null : { id: artifact.id, url: artifact.url ?? '' },
    })),
    run: runOf(env),
    ...(configPath === undefined ? {} : { configPath }),
  };
}

/** `.` for the workspace itself; undefined for a directory outside of it, which is another one on each runner. */
export function pathInWorkspace(dir: string, env: NodeJS.ProcessEnv): string | undefined {
  const workspace = env['GITHUB_WORKSPACE'] ?? '';
  if (workspace === '' || !isInside(dir, workspace)) return undefined;
  const path = relative(workspace, dir);
  return path === '' ? '.' : path;
}

/** The workflow run of this process, from the variables every step gets. */
export function runOf(env: NodeJS.ProcessEnv): BuildRecord['run'] {
  const [id, repository] = [Number(env['GITHUB_RUN_ID'] ?? ''), env['GITHUB_REPOSITORY'] ?? ''];
  if (!Number.isSafeInteger(id) || id <= 0 || repository === '') return null;
  const server = env['GITHUB_SERVER_URL'] ?? 'https://github.com';
  return {
    id,
    url: `${server}/${repository}/actions/runs/${id}`,
    sha: env['GITHUB_SHA'] ?? 'unknown',
  };
}
