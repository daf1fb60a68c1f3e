import { spawn, type ChildProcessByStdio } from 'node:child_process';
import type { Readable, Writable } from 'node:stream';
import * as zlib from 'node:zlib';
import { messageOf, UserError } from '../errors.ts';
import { printable } from './text.ts';

/** Memory the decoders of the xz family may take; the highest level needs 65 MiB. */
const MEMORY = '--memlimit-decompress=256MiB';
/** Decoders take options from the environment otherwise. */
const CHILD = {
  stdio: ['pipe', 'pipe', 'pipe'],
  env: { PATH: process.env['PATH'] ?? '/usr/bin:/bin', LC_ALL: 'C' },
} as const satisfies { stdio: ['pipe', 'pipe', 'pipe']; env: Record<string, string> };
const GZIP_MAGIC = Buffer.from([0x1f, 0x8b]);
/** What every entry of an archive begins with. */
const CPIO_MAGIC = Buffer.from('07070');

/**
 * Unpacks a payload piece by piece.
 *
 * @param compressor the header's word for it; undefined for a package that does not say, which is not packed or, of
 * the first years, gzip.
 * @throws UserError for a compressor that is not known or not installed, and, while it is read, for damaged data.
 */
export async function* decompress(
  payload: Buffer,
  compressor: string | undefined,
  path: string,
): AsyncGenerator<Buffer, void, undefined> {
  try {
    yield* unpack(payload, compressor, path);
  } catch (error) {
    if (error instanceof UserError) throw error;
    throw new UserError(
      `${path}: its ${compressor ?? 'gzip'} payload cannot be unpacked: ${messageOf(error)}`,
      { cause: error },
    );
  }
}

function unpack(payload: Buffer, compressor: string | undefined, path: string): AsyncIterable<Buffer> {
  // A package may have been unpacked after it was made (rpm's "alternative" digests are for that), and rpm's own
  // reader of gzip takes what is not packed as it is.
  if (startsWith(payload, CPIO_MAGIC)) return once(payload);
  switch (compressor ?? (startsWith(payload, GZIP_MAGIC) ? 'gzip' : 'none')) {
    case 'gzip':
      return throughStream(zlib.createGunzip(), payload);
    case 'zstd':
      if (typeof zlib.createZstdDecompress !== 'function') {
        throw new UserError(
          `${path}: its payload is packed with zstd, which this Node.js (${process.version}) cannot read; use version 24`,
        );
      }
      return throughStream(zlib.createZstdDecompress(), payload);
    // No JavaScript decoder reads what rpm writes as xz (its check is SHA-256); the system's own do.
    case 'xz':
      return throughProgram(spawn('xz', ['--format=xz', '-dc', MEMORY], CHILD), payload, path);
    case 'lzma':
      return throughProgram(spawn('xz', ['--format=lzma', '-dc', MEMORY], CHILD), payload, path);
    case 'bzip2':
      return throughProgram(spawn('bzip2', ['-dc'], CHILD), payload, path);
    case 'none':
      return once(payload);
    default:
      throw new UserError(
        `${path}: its payload is packed with ${printable(compressor ?? '')}, which is not known; gzip, xz, zstd, bzip2 and lzma are`,
      );
  }
}

function startsWith(bytes: Buffer, magic: Buffer): boolean {
  return bytes.subarray(0, magic.length).equals(magic);
}

async function* once(payload: Buffer): AsyncGenerator<Buffer, void, undefined> {
  yield payload;
}

async function* throughStream(
  decoder: zlib.Gunzip | zlib.ZstdDecompress,
  payload: Buffer,
): AsyncGenerator<Buffer, void, undefined> {
  decoder.end(payload);
  for await (const chunk of decoder) yield asBuffer(chunk);
}

async function* throughProgram(
  child: ChildProcessByStdio<Writable, Readable, Readable>,
  payload: Buffer,
  path: string,
): AsyncGenerator<Buffer, void, undefined> {
  const [program = ''] = child.spawnargs;
  let words = '';
  child.stderr.on('data', (chunk: Buffer) => {
    words = (words + chunk.toString()).slice(0, 2000);
  });
  // A decoder that stops reading early is told of by its exit code.
  child.stdin.on('error', () => undefined);
  child.stdin.end(payload);
  const ended = new Promise<string | undefined>((resolve) => {
    child.once('error', (error) =>
      resolve(`${program} cannot be started: ${error.message}; install ${program}`),
    );
    child.once('close', (code) => resolve(code === 0 ? undefined : words.trim() || `exit code ${code}`));
  });
  try {
    for await (const chunk of child.stdout) yield asBuffer(chunk);
    const problem = await ended;
    if (problem !== undefined) throw new UserError(`${path}: its payload cannot be unpacked: ${problem}`);
  } finally {
    child.kill('SIGKILL');
  }
}

function asBuffer(chunk: unknown): Buffer {
  if (Buffer.isBuffer(chunk)) return chunk;
  throw new TypeError('a decoder gave something else than bytes');
}
