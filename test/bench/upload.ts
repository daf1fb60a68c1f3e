import { createHash, randomBytes } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { mkdir, open, rm } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { isObject } from '../../src/json.ts';
import { ROOT } from '../lab/action.ts';
import { startArtifactService, type ArtifactServiceLab } from '../lab/artifacts/service.ts';
import { must } from '../lab/must.ts';
import { bundleChild } from './bundle-child.ts';
import { interleaved, type Row } from './measure.ts';

const MB = 1_000_000;
const NODE = join(ROOT, 'node_modules', '.bin', 'node');

/** A file to upload. */
interface Sample {
  readonly path: string;
  readonly sha256: string;
}

/** How fast a file goes up: as it is, zipped, and in one request. */
export async function uploadSpeed(workDir: string): Promise<Row[]> {
  return await withService(workDir, speed);
}

/** How much memory an upload takes, for files of several sizes. */
export async function uploadMemory(workDir: string): Promise<Row[]> {
  return await withService(workDir, memory);
}

async function withService(
  workDir: string,
  measure: (workDir: string, child: string, lab: ArtifactServiceLab) => Promise<Row[]>,
): Promise<Row[]> {
  const child = await bundleChild('upload-child', join(workDir, 'bundle'));
  const lab = await startArtifactService({ dir: join(workDir, 'service') });
  try {
    return await measure(workDir, child, lab);
  } finally {
    await lab.close();
    await rm(workDir, { recursive: true, force: true });
  }
}

async function speed(workDir: string, child: string, lab: ArtifactServiceLab): Promise<Row[]> {
  // What an image is to a packer: squashfs and object files are packed already.
  const file = await randomFile(join(workDir, 'speed.iso'), 500 * MB);
  const { raw, zip, put } = await interleaved(
    {
      raw: async () => (await uploadBy(child, 'raw', file, lab)).seconds,
      zip: async () => (await uploadBy(child, 'zip', file, lab)).seconds,
      put: async () => {
        const started = performance.now();
        const header = 'x-ms-blob-type: BlockBlob';
        await must(['curl', '-sSf', '-T', file.path, '-H', header, lab.uploadUrl('put.iso')]);
        return (performance.now() - started) / 1000;
      },
    },
    3,
    false,
  );
  await rm(file.path);
  return [
    { what: 'upload of 500 MB as it is', value: raw, unit: 's' },
    { what: 'the same in a zip of level 6', value: zip, unit: 's' },
    { what: 'the same with one PUT (curl)', value: put, unit: 's' },
    { what: 'zip against as it is', value: zip / raw, unit: 'times', aim: { least: 3 } },
    { what: 'as it is against one PUT', value: raw / put, unit: 'times' },
  ];
}

async function memory(workDir: string, child: string, lab: ArtifactServiceLab): Promise<Row[]> {
  const rows: Row[] = [];
  for (const [title, size] of [
    ['300 MB', 300 * MB],
    ['1 GiB', 1024 ** 3],
    ['2 GiB', 2 * 1024 ** 3],
  ] as const) {
    const file = await sparseFile(join(workDir, 'memory.iso'), size);
    const { memory: value } = await uploadBy(child, 'raw', file, lab);
    rows.push({ what: `memory of an upload of ${title}`, value, unit: 'MB', aim: { most: 300 } });
  }
  const [first, last] = [rows[0], rows.at(-1)];
  if (first === undefined || last === undefined) throw new Error('no sizes');
  const growth = last.value / first.value;
  return [
    ...rows,
    { what: 'memory for 2 GiB against 300 MB', value: growth, unit: 'times', aim: { most: 1.25 } },
  ];
}

async function uploadBy(
  child: string,
  mode: 'raw' | 'zip',
  { path, sha256 }: Sample,
  lab: ArtifactServiceLab,
): Promise<{ seconds: number; memory: number }> {
  const name = 'bench-zip';
  const text = await must([NODE, child, mode, path, sha256, name], { env: lab.env });
  await lab.forget(mode === 'raw' ? basename(path) : name);
  const result: unknown = JSON.parse(text);
  if (!isObject(result) || typeof result['seconds'] !== 'number' || typeof result['memory'] !== 'number') {
    throw new Error(`the upload said ${text}`);
  }
  return { seconds: result['seconds'], memory: result['memory'] };
}

async function randomFile(path: string, bytes: number): Promise<Sample> {
  await mkdir(join(path, '..'), { recursive: true });
  const handle = await open(path, 'w');
  for (let written = 0; written < bytes; written += 10 * MB) await handle.write(randomBytes(10 * MB));
  await handle.close();
  return { path, sha256: await digest(path) };
}

async function sparseFile(path: string, bytes: number): Promise<Sample> {
  const handle = await open(path, 'w');
  await handle.truncate(bytes);
  await handle.close();
  return { path, sha256: await digest(path) };
}

async function digest(path: string): Promise<string> {
  const hash = createHash('sha256');
  await pipeline(createReadStream(path), hash);
  return hash.digest('hex');
}
