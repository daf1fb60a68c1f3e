import { link, mkdir, open, readdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { ByteReader } from '../../../src/release-rpm/byte-reader.ts';
import { decompress } from '../../../src/release-rpm/decompress.ts';
import { openPackage } from '../../../src/release-rpm/package.ts';
import { readPayload } from '../../../src/release-rpm/payload.ts';
import { MemoryLog } from '../../support/memory-log.ts';
import { ROOT } from '../action.ts';
import { rpmbuild } from '../repos/build.ts';
import { realSpec } from '../repos/spec.ts';

const WORK = join(ROOT, '.lab', 'tmp', 'release-large');
/** Just over what four bytes can say. */
const LARGE = 4 * 1024 ** 3 + 5;

/** A package of hard links, and of a file that is all holes when one is asked for. */
async function build(name: string, large: boolean): Promise<string> {
  const dir = join(WORK, name);
  await rm(dir, { recursive: true, force: true });
  const root = join(dir, 'root');
  await mkdir(join(root, 'usr'), { recursive: true });
  await writeFile(join(root, 'usr', 'a.repo'), '[linked]\n');
  await writeFile(join(root, 'usr', 'b'), 'alone\n');
  await link(join(root, 'usr', 'a.repo'), join(root, 'usr', 'c.repo'));
  if (large) {
    const file = await open(join(root, 'usr', 'big'), 'w');
    await file.truncate(LARGE);
    await file.close();
  }
  const out = join(dir, 'out');
  const spec = realSpec({ name, version: '1', root, payload: 'w1.zstdio' });
  await rpmbuild(spec, join(dir, 'build'), out, 'noarch');
  const [file] = await readdir(out);
  if (file === undefined) throw new Error('rpmbuild made no package');
  await rm(root, { recursive: true });
  return join(out, file);
}

describe.each([
  ['hard-links', false],
  ['large-file', true],
])('%s', (name, large) => {
  let file: string;
  beforeAll(async () => {
    file = await build(name, large);
  });

  it('is read: each link has the content, and what is too large is checked and left out', async () => {
    const log = new MemoryLog();
    const pkg = await openPackage(file);
    const reader = new ByteReader(decompress(pkg.payload, pkg.compressor, file));
    // rpm changes the form of all entries for one large file; without that, the test would not be about it.
    expect((await reader.take(6)).toString()).toBe(large ? '07070X' : '070701');
    await reader.close();
    const entries = await readPayload(pkg, log);
    expect(entries.map(({ path, content }) => [path, content.toString()])).toEqual([
      ['usr/a.repo', '[linked]\n'],
      ['usr/b', 'alone\n'],
      ['usr/c.repo', '[linked]\n'],
    ]);
    expect(pkg.files.find(({ path }) => path === '/usr/big')?.size).toBe(large ? LARGE : undefined);
    expect(log.of('warning')).toEqual(large ? [`${file}: /usr/big has ${LARGE} bytes and was left out`] : []);
  });
});
