import { randomUUID } from 'node:crypto';
import { mkdir, readFile, rename, rm, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { messageOf, UserError } from '../errors.ts';
import { redactUrl } from '../log/redact.ts';
import { download } from '../net/download.ts';
import { printable } from '../release-rpm/text.ts';
import type { MetadataNetwork } from './types.ts';

/** Where fetched files go and how they are fetched. */
export interface FetchContext {
  /** Absolute; made when it is needed. */
  readonly cacheDir: string;
  readonly network: MetadataNetwork;
}

/** Milliseconds for a file of some KB. */
const SMALL_MS = 30_000;
/** Milliseconds for the lists of a whole distribution, 100 MB for some. */
const LARGE_MS = 600_000;
/** Bytes of repomd.xml, a metalink or a list of mirrors; real ones have up to 100 KB. */
const SMALL_LIMIT = 8 * 1024 * 1024;
/** Bytes of a packed file of metadata. */
export const LARGE_LIMIT = 2 * 1024 ** 3;
/** The path of a repository that is on this machine; undefined for a web address. @throws UserError for neither */
export function localPath(base: string): string | undefined {
  if (base.startsWith('/')) return base;
  if (/^https?:\/\//i.test(base) && URL.canParse(base)) return undefined;
  try {
    return fileURLToPath(base);
  } catch (error) {
    throw new UserError(
      `found the address ${printable(redactUrl(base))}, expected http, https, file or an absolute path`,
      { cause: error },
    );
  }
}

/** The address of a file below that of its repository; without a path, the address itself. */
export function joinAddress(base: string, path: string): string {
  if (path === '') return base;
  if (!/^https?:/i.test(base)) return `${base.replace(/\/+$/, '')}/${path}`;
  const url = new URL(base);
  // Some addresses have a query, which is not part of the path.
  url.pathname = `${url.pathname.replace(/\/+$/, '')}/${path}`;
  return url.href;
}

/** The content of a small file. @throws UserError, TransientError for what may be gone a moment later */
export async function readSmall(address: string, context: FetchContext): Promise<Buffer> {
  const local = localPath(address);
  if (local !== undefined) {
    const { size } = await localFile(local, context);
    if (size > SMALL_LIMIT) throw new UserError(`has ${size} bytes: not the file that is wanted`);
    return await readFile(local);
  }
  return await inPart(context, async (part) => {
    await download(address, part, {
      limit: SMALL_LIMIT,
      timeoutMs: SMALL_MS,
      allowPlain: false,
      signal: context.network.signal,
      guard: context.network.guard,
    });
    return await readFile(part);
  });
}

/**
 * Brings a large file to `path`, once `check` has let it pass.
 *
 * @param size bytes it must have; undefined when that is not known.
 * @throws UserError, TransientError for what may be gone a moment later
 */
export async function fetchLarge(
  address: string,
  path: string,
  size: number | undefined,
  check: (part: string) => Promise<void>,
  context: FetchContext,
): Promise<void> {
  await inPart(context, async (part) => {
    const got = await download(address, part, {
      limit: size ?? LARGE_LIMIT,
      timeoutMs: LARGE_MS,
      // Its checksum is known.
      allowPlain: true,
      signal: context.network.signal,
      guard: context.network.guard,
    });
    if (size !== undefined && got.bytes !== size) {
      throw new UserError(`has ${got.bytes} bytes, repomd.xml says ${size}: cut off, or of another day`);
    }
    await check(part);
    await mkdir(dirname(path), { recursive: true });
    await rename(part, path);
  });
}

/** Size of a file on this machine. @throws UserError when it is none, or may not be read */
export async function localFile(path: string, { network }: FetchContext): Promise<{ readonly size: number }> {
  await network.guard?.check(path);
  const info = await stat(path).catch((error: unknown) => {
    throw new UserError(`cannot be read: ${messageOf(error)}`, { cause: error });
  });
  if (!info.isFile()) throw new UserError('is no file');
  return info;
}

/** Runs `use` with the path of a file that is gone afterwards. */
async function inPart<T>({ cacheDir }: FetchContext, use: (part: string) => Promise<T>): Promise<T> {
  await mkdir(cacheDir, { recursive: true });
  const part = join(cacheDir, `${randomUUID()}.part`);
  try {
    return await use(part);
  } finally {
    await rm(part, { force: true });
  }
}
