import { spawn, type ChildProcess } from 'node:child_process';
import { lstat, open, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { Readable, Transform, type TransformCallback } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { UserError } from '../errors.ts';
import type { ArchiveMethod } from './archive-method.ts';

/** How an archive is unpacked. */
export interface UnpackOptions {
  readonly method: ArchiveMethod;
  /** Most bytes it may unpack to. */
  readonly limit: number;
  readonly signal: AbortSignal;
}

/** What undoes a method: programs, because node reads zstd from version 22 on only. */
const UNPACKERS: Readonly<Record<ArchiveMethod, readonly string[]>> = {
  'zstd-without-long': ['zstd', '-dcq'],
  gzip: ['gzip', '-dcq'],
};
/** Programs find what they need by these; options some would take from the environment stay out. */
const ENV = { PATH: process.env['PATH'] ?? '/usr/bin:/bin', LC_ALL: 'C' };
/**
 * GNU tar by itself takes no absolute names and no `..`, and leaves links for the end; owners and modes are ours. It reads
 * to the end of its input and not to the end of the archive, or it would be gone before the last bytes are written to it.
 */
const TAR = [
  '-x',
  '-f',
  '-',
  '--ignore-zeros',
  '--no-same-owner',
  '--no-same-permissions',
  '--no-overwrite-dir',
];

/**
 * Unpacks an archive of the cache into an empty directory, and refuses what a pack never holds: links, devices, and
 * more than the limit.
 *
 * @throws UserError that says what is wrong with it; what was unpacked is left to the caller to remove.
 */
export async function unpack(archive: string, directory: string, options: UnpackOptions): Promise<void> {
  const { method, limit, signal } = options;
  const [program = '', ...args] = UNPACKERS[method];
  const input = await open(archive);
  try {
    const unpacker = spawn(program, args, { stdio: [input.fd, 'pipe', 'ignore'], env: ENV, signal });
    const tar = spawn('tar', [...TAR, '-C', directory], {
      stdio: ['pipe', 'ignore', 'ignore'],
      env: ENV,
      signal,
    });
    const gate = new Gate(limit);
    const [first, second, between] = await Promise.allSettled([
      endOf(unpacker),
      endOf(tar),
      pipeline(unpacker.stdout ?? Readable.from([]), gate, tar.stdin),
    ]);
    signal.throwIfAborted();
    if (between.status === 'rejected' && between.reason instanceof UserError) throw between.reason;
    // Not whether the pipeline is content: on a loaded machine the end of a program that has read everything is seen
    // before the end of the writing, and then it is called a premature close.
    const isDone = [first, second].every((end) => end.status === 'fulfilled' && end.value === 0);
    if (!isDone || !gate.isWhole) throw new UserError('the archive is damaged');
  } finally {
    await input.close();
  }
  await refuseForeign(directory);
}

/** @returns the exit code, 1 when a signal ended it. @throws Error when it cannot be started */
async function endOf(child: ChildProcess): Promise<number> {
  return await new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (code) => resolve(code ?? 1));
  });
}

/** Lets bytes through up to a limit, and knows whether all of them have come. */
class Gate extends Transform {
  readonly #limit: number;
  #bytes = 0;
  isWhole = false;

  constructor(limit: number) {
    super();
    this.#limit = limit;
  }

  override _transform(chunk: Buffer, _encoding: BufferEncoding, done: TransformCallback): void {
    this.#bytes += chunk.length;
    if (this.#bytes > this.#limit)
      done(new UserError(`the archive unpacks to more than ${this.#limit} bytes`));
    else done(null, chunk);
  }

  override _flush(done: TransformCallback): void {
    this.isWhole = true;
    done();
  }
}

async function refuseForeign(directory: string): Promise<void> {
  for (const name of await readdir(directory, { recursive: true })) {
    const found = await lstat(join(directory, name));
    if (!found.isFile() && !found.isDirectory()) {
      throw new UserError(`the archive holds ${JSON.stringify(name)}, which is neither file nor directory`);
    }
  }
}
