import { spawn } from 'node:child_process';
import { createReadStream } from 'node:fs';
import { open } from 'node:fs/promises';
import type { Readable } from 'node:stream';
import * as zlib from 'node:zlib';
import { messageOf, UserError } from '../errors.ts';
import { cleanLine } from '../log/clean.ts';

/** Bytes a step of a decoder gives at most. */
const STEP = 256 * 1024;
/** Decoders take options from the environment otherwise. */
const ENVIRONMENT = { PATH: process.env['PATH'] ?? '/usr/bin:/bin', LC_ALL: 'C' };
/** Memory a decoder may take; the highest level of xz needs 65 MiB. */
const MEMORY = 256;

/** How metadata are packed, by what the files begin with; the ending of a name may lie. */
const KINDS = [
  { name: 'gzip', magic: Buffer.from([0x1f, 0x8b]) },
  { name: 'zstd', magic: Buffer.from([0x28, 0xb5, 0x2f, 0xfd]) },
  { name: 'xz', magic: Buffer.from([0xfd, 0x37, 0x7a, 0x58, 0x5a, 0x00]) },
  { name: 'bzip2', magic: Buffer.from('BZh') },
] as const;
type Kind = (typeof KINDS)[number]['name'] | 'none';

/**
 * The content of a file of metadata, unpacked piece by piece: gzip, zstd, xz, bzip2, or as it is.
 *
 * @param limit bytes it may have unpacked; undefined takes the largest anything real has.
 * @throws UserError for damaged data, more than `limit`, or a decoder that is not installed.
 */
export async function* unpackFile(path: string, limit = OPEN_LIMIT): AsyncGenerator<Buffer, void, undefined> {
  let bytes = 0;
  try {
    for await (const chunk of await contentOf(path)) {
      bytes += chunk.length;
      if (bytes > limit) throw new UserError(`it unpacks to more than the ${limit} bytes it should have`);
      yield chunk;
    }
  } catch (error) {
    if (error instanceof UserError) throw error;
    throw new UserError(`it cannot be unpacked: ${messageOf(error)}`, { cause: error });
  }
}

/** The filelists of a distribution have about 1 GB. */
const OPEN_LIMIT = 8 * 1024 ** 3;

async function contentOf(path: string): Promise<AsyncIterable<Buffer>> {
  const kind = await kindOf(path);
  switch (kind) {
    case 'gzip':
      return throughStream(path, zlib.createGunzip({ chunkSize: STEP }));
    case 'zstd':
      // Node.js has it from version 22.15 on.
      return typeof zlib.createZstdDecompress === 'function'
        ? throughStream(path, zlib.createZstdDecompress({ chunkSize: STEP }))
        : throughProgram(path, ['zstd', '-dc', '--quiet', `--memory=${MEMORY}MB`]);
    // No JavaScript decoder reads all that xz writes; the system's own does.
    case 'xz':
      return throughProgram(path, ['xz', '--format=xz', '-dc', `--memlimit-decompress=${MEMORY}MiB`]);
    case 'bzip2':
      return throughProgram(path, ['bzip2', '-dc']);
    case 'none':
    default:
      return buffers(createReadStream(path, { highWaterMark: STEP }));
  }
}

/** How a file is packed. */
async function kindOf(path: string): Promise<Kind> {
  const file = await open(path);
  try {
    const { buffer } = await file.read({ buffer: Buffer.alloc(8) });
    return KINDS.find(({ magic }) => buffer.subarray(0, magic.length).equals(magic))?.name ?? 'none';
  } finally {
    await file.close();
  }
}

async function* throughStream(
  path: string,
  decoder: zlib.Gunzip | zlib.ZstdDecompress,
): AsyncGenerator<Buffer, void, undefined> {
  const file = createReadStream(path, { highWaterMark: STEP });
  file.once('error', (error) => decoder.destroy(error));
  file.pipe(decoder);
  try {
    yield* buffers(decoder);
  } finally {
    file.destroy();
    decoder.destroy();
  }
}

async function* throughProgram(
  path: string,
  [program, ...args]: readonly [string, ...string[]],
): AsyncGenerator<Buffer, void, undefined> {
  const file = await open(path);
  const child = spawn(program, args, { stdio: [file.fd, 'pipe', 'pipe'], env: ENVIRONMENT });
  let words = '';
  child.stderr?.on('data', (chunk: Buffer) => {
    words = (words + chunk.toString()).slice(0, 2000);
  });
  const ended = new Promise<string | undefined>((resolve) => {
    child.once('error', (error) =>
      resolve(`${program} cannot be started: ${error.message}; install ${program}`),
    );
    child.once('close', (code) =>
      resolve(code === 0 ? undefined : `${program}: ${oneLine(words) || `exit code ${code}`}`),
    );
  });
  try {
    if (child.stdout !== null) yield* buffers(child.stdout);
    const problem = await ended;
    if (problem !== undefined) throw new UserError(`it cannot be unpacked: ${problem}`);
  } finally {
    child.kill('SIGKILL');
    await file.close();
  }
}

function oneLine(text: string): string {
  return cleanLine(text.trim().replaceAll(/\s+/g, ' '));
}

/** A stream's bytes; its type promises text as well, which comes only when an encoding was set. */
async function* buffers(stream: Readable): AsyncGenerator<Buffer, void, undefined> {
  for await (const chunk of stream) if (Buffer.isBuffer(chunk)) yield chunk;
}
