import { createHash } from 'node:crypto';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { BuildRecord } from '../../src/build-record/record.ts';
import { makeBuildRecord } from './build-record.ts';
import { makeZip } from './zip.ts';

const OBJECT = 'the object of a commit';

/** Lays the metadata of an invented build out, whose files fit each other. @returns its record */
export async function writeState(dir: string, parts: Partial<BuildRecord> = {}): Promise<BuildRecord> {
  const record = makeBuildRecord({
    ostreeCommit: createHash('sha256').update(OBJECT).digest('hex'),
    ...parts,
  });
  await mkdir(dir, { recursive: true });
  const files = {
    'record.json': record,
    'meta.json': {
      buildid: record.buildId,
      name: record.name,
      ref: record.ref,
      'ostree-commit': record.ostreeCommit,
      'ostree-timestamp': record.finished,
      images: { ostree: { path: 'node.ociarchive', sha256: '5'.repeat(64), size: 1 } },
    },
    'commitmeta.json': { 'rpmostree.rpmdb.pkglist': record.packages },
    [`manifest-lock.generated.${record.arch}.json`]: { packages: { bash: { evra: '5.1-9.el9.x86_64' } } },
  };
  for (const [name, content] of Object.entries(files))
    await writeFile(join(dir, name), JSON.stringify(content));
  await writeFile(join(dir, 'ostree-commit-object'), OBJECT);
  // What a bundle has besides is of no account.
  await writeFile(join(dir, 'SHA256SUMS'), 'x');
  return record;
}

/** The same as a zip. */
export async function zipState(dir: string): Promise<Buffer> {
  const names = ['record.json', 'meta.json', 'commitmeta.json', 'ostree-commit-object', 'SHA256SUMS'];
  return makeZip(
    await Promise.all(names.map(async (name) => ({ name, content: await readFile(join(dir, name)) }))),
  );
}
