import { mkdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeEach, describe, expect, it } from 'vitest';
import { addChanges, judgeChanges, previousInWorkDir } from '../../../src/commands/build-changes.ts';
import { compareBuilds } from '../../../src/changes/compare.ts';
import type { BuildFacts } from '../../../src/changes/facts.ts';
import { readObject } from '../../../src/images/json.ts';
import { record, tuple } from '../changes/builds.ts';
import { MemoryLog } from '../../support/memory-log.ts';
import { refusal } from '../../support/refusal.ts';
import { tempDir } from '../../support/temp.ts';

let srvDir: string;
let metadataDir: string;
let log: MemoryLog;

beforeEach(async () => {
  const dir = await tempDir();
  srvDir = join(dir, 'srv');
  metadataDir = join(dir, 'metadata');
  log = new MemoryLog();
  await mkdir(join(srvDir, 'tmp'), { recursive: true });
});

async function previous(): Promise<BuildFacts | undefined> {
  return await previousInWorkDir({ srvDir, published: metadataDir, arch: 'x86_64' }, log);
}

/** Writes what says which build it is, and its packages. */
async function metadata(dir: string, id: string): Promise<void> {
  await mkdir(dir, { recursive: true });
  const image = { path: 'node.iso', sha256: '1'.repeat(64) };
  await writeFile(
    join(dir, 'meta.json'),
    JSON.stringify({
      buildid: id,
      name: 'ovirt-node',
      'ostree-commit': `commit-${id}`,
      'ostree-timestamp': '2026-01-01T00:00:00Z',
      images: { 'live-iso': image },
    }),
  );
  await writeFile(
    join(dir, 'commitmeta.json'),
    JSON.stringify({ 'rpmostree.rpmdb.pkglist': [tuple('a-1-1.noarch')] }),
  );
}

/** Has the assembler's directory hold these builds, the newest first. */
async function builds(...ids: string[]): Promise<void> {
  for (const id of ids) {
    const dir = join(srvDir, 'builds', id, 'x86_64');
    await metadata(dir, id);
    await writeFile(join(dir, 'node.iso'), 'x'.repeat(7));
  }
  await writeFile(
    join(srvDir, 'builds', 'builds.json'),
    JSON.stringify({ 'schema-version': '1.0.0', builds: ids.map((id) => ({ id, arches: ['x86_64'] })) }),
  );
}

describe('the build before, in the same work directory', () => {
  it('is none in a fresh one', async () => {
    expect(await previous()).toBeUndefined();
    expect(log.said).toEqual([]);
  });

  it('is the newest where nothing was published', async () => {
    await builds('2', '1');
    expect(await previous()).toMatchObject({ buildId: '2', packages: [tuple('a-1-1.noarch')] });
  });

  it('is the one that was published, not one that was refused after it; its images have their sizes', async () => {
    await builds('2', '1');
    await metadata(metadataDir, '1');
    await writeFile(join(srvDir, 'tmp/oni-package-sizes.tsv'), 'commit-1\na\t0\t1\t1\tnoarch\t5\n');
    expect(await previous()).toMatchObject({
      buildId: '1',
      images: [{ kind: 'live-iso', size: 7 }],
      packageSizes: { 'a-1-1.noarch': 5 },
    });
  });

  it('is read from the metadata once the assembler has removed it', async () => {
    await builds('5', '4', '3');
    await metadata(metadataDir, '1');
    const found = await previous();
    expect(found).toMatchObject({ buildId: '1', images: [{ kind: 'live-iso' }] });
    expect(found?.images?.[0]).not.toHaveProperty('size');
  });

  it('is its record where there is one', async () => {
    await builds('2');
    await metadata(metadataDir, '2');
    const kept = record(['b-1-1.noarch'], { packageSizes: { 'b-1-1.noarch': 3 } });
    await writeFile(join(metadataDir, 'record.json'), JSON.stringify(kept));
    expect(await previous()).toEqual(kept);
  });

  it('that cannot be read is said, and the new one goes on without', async () => {
    await builds('2');
    await rm(join(srvDir, 'builds', '2', 'x86_64', 'commitmeta.json'));
    expect(await previous()).toBeUndefined();
    expect(log.of('notice')).toEqual([
      expect.stringMatching(/^the earlier build is not compared with: .*commitmeta\.json: cannot be read/),
    ]);
  });
});

describe('a build', () => {
  const older = record(['a-1-1.noarch'], { buildId: '2' });
  const newer = record(['a-2-1.noarch'], { buildId: '1' });
  const limits = { failOnDowngrade: true, maxIsoSize: undefined };

  it('is judged before it is published, in the failure class of the limits', async () => {
    const pair = { previous: newer, current: older };
    const told: string[] = [];
    const onChanges = (text: string): void => void told.push(text);
    const error = await refusal(judgeChanges(limits, pair, [], { log, onChanges }));
    // Whoever reads of the failure is told of everything that changed.
    expect(told).toEqual([expect.stringContaining('| `a` | downgraded | `2-1` | `1-1` |')]);
    expect(error.failure).toEqual({ class: 'limits', signature: 'downgraded' });
    expect(log.of('info')).toEqual(['since build 1: packages: 1 downgraded, 0 unchanged']);
  });

  it('that is the first has no difference, and no files of one', async () => {
    const changes = await judgeChanges(limits, { previous: undefined, current: older }, [], { log });
    expect(changes).toBeUndefined();
    expect(await addChanges(changes, '/nowhere')).toEqual({ reported: undefined, files: [] });
  });

  it('has its difference beside the metadata', async () => {
    await mkdir(metadataDir);
    const changes = await judgeChanges(limits, { previous: older, current: newer }, [], { log });
    const { reported, files } = await addChanges(changes, metadataDir);
    expect(files).toEqual([join(metadataDir, 'changes.json'), join(metadataDir, 'changes.md')]);
    expect(await readObject(reported?.file ?? '')).toEqual(compareBuilds(older, newer));
    expect(reported?.markdown).toContain('| `a` | upgraded | `1-1` | `2-1` |');
  });
});
