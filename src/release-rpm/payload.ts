import { spawn } from 'node:child_process';
import { promisify } from 'node:util';
import * as zlib from 'node:zlib';
import { messageOf, UserError } from '../errors.ts';
import type { OpenedPackage } from './package.ts';

/** Unpacked bytes of a release package are refused beyond this. */
const UNPACKED_LIMIT = 256 * 1024 * 1024;

/** One entry of the payload. */
export interface PayloadEntry {
  /** Without the leading `./` or `/`. */
  readonly path: string;
  /** st_mode. */
  readonly mode: number;
  readonly content: Buffer;
}

/**
 * Unpacks the payload in memory.
 *
 * @throws UserError for a compressor that is not supported, a damaged archive, or a path that climbs out.
 */
export async function readPayload({ path, payload, compressor }: OpenedPackage): Promise<PayloadEntry[]> {
  return readCpio(await decompress(payload, compressor, path), path);
}

async function decompress(payload: Buffer, compressor: string, path: string): Promise<Buffer> {
  const options = { maxOutputLength: UNPACKED_LIMIT };
  try {
    if (compressor === 'gzip') return await promisify(zlib.gunzip)(payload, options);
    if (compressor === 'zstd') {
      if (typeof zlib.zstdDecompress !== 'function') {
        throw new UserError(
          `${path}: its payload is packed with zstd, which this Node.js (${process.version}) cannot read; use version 24`,
        );
      }
      return await promisify(zlib.zstdDecompress)(payload, options);
    }
    if (compressor === 'xz') return await throughXz(payload);
  } catch (error) {
    if (error instanceof UserError) throw error;
    throw new UserError(`${path}: its ${compressor} payload cannot be unpacked: ${messageOf(error)}`, {
      cause: error,
    });
  }
  throw new UserError(
    `${path}: its payload is packed with ${compressor}, which is not supported yet; gzip, xz and zstd are`,
  );
}

/** No JavaScript decoder reads what rpm writes (its check is SHA-256); the system's own does. */
async function throughXz(payload: Buffer): Promise<Buffer> {
  const child = spawn('xz', ['-dc', '--memlimit=256MiB'], { stdio: ['pipe', 'pipe', 'pipe'] });
  const chunks: Buffer[] = [];
  let size = 0;
  let words = '';
  child.stdout.on('data', (chunk: Buffer) => {
    size += chunk.length;
    if (size > UNPACKED_LIMIT) child.kill('SIGKILL');
    else chunks.push(chunk);
  });
  child.stderr.on('data', (chunk: Buffer) => {
    words += chunk.toString();
  });
  // A decoder that stops reading early is told of by its exit code.
  child.stdin.on('error', () => undefined);
  child.stdin.end(payload);
  const code = await new Promise<number | null>((resolve, reject) => {
    child.once('error', reject);
    child.once('close', resolve);
  });
  if (size > UNPACKED_LIMIT) throw new Error(`more than ${UNPACKED_LIMIT} bytes`);
  if (code !== 0) throw new Error(`xz: ${words.trim()}`);
  return Buffer.concat(chunks);
}

/** Reads a `newc` archive (070701, 070702). */
export function readCpio(archive: Buffer, name: string): PayloadEntry[] {
  const damaged = (what: string): never => {
    throw new UserError(`${name}: its payload is damaged: ${what}`);
  };
  const entries: PayloadEntry[] = [];
  const pad = (at: number): number => Math.ceil(at / 4) * 4;
  for (let at = 0; ;) {
    if (at + 110 > archive.length) return damaged('it has no end');
    const magic = archive.toString('latin1', at, at + 6);
    if (magic !== '070701' && magic !== '070702')
      return damaged(`unknown entry ${JSON.stringify(magic)} at byte ${at}`);
    const field = (index: number): number => {
      const text = archive.toString('latin1', at + 6 + index * 8, at + 14 + index * 8);
      return /^[0-9a-fA-F]{8}$/.test(text)
        ? Number.parseInt(text, 16)
        : damaged(`a number is ${JSON.stringify(text)}`);
    };
    const size = field(6);
    const nameSize = field(11);
    const nameEnd = at + 110 + nameSize;
    const start = pad(nameEnd);
    if (nameSize === 0 || nameEnd > archive.length || start + size > archive.length)
      return damaged('an entry has no end');
    const raw = archive.toString('utf8', at + 110, nameEnd - 1);
    if (raw === 'TRAILER!!!') return entries;
    const path = raw.replace(/^\.?\/+/, '');
    if (path.split('/').includes('..') || path.includes('\0')) {
      throw new UserError(
        `${name}: refused: its payload has the path ${JSON.stringify(raw)}, which climbs out`,
      );
    }
    entries.push({ path, mode: field(1), content: archive.subarray(start, start + size) });
    at = pad(start + size);
  }
}
