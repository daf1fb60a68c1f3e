import { createHash } from 'node:crypto';
import { mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import type { IncomingHttpHeaders } from 'node:http';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { findPrevious, type PreviousSearch } from '../../../src/state/find-previous.ts';
import type { PreviousBuild } from '../../../src/state/previous.ts';
import { startGithub, type GithubServer } from '../../support/github/server.ts';
import type { KeptArtifact, KeptRun } from '../../support/github/actions.ts';
import { MemoryLog } from '../../support/memory-log.ts';
import { writeState, zipState } from '../../support/state.ts';
import { tempDir } from '../../support/temp.ts';
import { startWebServer } from '../../support/web-server.ts';

const TOKEN = 'ghs_0123456789';
const ARTIFACT = 'ovirt-node-image-metadata-el9-x86_64';
const PATH = '.github/workflows/nightly.yml';
const POLICY = { attempts: 2, firstDelayMs: 1, maxDelayMs: 2, budgetMs: 1000 };
let github: GithubServer | undefined;

afterEach(async () => {
  const problems = github?.problems ?? [];
  await github?.close();
  github = undefined;
  // Whatever a test does: each request and each answer has to be as GitHub describes them.
  if (problems.length > 0) throw new Error(problems.join('\n'));
});

interface Scene {
  readonly search: PreviousSearch;
  readonly log: MemoryLog;
  readonly server: GithubServer;
  /** Headers the blob store got. */
  readonly headers: IncomingHttpHeaders[];
  readonly find: (change?: Partial<PreviousSearch>) => Promise<PreviousBuild | undefined>;
}

/** A run of night 42 after the good one of night 41, with its metadata and image. */
async function scene(
  run: Partial<KeptRun> = {},
  artifact: Partial<KeptArtifact> = {},
  change: (zip: Buffer) => Buffer = (zip) => zip,
): Promise<Scene> {
  const [server, log, dir] = [await startGithub(TOKEN), new MemoryLog(), await tempDir()];
  github = server;
  await writeState(join(dir, 'made'));
  const zip = await zipState(join(dir, 'made'));
  const headers: IncomingHttpHeaders[] = [];
  const store = await startWebServer((request, response) => {
    headers.push(request.headers);
    response.writeHead(200, { 'content-type': 'application/zip' }).end(change(zip));
  });
  server.actions.runs.push({
    id: 41,
    path: PATH,
    event: 'schedule',
    branch: 'main',
    conclusion: 'success',
    ...run,
  });
  const kept = { run: 41, expired: false, zipUrl: `${store.url}/blob?sig=secret` };
  const digest = `sha256:${createHash('sha256').update(zip).digest('hex')}`;
  server.actions.artifacts.push(
    { ...kept, id: 10, name: ARTIFACT, size: zip.length, digest, ...artifact },
    { ...kept, id: 11, name: 'node.iso', size: 7, digest: null },
  );
  const search: PreviousSearch = {
    place: undefined,
    wanted: { arch: 'x86_64', target: 'el9', name: 'ovirt-node', configPath: 'config' },
    artifacts: [ARTIFACT, `${ARTIFACT}.retry`],
    token: TOKEN,
    env: {
      GITHUB_ACTIONS: 'true',
      GITHUB_API_URL: server.url,
      GITHUB_REPOSITORY: 'ovirt/some-node',
      GITHUB_RUN_ID: '42',
      GITHUB_RUN_ATTEMPT: '1',
      GITHUB_EVENT_NAME: 'schedule',
      GITHUB_REF: 'refs/heads/main',
      GITHUB_REF_NAME: 'main',
      GITHUB_WORKFLOW_REF: `ovirt/some-node/${PATH}@refs/heads/main`,
    },
    workDir: join(dir, 'work'),
    network: { log, policy: POLICY },
    failedHere: false,
    isAsked: true,
    apiPolicy: POLICY,
  };
  const find = async (more: Partial<PreviousSearch> = {}): Promise<PreviousBuild | undefined> =>
    await findPrevious({ ...search, ...more });
  return { search, log, server, headers, find };
}

describe('the build before this one', () => {
  it('is that of the last good run, fetched without the token', async () => {
    const { find, headers, search, log } = await scene();
    const found = await find();
    expect(found?.record.buildId).toBe('9.20261124.0');
    expect(found?.failedSince).toBeUndefined();
    expect(headers.map(({ authorization }) => authorization)).toEqual([undefined]);
    // Nothing but the state is written.
    expect((await readdir(join(search.workDir, 'previous'))).sort()).toEqual([
      'commitmeta.json',
      'meta.json',
      'ostree-commit-object',
      'record.json',
    ]);
    expect(log.of('notice')).toEqual([]);
  });

  it('is found where its metadata went up under another name', async () => {
    const { find } = await scene({}, { name: `${ARTIFACT}.retry` });
    expect((await find())?.from).toBe(`artifact ${ARTIFACT}.retry of run 41`);
  });

  it('is the newest of all names', async () => {
    const { find, server } = await scene();
    const [good] = server.actions.artifacts;
    if (good === undefined) throw new Error('no artifact');
    server.actions.artifacts.push({ ...good, id: 20, name: `${ARTIFACT}.retry` });
    expect((await find())?.from).toBe(`artifact ${ARTIFACT}.retry of run 41`);
    server.actions.artifacts.push({ ...good, id: 21 });
    expect((await find())?.from).toBe(`artifact ${ARTIFACT} of run 41`);
  });

  it.each<[string, Partial<KeptRun>]>([
    ['a failed run', { conclusion: 'failure' }],
    ['a run that goes on', { conclusion: null }],
    ['another workflow', { path: '.github/workflows/other.yml' }],
    ['another branch', { branch: 'next' }],
    ['a fork with a branch of the same name', { fork: true }],
    ['a pull request', { event: 'pull_request' }],
    ['a pull request with rights', { event: 'pull_request_target' }],
  ])('is never that of %s', async (_what, run) => {
    const { find, headers } = await scene(run);
    expect(await find()).toBeUndefined();
    expect(headers).toEqual([]);
  });

  it('is an older one when the newest is of a failed run, and the failure is known', async () => {
    const { find, server } = await scene();
    server.actions.runs.unshift({
      id: 43,
      path: PATH,
      event: 'schedule',
      branch: 'main',
      conclusion: 'failure',
    });
    const [good] = server.actions.artifacts;
    if (good === undefined) throw new Error('no artifact');
    server.actions.artifacts.unshift({ ...good, id: 20, run: 43 });
    const found = await find();
    expect(found?.from).toContain('run 41');
    expect(found?.failedSince).toMatch(/the last run ended with failure .*\/43\)/);
  });

  it.each([
    ['of another workflow on the same branch', '.github/workflows/push.yml', 'success'],
    ['of runs that failed', PATH, 'failure'],
  ])('is found behind any number of newer artifacts %s', async (_what, path, conclusion) => {
    const { find, server } = await scene();
    const [good] = server.actions.artifacts;
    if (good === undefined) throw new Error('no artifact');
    for (let id = 100; id < 230; id += 1) {
      server.actions.runs.unshift({ id, path, event: 'push', branch: 'main', conclusion });
      server.actions.artifacts.unshift({ ...good, id, run: id });
    }
    expect((await find())?.from).toContain('run 41');
    expect(server.requests.length).toBeLessThan(8);
  });

  it('is the newest whatever order GitHub lists them in', async () => {
    const { find, server } = await scene();
    const [good] = server.actions.artifacts;
    if (good === undefined) throw new Error('no artifact');
    for (const id of [40, 39])
      server.actions.runs.push({ id, path: PATH, event: 'push', branch: 'main', conclusion: 'success' });
    server.actions.artifacts.unshift({ ...good, id: 8, run: 39 }, { ...good, id: 9, run: 40 });
    expect((await find())?.from).toContain('run 41');
  });

  it('is found where more runs have succeeded since than are listed at once', async () => {
    const { find, server } = await scene();
    // As nights do that skip: they make no artifacts.
    for (let id = 100; id < 220; id += 1)
      server.actions.runs.unshift({
        id,
        path: PATH,
        event: 'schedule',
        branch: 'main',
        conclusion: 'success',
      });
    expect((await find())?.from).toContain('run 41');
  });

  it('is missed aloud where there are artifacts of that name and none will do', async () => {
    for (const [run, said] of [
      [
        { conclusion: 'failure' },
        /1 artifacts .* of this branch, and none of a run of .*nightly\.yml that succeeded/,
      ],
      [{ branch: 'next' }, /1 artifacts .* are of other branches or of forks/],
    ] as const) {
      const { find, log } = await scene(run);
      await find();
      expect(log.of('notice').join()).toMatch(said);
      log.said.length = 0;
      await find({ isAsked: false });
      expect(log.of('notice')).toEqual([]);
      expect(log.of('info').join()).toMatch(said);
      await github?.close();
    }
  });

  it('was followed by no failure when a later run was cancelled, and by one when this is a second attempt', async () => {
    const { find, server, search } = await scene();
    server.actions.runs.unshift(
      { id: 44, path: PATH, event: 'pull_request', branch: 'main', conclusion: 'failure', fork: true },
      { id: 43, path: PATH, event: 'schedule', branch: 'main', conclusion: 'cancelled' },
    );
    expect((await find())?.failedSince).toBeUndefined();
    const again = await find({ env: { ...search.env, GITHUB_RUN_ATTEMPT: '2' } });
    expect(again?.failedSince).toContain('attempt 2');
    expect((await find({ failedHere: true }))?.failedSince).toContain('no good end');
  });

  it.each<[string, Partial<KeptArtifact>, (zip: Buffer) => Buffer, RegExp]>([
    ['expired', { expired: true }, (zip) => zip, /have expired/],
    ['cut off', { digest: null }, (zip) => zip.subarray(0, zip.length - 100), /cut off/],
    ['altered on the way', {}, (zip) => zip.subarray(0, zip.length - 100), /its sha256 is .*, GitHub says/],
    ['no zip', { digest: null }, () => Buffer.from('<html>'), /no zip/],
    ['of an implausible size', { size: 10 ** 9 }, (zip) => zip, /1000000000 bytes/],
  ])(
    'counts as none when its metadata are %s: a notice, and no error',
    async (_what, artifact, change, said) => {
      const { find, log } = await scene({}, artifact, change);
      expect(await find()).toBeUndefined();
      expect(log.of('notice').join()).toMatch(said);
    },
  );

  it('counts as none when the token may not look, and the permission is named', async () => {
    const { find, server, log } = await scene();
    server.fault = () => ({ status: 403, message: 'Resource not accessible by integration' });
    expect(await find()).toBeUndefined();
    expect(log.of('notice').join()).toContain('permissions: actions: read');
    log.said.length = 0;
    expect(await find({ isAsked: false })).toBeUndefined();
    expect(log.of('notice')).toEqual([]);
    expect(log.of('info').join()).toContain('permissions: actions: read');
  });

  it('is not looked for in a pull request, for a tag, without a token, or when that is said', async () => {
    const { find, server, search } = await scene();
    for (const change of [
      { env: { ...search.env, GITHUB_EVENT_NAME: 'pull_request', GITHUB_REF: 'refs/pull/7/merge' } },
      { env: { ...search.env, GITHUB_REF: 'refs/tags/v1', GITHUB_REF_NAME: 'v1' } },
      { token: undefined },
      { place: 'none' },
    ])
      expect(await find(change)).toBeUndefined();
    expect(server.requests).toEqual([]);
  });

  it('knows which of its images are still kept', async () => {
    const { find, server } = await scene();
    const lost = async (): Promise<string[] | undefined> => await (await find())?.lostImages(['live-iso']);
    expect(await lost()).toEqual([]);
    expect(await (await find())?.lostImages(['metal'])).toEqual(['it has no metal']);
    const image = server.actions.artifacts[1];
    if (image === undefined) throw new Error('no image');
    image.expired = true;
    expect(await lost()).toEqual(['its live-iso has expired (artifact 11)']);
    server.actions.artifacts.pop();
    expect(await lost()).toEqual(['its live-iso was removed (artifact 11)']);
    server.fault = (_method, path) =>
      path.endsWith('/runs/41/artifacts') ? { status: 500, message: 'oops' } : undefined;
    expect((await lost())?.join()).toContain('nobody can tell');
  });

  it('is found among many artifacts of its run', async () => {
    const { find, server } = await scene();
    const image = server.actions.artifacts.pop();
    if (image === undefined) throw new Error('no image');
    for (let id = 100; id < 240; id += 1) server.actions.artifacts.push({ ...image, id, name: `log-${id}` });
    server.actions.artifacts.push(image);
    expect(await (await find())?.lostImages(['live-iso'])).toEqual([]);
  });
});

