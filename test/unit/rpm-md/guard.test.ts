import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { describe, expect, it } from 'vitest';
import { AddressGuard } from '../../../src/net/address-guard.ts';
import { MemoryLog } from '../../support/memory-log.ts';
import { makeRepository, writeRepository } from '../../support/rpm-md/metadata.ts';
import { tempDir } from '../../support/temp.ts';
import { startWebServer } from '../../support/web-server.ts';
import { check, serve, shown } from './setting.ts';

const POLICY = { attempts: 2, firstDelayMs: 1, maxDelayMs: 5, budgetMs: 10_000 };
const PACKAGES = makeRepository([{ name: 'bash' }]);

/** Checks one repository as a change from a fork has it. */
async function checkGuarded(
  keys: string,
  trusted: readonly string[],
  variables: Readonly<Record<string, string>> = { releasever: '9' },
): Promise<string[]> {
  const guard = new AddressGuard(new Set(trusted));
  const network = { log: new MemoryLog(), policy: POLICY, guard };
  return shown(await check({ repo: `[r]\n${keys}\n`, wants: ['bash', 'gone'], network, variables }));
}

const REFUSED = /^repo-unchecked .* a change of a stranger may not have .*; not judged: 2 packages/;
const MISSING = [expect.stringMatching(/^package-missing .* gone: r does not have it/) as unknown];

describe('a repository of a change from a fork', () => {
  it('on a private address is not asked, and one that was there before is', async () => {
    const server = await serve({ a: PACKAGES });
    const base = `${server.url}/a`;
    expect(await checkGuarded(`baseurl=${base}`, [])).toEqual([expect.stringMatching(REFUSED)]);
    expect(server.requests).toEqual([]);
    expect(await checkGuarded(`baseurl=${base}`, [base])).toEqual(MISSING);
    expect(server.requests.length).toBeGreaterThan(0);
  });

  it('on the disk is not read, and one that was there before is', async () => {
    const dir = await tempDir();
    await writeRepository(join(dir, '9'), PACKAGES);
    for (const address of [`${dir}/$releasever`, `${pathToFileURL(dir).href}/$releasever`]) {
      expect(await checkGuarded(`baseurl=${address}`, [])).toEqual([expect.stringMatching(REFUSED)]);
      expect(await checkGuarded(`baseurl=${address}`, [address])).toEqual(MISSING);
    }
  });

  it('that was there before is not moved by the variables of the change', async () => {
    const dir = await tempDir();
    await writeRepository(join(dir, 'secret'), PACKAGES);
    const address = `${dir}/repos/$releasever`;
    const climbing = await checkGuarded(`baseurl=${address}`, [address], { releasever: '../secret' });
    expect(climbing).toEqual([expect.stringMatching(REFUSED)]);
    const server = await serve({ a: PACKAGES });
    const host = new URL(server.url).host;
    const moved = await checkGuarded('baseurl=http://$host/a', ['http://$host/a'], { host });
    expect(moved).toEqual([expect.stringMatching(REFUSED)]);
    expect(server.requests).toEqual([]);
  });

  it('is not read through a list of mirrors that is elsewhere', async () => {
    const server = await serve({ a: PACKAGES });
    const dir = await tempDir();
    await writeRepository(join(dir, 'a'), PACKAGES);
    const lists = await startWebServer((_request, response) => {
      response.end(`${server.url}/a\nfile://${dir}/a\n`);
    });
    const guardedList = await checkGuarded(`mirrorlist=${lists.url}/list`, []);
    expect(guardedList).toEqual([expect.stringMatching(REFUSED)]);
    expect([lists.requests, server.requests]).toEqual([[], []]);
    // Who may have a list read may have its mirrors read.
    expect(await checkGuarded(`mirrorlist=${lists.url}/list`, [`${lists.url}/list`])).toEqual(MISSING);
  });

  it('is asked wherever it is on a laptop', async () => {
    const server = await serve({ a: PACKAGES });
    const network = { log: new MemoryLog(), policy: POLICY };
    const repo = `[r]\nbaseurl=${server.url}/a\n`;
    expect(shown(await check({ repo, wants: ['gone'], network }))).toEqual(MISSING);
  });
});
