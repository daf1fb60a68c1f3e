import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { publishRelease } from '../../../src/commands/publish-release.ts';
import type { RawInputs } from '../../../src/inputs/schema.ts';
import type { KeptRelease } from '../../support/github/releases.ts';
import { startGithub, type GithubServer } from '../../support/github/server.ts';
import { MemoryLog } from '../../support/memory-log.ts';
import { refusal } from '../../support/refusal.ts';
import { tempDir } from '../../support/temp.ts';

const TOKEN = 'ghs_0123456789';
const LIMITS = { file: 1000, part: 400, count: 10 };
let server: GithubServer;
let log: MemoryLog;
let dir: string;

beforeEach(async () => {
  server = await startGithub(TOKEN);
  log = new MemoryLog();
  dir = await tempDir();
});

afterEach(async () => {
  vi.unstubAllEnvs();
  await server.close();
  if (server.problems.length > 0) throw new Error(server.problems.join('\n'));
});

/** Publishes the files of one night. */
async function publish(night: string, raw: RawInputs = {}): Promise<string> {
  const images = join(dir, night);
  mkdirSync(images, { recursive: true });
  writeFileSync(join(images, `node-${night}-live.iso`), night.repeat(300));
  writeFileSync(join(images, `node-${night}-ostree.tar`), night);
  writeFileSync(join(dir, 'output'), '');
  vi.stubEnv('GITHUB_OUTPUT', join(dir, 'output'));
  const env = {
    GITHUB_REPOSITORY: 'ovirt/some-node',
    GITHUB_SHA: 'c'.repeat(40),
    GITHUB_API_URL: server.url,
    RUNNER_TEMP: dir,
    GITHUB_WORKSPACE: dir,
  };
  const inputs = {
    'release-files': `${images}/*`,
    'release-build-id': night,
    'github-token': TOKEN,
    ...raw,
  };
  return await publishRelease(inputs, env, log, LIMITS);
}

const published = (): KeptRelease[] => server.releases.filter(({ draft }) => !draft);
const contentOf = (name: string): string | undefined =>
  published()[0]
    ?.assets.find((asset) => asset.name === name)
    ?.content.toString('utf8');

describe('a release', () => {
  it('of a first night has all files, their sums and notes', async () => {
    writeFileSync(join(dir, 'changes.md'), '- vdsm 4.50 → 4.51');
    const summary = await publish('9.1', { 'release-notes': 'changes.md' });
    expect(server.releases.map(({ tag, draft, name }) => [tag, draft, name])).toEqual([
      ['nightly', false, 'nightly 9.1'],
    ]);
    expect(published()[0]?.assets.map(({ name }) => name)).toEqual([
      'node-live.iso',
      'node-ostree.tar',
      'SHA256SUMS',
    ]);
    expect(contentOf('node-live.iso')).toBe('9.1'.repeat(300));
    expect(contentOf('SHA256SUMS')).toMatch(
      /^[0-9a-f]{64} {2}node-live\.iso\n[0-9a-f]{64} {2}node-ostree\.tar\n$/,
    );
    for (const text of [summary, published()[0]?.body ?? '']) expect(text).toContain('- vdsm 4.50 → 4.51');
    expect(readFileSync(join(dir, 'output'), 'utf8')).toContain(
      'https://github.example/ovirt/some-node/releases/tag/nightly',
    );
    expect(server.tags.get('nightly')).toBe('made by publishing');
  });

  it('of the next night takes its place, and a big file is in parts', async () => {
    await publish('9.1');
    await publish('9.20261126');
    expect(server.releases).toHaveLength(1);
    const names = published()[0]?.assets.map(({ name }) => name);
    expect(names).toEqual([
      ...['01', '02', '03', '04', '05', '06', '07', '08'].map((number) => `node-live.iso.part${number}`),
      'node-ostree.tar',
      'SHA256SUMS',
    ]);
    const joined = names
      ?.filter((name) => name.includes('part'))
      .map(contentOf)
      .join('');
    expect(joined).toBe('9.20261126'.repeat(300));
    expect(server.tags.get('nightly')).toBe('c'.repeat(40));
    expect(log.of('warning')).toEqual([]);
  });
});

