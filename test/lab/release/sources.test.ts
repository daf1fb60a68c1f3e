import { copyFile, mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { getRelease, type ReleaseRequest } from '../../../src/commands/release.ts';
import { UserError } from '../../../src/errors.ts';
import { MemoryLog } from '../../support/memory-log.ts';
import { tempDir } from '../../support/temp.ts';
import { ROOT } from '../action.ts';
import { hostAddress } from '../host.ts';
import { ensureKey, type LabKey } from '../repos/key.ts';
import { startFileServer, type FileServer } from '../repos/server.ts';
import { buildReleaseRpm } from './build.ts';

let key: LabKey;
let server: FileServer;
let request: ReleaseRequest;

beforeAll(async () => {
  const work = join(ROOT, '.lab', 'tmp', 'release-sources');
  const root = join(work, 'www');
  const cache = join(ROOT, '.lab', 'cache');
  key = await ensureKey(cache);
  const other = await ensureKey(cache, 'oni-lab-other');
  await mkdir(root, { recursive: true });
  const make = async (name: string, by: LabKey): Promise<Buffer> => {
    const options = {
      workDir: join(work, name),
      repoUrl: 'https://repo.invalid',
      keyUrl: 'https://repo.invalid/key',
      key: by,
    };
    const file = await buildReleaseRpm(options);
    await copyFile(file, join(root, `${name}.rpm`));
    return await readFile(file);
  };
  const good = await make('good', key);
  await make('foreign', other);
  await writeFile(join(root, 'cut.rpm'), good.subarray(0, good.length - 100));
  await writeFile(join(root, 'page.rpm'), '<!DOCTYPE html><html><body>Domain for sale</body></html>');
  await writeFile(join(root, 'text.rpm'), 'moved to another place\n');
  server = await startFileServer(root, hostAddress());
});

afterAll(async () => {
  await server.close();
});

beforeEach(async () => {
  request = {
    sources: [],
    keys: [key.path],
    sha256: undefined,
    target: 'el9',
    arch: 'x86_64',
    downloadDir: await tempDir(),
  };
});

const at = (...names: string[]): string[] => names.map((name) => `${server.url}/${name}.rpm`);

describe('sources of a real release package', () => {
  it('are tried until one verifies, which is named', async () => {
    const log = new MemoryLog();
    const sources = at('none', 'page', 'text', 'cut', 'foreign', 'good');
    const release = await getRelease({ ...request, sources }, log);
    expect(release.source).toBe(`${server.url}/good.rpm`);
    expect(release.report.signature.status).toBe('verified');
    const warnings = log.of('warning');
    expect(warnings).toHaveLength(5);
    for (const [index, text] of [
      'none.rpm: there is no such file (HTTP 404)',
      'page.rpm: sent a web page: a login page or a dead mirror',
      'text.rpm: not an rpm package: it begins with "moved to another',
      'cut.rpm: altered or truncated',
      'foreign.rpm: signed by key ',
    ].entries()) {
      expect(warnings[index]).toContain(`ovirt-release: ${server.url}/${text}`);
    }
    expect(log.of('notice')).toEqual([`ovirt-release: ${server.url}/good.rpm is used`]);
  });

  it('twin: without a key the foreign package is taken, so the test above can see a difference', async () => {
    const release = await getRelease(
      {
        ...request,
        keys: [],
        sources: [join(ROOT, '.lab/tmp/release-sources/www/foreign.rpm'), ...at('good')],
      },
      new MemoryLog(),
    );
    expect(release.source).toMatch(/foreign\.rpm$/);
    expect(release.report.signature.status).toBe('no-key');
  });

  it('that are all bad are all listed', async () => {
    const failed = getRelease({ ...request, sources: at('foreign', 'cut') }, new MemoryLog());
    const error = await failed.catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(UserError);
    expect(String(error)).toMatch(
      /ovirt-release: none of 2 sources could be used:\n {2}- \S+foreign\.rpm: signed by key .*\n {2}- \S+cut\.rpm: altered or truncated/,
    );
  });
});
