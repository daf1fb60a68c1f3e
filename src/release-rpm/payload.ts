import { createHash, type Hash } from 'node:crypto';
import { messageOf, UserError } from '../errors.ts';
import type { Log } from '../log/log.ts';
import { ByteReader } from './byte-reader.ts';
import { CpioError, readCpio, type MemberName } from './cpio.ts';
import { decompress } from './decompress.ts';
import type { ListedFile } from './file-list.ts';
import { isSymbolicLink } from './file-type.ts';
import { indexNames, linkGroups, plainName, safePath } from './listing.ts';
import type { OpenedPackage } from './package.ts';
import { printable } from './text.ts';

/** What is kept in memory, in bytes. What is larger is read and checked, but left out. */
export interface KeepLimits {
  readonly file: number;
  readonly total: number;
}

/** No repository file and no key is that large. */
const KEEP: KeepLimits = { file: 64 * 1024 * 1024, total: 256 * 1024 * 1024 };
/** What the header may claim all files to have; a small archive can hold as much of nothing. */
const UNPACKED_LIMIT = 16 * 1024 ** 3;
/** Content of what is no regular file: the target of a link. */
const LINK_LIMIT = 4096;

/** One entry of the payload. */
export interface PayloadEntry {
  /** Without the leading `./` or `/`; never leads upwards. */
  readonly path: string;
  /** st_mode, of the header. */
  readonly mode: number;
  readonly content: Buffer;
}

/** What is read of one file. */
interface Taken {
  readonly size: number;
  /** undefined when it was too large to keep. */
  readonly content: Buffer[] | undefined;
  readonly hash: Hash | undefined;
}

/**
 * Unpacks the payload and holds every file against the header, which is what signatures are over: names and modes are
 * the header's, sizes and digests have to be.
 *
 * @throws UserError for a compressor that is not supported, a damaged archive, a file that is not the one the header
 * lists, or a path that climbs out.
 */
export async function readPayload(
  pkg: OpenedPackage,
  log: Log,
  limits: KeepLimits = KEEP,
): Promise<PayloadEntry[]> {
  const { path, files } = pkg;
  const taken = new Map<number, Taken>();
  const damaged = (what: string): never => {
    throw new UserError(`${path}: its payload is damaged: ${what}`);
  };
  const byName = indexNames(pkg);
  const links = linkGroups(files);
  if (files.reduce((sum, file) => sum + (file.regular ? file.size : 0), 0) > UNPACKED_LIMIT) {
    throw new UserError(
      `${path}: its files have more than ${UNPACKED_LIMIT} bytes, which is no release package`,
    );
  }
  const find = (name: MemberName): { index: number; file: ListedFile } => {
    const index = 'index' in name ? name.index : byName.get(plainName(name.raw));
    const file = index === undefined ? undefined : files[index];
    if (index === undefined || file === undefined) {
      const what = 'index' in name ? `number ${name.index}` : JSON.stringify(name.raw);
      return damaged(`it holds file ${what}, which the header does not list`);
    }
    return { index, file };
  };
  let kept = 0;
  const reader = new ByteReader(decompress(pkg.payload, pkg.compressor, path));
  try {
    await readCpio(reader, {
      sizeOf: (number) => {
        const { index, file } = find({ index: number });
        if (file.regular) return (links.get(index)?.at(-1) ?? index) === index ? file.size : 0;
        return isSymbolicLink(file.mode) ? file.size : 0;
      },
      member: (name, size) => {
        const { index, file } = find(name);
        if (taken.has(index)) damaged(`${printable(file.path)} is there twice`);
        const isLink = links.has(index);
        if (file.regular ? size !== file.size && !(isLink && size === 0) : size > LINK_LIMIT) {
          damaged(`${printable(file.path)} has ${size} bytes, the header says ${file.size}`);
        }
        const keep = file.regular && size <= limits.file && kept + size <= limits.total;
        if (keep) kept += size;
        const content: Buffer[] | undefined = keep ? [] : undefined;
        const hash = file.regular && file.digest !== undefined ? createHash(file.digest.hash) : undefined;
        taken.set(index, { size, content, hash });
        return (part) => {
          hash?.update(part);
          content?.push(part);
        };
      },
    });
  } catch (error) {
    if (error instanceof CpioError) return damaged(messageOf(error));
    throw error;
  } finally {
    await reader.close();
  }
  return [...collect(pkg, taken, links, log)];
}

/** The entries in the header's order; a hard link has the content of the one that came with it. */
function* collect(
  { path, files }: OpenedPackage,
  taken: ReadonlyMap<number, Taken>,
  links: ReadonlyMap<number, readonly number[]>,
  log: Log,
): Generator<PayloadEntry> {
  const digests = new Map<Taken, string | undefined>(
    [...taken.values()].map((item) => [item, item.hash?.digest('hex')]),
  );
  for (const [index, file] of files.entries()) {
    if (file.ghost) continue;
    const own = taken.get(index);
    const source =
      links
        .get(index)
        ?.map((other) => taken.get(other))
        .find((other) => other?.size === file.size) ?? own;
    if (source === undefined) {
      if (!file.regular) continue;
      throw new UserError(`${path}: its payload is damaged: ${printable(file.path)} is missing`);
    }
    if (file.regular) {
      const wrong =
        source.size !== file.size ||
        (file.digest !== undefined &&
          digests.get(source) !== undefined &&
          digests.get(source) !== file.digest.hex);
      if (wrong) {
        throw new UserError(
          `${path}: altered: ${printable(file.path)} is not the file the package was made with`,
        );
      }
      if (source.content === undefined) {
        log.warning(`${path}: ${printable(file.path)} has ${file.size} bytes and was left out`);
        continue;
      }
    }
    yield {
      path: safePath(path, file),
      mode: file.mode,
      content: Buffer.concat(file.regular ? (source.content ?? []) : []),
    };
  }
}