describe('the release before stands as it was', () => {
  const stands = (): void => {
    expect(server.releases.map(({ draft }) => draft)).toEqual([false]);
    expect(contentOf('node-ostree.tar')).toBe('9.1');
  };

  it('when an upload fails for good', async () => {
    await publish('9.1');
    server.fault = (method, path) =>
      method === 'POST' && path.endsWith('/assets') ? { status: 400, message: 'no' } : undefined;
    expect((await refusal(publish('9.2'))).message).toContain('400: no');
    stands();
  });

  it('when GitHub has got something else than was sent', async () => {
    await publish('9.1');
    server.arrived = (content) => Buffer.concat([content.subarray(1), Buffer.from('!')]);
    expect((await refusal(publish('9.2'))).message).toMatch(/GitHub has got sha256:.*, the file is sha256:/);
    stands();
  });

  it('when the draft cannot be published', async () => {
    await publish('9.1');
    let patches = 0;
    server.fault = (method) =>
      method === 'PATCH' && (patches += 1) === 2 ? { status: 422, message: 'Validation Failed' } : undefined;
    expect((await refusal(publish('9.2'))).message).toContain('422');
    stands();
  });

  it('when an asset has got lost', async () => {
    await publish('9.1');
    server.fault = (method, path) => {
      const draft = server.releases.find((release) => release.draft);
      if (method === 'GET' && path.endsWith('/assets')) draft?.assets.splice(0, 1);
      return undefined;
    };
    expect((await refusal(publish('9.2'))).message).toMatch(
      /the draft has 2 assets, expected 3; missing: node-live\.iso/,
    );
    stands();
  });

  it('when the tag is that of a release somebody has made', async () => {
    server.releases.push({
      id: 1,
      tag: 'v1.0',
      name: '1.0',
      body: 'by hand',
      draft: false,
      prerelease: false,
      assets: [],
    });
    expect((await refusal(publish('9.2', { 'release-tag': 'v1.0' }))).message).toContain(
      'was not made by this command',
    );
    expect(server.requests.filter((line) => !line.startsWith('GET'))).toEqual([]);
  });
});

describe('what goes wrong on the way', () => {
  it('a connection that breaks off makes no second asset and no second release', async () => {
    const lost = new Set<string>();
    server.fault = (method, path) => {
      if (method !== 'POST' || lost.has(path)) return undefined;
      lost.add(path);
      return { status: 502, headers: { 'retry-after': '0' }, done: true };
    };
    await publish('9.1');
    expect([lost.size, server.releases.length, published()[0]?.assets.length]).toEqual([2, 1, 3]);
  });

  it('what a run that was stopped has left is removed', async () => {
    await publish('9.1');
    const [first] = server.releases;
    if (first === undefined) throw new Error('no release');
    server.releases.push({ ...first, id: 77, draft: true, assets: [] });
    server.releases.push({ ...first, id: 78, draft: true, body: 'of somebody', assets: [] });
    await publish('9.2');
    expect(server.releases.map(({ draft, body }) => [draft, body.slice(0, 11)])).toEqual([
      [true, 'of somebody'],
      [false, '<!-- ovirt-'],
    ]);
    expect(contentOf('node-ostree.tar')).toBe('9.2');
  });

  it('a tag that may not be moved is a warning', async () => {
    await publish('9.1');
    server.fault = (_method, path) => (path.includes('/git/') ? { status: 403, message: 'no' } : undefined);
    await publish('9.2');
    expect(log.of('warning')).toEqual([expect.stringMatching(/the tag nightly is not moved: .*403/)]);
    expect(contentOf('node-ostree.tar')).toBe('9.2');
  });

  it('notes that are not there, as after a first build, are a warning', async () => {
    await publish('9.1', { 'release-notes': 'nothing.md' });
    expect(log.of('warning')).toEqual([expect.stringMatching(/release-notes: there is no .*nothing\.md/)]);
    expect(published()).toHaveLength(1);
  });

  it('a token that only reads is told what it lacks', async () => {
    server.fault = (method) =>
      method === 'POST' ? { status: 403, message: 'Resource not accessible by integration' } : undefined;
    expect((await refusal(publish('9.1'))).message).toContain('`permissions: contents: write`');
  });

  it.each([
    [{ 'release-files': '' }, /release-files: none given/],
    [{ 'release-files': 'nothing/*.iso' }, /there is no file nothing/],
    [{ 'github-token': '' }, /github-token: none given/],
    [{ 'release-tag': 'a/../b' }, /release-tag: found/],
    [{ 'release-notes': '.' }, /release-notes: .* cannot be read/],
  ] as const)('%j is refused before anything is sent', async (raw, problem) => {
    expect((await refusal(publish('9.1', raw))).message).toMatch(problem);
    expect(server.requests).toEqual([]);
  });
});