describe('a build that was named', () => {
  it('is a directory', async () => {
    const { find, server } = await scene();
    const dir = await tempDir();
    await writeState(dir);
    expect((await find({ place: dir, token: undefined }))?.record.buildId).toBe('9.20261124.0');
    expect(server.requests).toEqual([]);
  });

  it('is kept when the token may not look at runs, and then nothing is skipped', async () => {
    const { find, server, log } = await scene();
    server.fault = () => ({ status: 403, message: 'Resource not accessible by integration' });
    const dir = await tempDir();
    await writeState(dir);
    const found = await find({ place: dir });
    expect(found?.record.buildId).toBe('9.20261124.0');
    expect(found?.failedSince).toMatch(/^nobody can tell whether the last run failed: .*not accessible/);
    expect(log.of('notice')).toEqual([]);
    server.fault = () => undefined;
    expect(await find({ place: dir })).toMatchObject({ failedSince: undefined });
  });

  it('is the address of a zip, or of a directory', async () => {
    const { find } = await scene();
    const dir = await tempDir();
    await writeState(dir);
    const zip = await zipState(dir);
    const web = await startWebServer((request, response) => {
      const name = (request.url ?? '').replace(/^.*\//, '');
      if (name === 'metadata.zip') response.end(zip);
      else
        readFile(join(dir, name)).then(
          (content) => response.end(content),
          () => response.writeHead(404).end(),
        );
    });
    for (const place of ['/metadata.zip', '/nightly', '/nightly/'])
      expect((await find({ place: `${web.url}${place}` }))?.record.buildId, place).toBe('9.20261124.0');
    await rm(join(dir, 'ostree-commit-object'));
    expect((await find({ place: `${web.url}/x` }))?.record.buildId).toBe('9.20261124.0');
    await rm(join(dir, 'meta.json'));
    expect(await find({ place: `${web.url}/x` })).toBeUndefined();
  });

  it('is that of the work directory outside of a run, with its images', async () => {
    const { find, search } = await scene();
    const env = {};
    expect(await find({ env })).toBeUndefined();
    const content = 'content';
    const sha256 = createHash('sha256').update(content).digest('hex');
    const image = { kind: 'live-iso', file: 'node.iso', size: content.length, sha256, artifact: null };
    await writeState(join(search.workDir, 'metadata'), { images: [image] });
    const found = await find({ env });
    expect(await found?.lostImages(['live-iso'])).toHaveLength(1);
    await mkdir(join(search.workDir, 'images'));
    await writeFile(join(search.workDir, 'images', 'node.iso'), content);
    expect(await found?.lostImages(['live-iso'])).toEqual([]);
    await writeFile(join(search.workDir, 'images', 'node.iso'), 'CONTENT');
    expect(await found?.lostImages(['live-iso'])).toHaveLength(1);
  });

  it.each<[string, Parameters<typeof writeState>[1], RegExp]>([
    ['another architecture', { arch: 'aarch64' }, /architecture aarch64, this build is of x86_64/],
    ['another target', { target: 'el10' }, /target el10/],
    ['another system', { name: 'other' }, /name other/],
    ['another configuration', { configPath: 'elsewhere' }, /config elsewhere/],
  ])('of %s is foreign', async (_what, parts, said) => {
    const { find, log } = await scene();
    const dir = await tempDir();
    await writeState(dir, parts);
    expect(await find({ place: dir })).toBeUndefined();
    expect(log.of('notice').join()).toMatch(said);
  });

  it('whose files do not fit each other is damaged', async () => {
    const { find, log } = await scene();
    const damage: [string, string, RegExp][] = [
      ['ostree-commit-object', 'half of', /ostree-commit-object is damaged/],
      ['meta.json', '{"buildid": "9', /meta\.json: not JSON/],
      ['commitmeta.json', '{"rpmostree.rpmdb.pkglist": []}', /lists 0 packages/],
      ['record.json', '{}', /schema: found nothing/],
    ];
    for (const [file, text, said] of damage) {
      const dir = await tempDir();
      await writeState(dir);
      await writeFile(join(dir, file), text);
      expect(await find({ place: dir }), file).toBeUndefined();
      expect(log.of('notice').at(-1), file).toMatch(said);
    }
    expect(await find({ place: '/nowhere' })).toBeUndefined();
  });
});
