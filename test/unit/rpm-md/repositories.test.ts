import { createHash } from 'node:crypto';
import { readdir, readFile, utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { gunzipSync, gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { maskSecrets } from '../../../src/log/secrets.ts';
import { pruneCache } from '../../../src/rpm-md/prune.ts';
import { MemoryLog } from '../../support/memory-log.ts';
import {
  makeRepository,
  sha256,
  writeRepository,
  type RepositoryFiles,
} from '../../support/rpm-md/metadata.ts';
import { tempDir } from '../../support/temp.ts';
import { startWebServer } from '../../support/web-server.ts';
import { check, serve, shown } from './setting.ts';

const GOOD = makeRepository([{ name: 'a' }, { name: 'b', moreFiles: ['/opt/b'] }]);
const OTHER = makeRepository([{ name: 'c' }]);
const REPOMD = 'repodata/repomd.xml';
const PRIMARY = 'repodata/primary.xml.gz';

/** A repository with one of its files made another. */
function altered(path: string, change: (content: Buffer) => Buffer): RepositoryFiles {
  return new Map(GOOD).set(path, change(GOOD.get(path) ?? Buffer.alloc(0)));
}

/** The same, with a repomd.xml that describes the file as it is now. */
function described(change: (text: string) => string): RepositoryFiles {
  const text = change(gunzipSync(GOOD.get(PRIMARY) ?? '').toString());
  const packed = gzipSync(text);
  return altered(PRIMARY, () => packed).set(
    REPOMD,
    Buffer.from(
      `<repomd><data type="primary"><checksum type="sha256">${sha256(packed)}</checksum><location href="${PRIMARY}"/></data></repomd>`,
    ),
  );
}

describe('a repository that cannot be used is named', () => {
  it.each<[string, RepositoryFiles, string]>([
    ['that is not there', new Map(), '/r/repodata/repomd.xml: there is no such file (HTTP 404)'],
    [
      'without its list of packages',
      new Map([[REPOMD, GOOD.get(REPOMD) ?? Buffer.alloc(0)]]),
      '/r/repodata/primary.xml.gz: there is no such file (HTTP 404)',
    ],
    [
      'whose list was altered',
      altered(PRIMARY, (content) => Buffer.concat([content.subarray(0, -1), Buffer.from([7])])),
      `: damaged, or altered`,
    ],
    [
      'whose list is cut off',
      altered(PRIMARY, (content) => content.subarray(0, 100)),
      '/r/repodata/primary.xml.gz: has 100 bytes, repomd.xml says ',
    ],
    [
      'whose list is longer',
      altered(PRIMARY, (content) => Buffer.concat([content, content])),
      'bytes: not the file that is wanted',
    ],
    [
      'with a page in place of repomd.xml',
      altered(REPOMD, () => Buffer.from('<html><body>Sign in</body></html>')),
      'expected XML that begins with <repomd>',
    ],
    [
      'whose list is no list',
      described(() => '<a/>'),
      'repodata/primary.xml.gz: expected XML that begins with <metadata>',
    ],
    [
      'whose list has no end',
      described((text) => text.slice(0, -20)),
      'repodata/primary.xml.gz: the XML ends after',
    ],
    [
      'whose list unpacks to more than it says',
      altered(REPOMD, (content) => Buffer.from(content.toString().replace(/<open-size>\d+/, '<open-size>5'))),
      'repodata/primary.xml.gz: it unpacks to more than the 5 bytes it should have',
    ],
  ])('%s', async (_what, files, expected) => {
    const server = await serve({ r: files, other: OTHER });
    const repo = `\n[r]\nbaseurl=${server.url}/r\n[other]\nbaseurl=${server.url}/other\n`;
    const findings = await check({ repo, wants: ['nowhere', 'c', 'd'] });
    expect(findings).toHaveLength(1);
    expect(findings[0]).toMatchObject({
      rule: 'repo-dead',
      severity: 'error',
      location: { file: 'x.repo', line: 2 },
    });
    expect(findings[0]?.message).toContain(expected);
    expect(findings[0]?.message).toMatch(/^r cannot be read: /);
    // What it has nobody knows, so nothing is called missing.
    expect(findings[0]?.message).toMatch(/; not judged: 2 packages that no other repository has$/);
  });

  it('as a warning when the repository may be away', async () => {
    const server = await serve({});
    const findings = await check({ repo: `[r]\nbaseurl=${server.url}/r\nskip_if_unavailable=1\n` });
    expect(findings.map(({ rule, severity }) => [rule, severity])).toEqual([['repo-dead', 'warning']]);
  });

  it('after further attempts when its server has a problem of the moment', async () => {
    const server = await startWebServer((_request, response) => response.writeHead(503).end());
    const log = new MemoryLog();
    const [finding] = await check({ repo: `[r]\nbaseurl=${server.url}/r\n` }, log);
    expect(finding?.message).toBe(
      `r cannot be read: ${server.url}/r/repodata/repomd.xml: the server has a problem (HTTP 503) (tried 2 times)`,
    );
    expect(server.requests).toHaveLength(2);
    expect(log.of('info').join()).toContain('trying again');
  });

  it('when it says not where it is', async () => {
    expect(shown(await check({ repo: '[r]\nname=r\n' }))).toEqual([
      'repo-dead x.repo:1 r cannot be read: it has none of baseurl, metalink and mirrorlist',
    ]);
  });

  it.each(['ftp://host/x', 'relative/path', 'file://host/x'])('at %s', async (address) => {
    const [finding] = await check({ repo: `[r]\nbaseurl=${address}\n` });
    expect(finding?.message).toContain(
      `found the address ${address}/repodata/repomd.xml, expected http, https, file or`,
    );
  });
});

describe('a repository that others may reach is only noted', () => {
  it.each([
    ['baseurl=https://cdn/$uuid/x', 'baseurl: found $uuid, which nothing here defines'],
    ['baseurl=https://cdn/x\nsslclientcert=/etc/pki/x.pem', 'it wants a client certificate (sslclientcert)'],
  ])('%s', async (body, expected) => {
    const findings = await check({ repo: `[r]\n${body}\n`, wants: ['a'] });
    expect(findings).toHaveLength(1);
    expect(findings[0]).toMatchObject({ rule: 'repo-unchecked', severity: 'info' });
    expect(findings[0]?.message).toContain(`r was not looked into: ${expected}`);
    expect(findings[0]?.message).toContain('not judged: 1 package that');
  });

  it('no .repo file defines', async () => {
    const used = [{ id: 'private', origin: { file: 'manifest.yaml', line: 9 } }];
    expect(shown(await check({ repo: '', used, wants: [] }))).toEqual([
      'repo-unchecked manifest.yaml:9 private was not looked into: no .repo file here defines it',
    ]);
  });

  it('asks for a signature of its metadata', async () => {
    const dir = await tempDir();
    await writeRepository(dir, GOOD);
    expect(shown(await check({ repo: `[r]\nbaseurl=${dir}\nrepo_gpgcheck=1\n`, wants: ['a'] }))).toEqual([
      'repo-signature-unchecked x.repo:1 r has repo_gpgcheck=1; this check leaves the signature of repomd.xml to the build',
    ]);
  });
});

describe('a repository is found', () => {
  it('on this machine, by path and by file address', async () => {
    const dir = join(await tempDir(), 'with blank');
    await writeRepository(dir, GOOD);
    await writeRepository(join(dir, 'x86_64'), OTHER);
    const address = pathToFileURL(dir).href;
    for (const [base, name] of [
      [address, 'a'],
      [`${address}/`, 'b'],
      [`${address}/$basearch/`, 'c'],
    ]) {
      expect(await check({ repo: `[r]\nbaseurl=${base}\n`, wants: [name ?? ''] })).toEqual([]);
    }
  });

  it('at the first of its addresses that works, with variables and a query', async () => {
    const server = await serve({ 'x86_64-9': GOOD, stale: altered(PRIMARY, () => Buffer.from('old')) });
    const addresses = [
      `${server.url}/gone`,
      `${server.url}/stale/`,
      `${server.url}/$basearch-\${releasever}/`,
    ];
    const repo = `[r]\nbaseurl=${addresses.join('\n ')}\n`;
    expect(await check({ repo, wants: ['a'] })).toEqual([]);
    expect(server.requests).toEqual([
      '/gone/repodata/repomd.xml',
      '/stale/repodata/repomd.xml',
      // A mirror of yesterday: its list is not what its repomd.xml says, so the next one is asked.
      '/stale/repodata/primary.xml.gz',
      '/gone/repodata/primary.xml.gz',
      '/x86_64-9/repodata/primary.xml.gz',
    ]);
  });

  it('by its mirrorlist', async () => {
    const mirrors = await serve({ r: GOOD });
    const server = await startWebServer((_request, response) =>
      response.end(`# list\n${mirrors.url}/none/\n${mirrors.url}/r/\n`),
    );
    const repo = `[r]\nmirrorlist=${server.url}/?repo=r&arch=$basearch\n`;
    expect(await check({ repo, wants: ['a'] })).toEqual([]);
    expect(server.requests).toEqual(['/?repo=r&arch=x86_64']);
    expect(mirrors.requests).toContain('/r/repodata/primary.xml.gz');
  });

  const metalink = (urls: readonly string[], checksum: string): string =>
    `<metalink><files><file name="repomd.xml"><verification><hash type="sha512">${checksum}</hash></verification>
      <resources>${urls.map((url) => `<url preference="100">${url}/repodata/repomd.xml</url>`).join('')}</resources>
      </file></files></metalink>`;
  const sha512 = createHash('sha512')
    .update(GOOD.get(REPOMD) ?? '')
    .digest('hex');

  it.each(['metalink', 'mirrorlist'])(
    'by a metalink given as %s, at a mirror that has what it describes',
    async (key) => {
      const mirrors = await serve({ r: GOOD, other: OTHER });
      const text = metalink([`${mirrors.url}/other`, `${mirrors.url}/r`], sha512);
      const server = await startWebServer((_request, response) => response.end(text));
      expect(await check({ repo: `[r]\n${key}=${server.url}/link\n`, wants: ['a'] })).toEqual([]);
      expect(mirrors.requests[0]).toBe('/other/repodata/repomd.xml');
    },
  );

  it('never where repomd.xml is not the one of the metalink', async () => {
    const mirrors = await serve({
      r: altered(REPOMD, (content) => Buffer.concat([content, Buffer.from('\n')])),
    });
    const server = await startWebServer((_request, response) =>
      response.end(metalink([`${mirrors.url}/r`], sha512)),
    );
    const [finding] = await check({ repo: `[r]\nmetalink=${server.url}/\n` });
    expect(finding?.message).toContain('it is none of those the metalink describes');
    expect(mirrors.requests).not.toContain('/r/repodata/primary.xml.gz');
  });
});

describe('logins', () => {
  it('of an address reach the server and no message', async () => {
    const seen: unknown[] = [];
    const server = await serve({}, (headers) => seen.push(headers['authorization']));
    const address = server.url.replace('http://', 'http://user:hunter2hunter2@');
    const log = new MemoryLog();
    const findings = await check({ repo: `[r]\nbaseurl=${address}/r\nmirrorlist=${address}/list\n` }, log);
    expect(seen.every((value) => value === `Basic ${btoa('user:hunter2hunter2')}`)).toBe(true);
    expect(seen.length).toBeGreaterThan(0);
    expect(JSON.stringify([findings, log.said])).not.toContain('hunter2');
    expect(shown(findings)[0]).toContain('http://***@127.0.0.1');
  });

  it('of username= and password= too, with variables', async () => {
    const seen: unknown[] = [];
    const server = await serve({ r: GOOD }, (headers) => seen.push(headers['authorization']));
    const repo = `[r]\nbaseurl=${server.url}/r\n  ${server.url}/s\nusername=us er\npassword=$secret\n`;
    const variables = { releasever: '9', secret: 'p@ss/word:é' };
    expect(await check({ repo, variables, wants: ['a'] })).toEqual([]);
    const login = Buffer.from('us er:p@ss/word:é').toString('base64');
    expect(seen).toEqual([`Basic ${login}`, `Basic ${login}`]);
    expect(maskSecrets('x p@ss/word:é x')).toBe('x *** x');
  });
});

describe('the cache', () => {
  it('keeps what has the right checksum, and fetches again what was damaged', async () => {
    const server = await serve({ r: GOOD });
    const cacheDir = await tempDir();
    const run = async () =>
      await check({ repo: `[r]\nbaseurl=${server.url}/r\n`, wants: ['a', '/opt/b'], cacheDir });
    expect(await run()).toEqual([]);
    expect(server.requests).toHaveLength(3);
    expect(await run()).toEqual([]);
    expect(server.requests.slice(3)).toEqual(['/r/repodata/repomd.xml']);

    const dir = join(cacheDir, 'rpm-md');
    const kept = (await readdir(dir)).map((name) => join(dir, name));
    expect(kept).toHaveLength(2);
    for (const file of kept) await writeFile(file, (await readFile(file)).fill(1, 20, 30));
    expect(await run()).toEqual([]);
    expect(server.requests.slice(4)).toEqual([
      '/r/repodata/repomd.xml',
      '/r/repodata/primary.xml.gz',
      '/r/repodata/filelists.xml.gz',
    ]);
    expect(await run()).toEqual([]);
    expect(await readdir(dir)).toHaveLength(2);
  });

  it('lets go of what nobody has used for two weeks', async () => {
    const dir = await tempDir();
    const ages = { 'sha256-aa': 13, 'sha256-bb': 15, 'x.part': 2, 'y.part': 0, notes: 99 };
    for (const [name, days] of Object.entries(ages)) {
      await writeFile(join(dir, name), '');
      const then = new Date(Date.now() - days * 24 * 3600 * 1000);
      await utimes(join(dir, name), then, then);
    }
    await pruneCache(dir);
    expect((await readdir(dir)).sort()).toEqual(['notes', 'sha256-aa', 'y.part']);
    await pruneCache(join(dir, 'not-there'));
  });

  it('is not asked twice for what several repositories share at once', async () => {
    const server = await serve({ r: GOOD, s: GOOD });
    const repo = ['r', 's', 't']
      .map((id) => `[${id}]\nbaseurl=${server.url}/${id === 't' ? 'r' : id}\n`)
      .join('');
    expect(await check({ repo, wants: ['a'] })).toEqual([]);
    expect(server.requests.filter((path) => path.endsWith('primary.xml.gz'))).toHaveLength(1);
  });
});

it('a signal ends it with its reason', async () => {
  const control = new AbortController();
  const server = await startWebServer(() => control.abort(new Error('stopped')));
  const network = { log: new MemoryLog(), signal: control.signal };
  await expect(check({ repo: `[r]\nbaseurl=${server.url}/r\n`, network })).rejects.toThrow('stopped');
});
