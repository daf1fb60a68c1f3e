import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { buildDirs } from '../../../src/commands/build-context.ts';
import { lookBack, withPulled, type LookBack, type LookBackPlace } from '../../../src/commands/look-back.ts';
import type { Sources } from '../../../src/commands/prepare-all.ts';
import { isFirstLevel, skippedBuild } from '../../../src/commands/skip-build.ts';
import { describeMoved } from '../../../src/fingerprint/compare.ts';
import { parseInputs } from '../../../src/inputs/parse.ts';
import { Cancellation } from '../../../src/process/cancellation.ts';
import { claimWorkDir } from '../../../src/runner/work-dir.ts';
import { onlyRepositoriesMoved } from '../../../src/skip/verdict.ts';
import { MemoryLog } from '../../support/memory-log.ts';
import {
  insecureHosts,
  MANIFEST,
  sendManifest,
  startTestRegistry,
  storedManifest,
} from '../../support/registry.ts';
import { sha256 } from '../../support/sha256.ts';
import { writeState } from '../../support/state.ts';
import { tempDir } from '../../support/temp.ts';
import { renderTrees } from '../config-tree/trees.ts';

const ENGINE = { name: 'podman', program: 'podman', version: '5', rootful: true } as const;

/** A machine on which nights can be looked back from: a registry, a repository, a work directory. */
interface Machine {
  /** `host:port`. */
  readonly registry: string;
  readonly log: MemoryLog;
  /** Looks back with these inputs; `manifest` is more text of the user's manifest. */
  readonly look: (
    raw?: Readonly<Record<string, string>>,
    manifest?: string,
    place?: Partial<LookBackPlace>,
  ) => Promise<LookBack>;
  /** Makes what was looked at a build whose metadata and image are in the work directory. */
  readonly build: (look: LookBack) => Promise<void>;
  readonly listAnew: (revision: number) => Promise<void>;
  readonly moveTag: () => void;
  /** From now on the registry does not tell what the tags of a repository are. */
  readonly silence: (repository: string) => void;
  /** Digest a pull of the assembler would have. */
  readonly pulled: () => string;
  readonly workDir: string;
}

async function machine(): Promise<Machine> {
  const [dir, workDir] = [await tempDir(), join(await tempDir(), 'work')];
  await claimWorkDir(workDir);
  let layers: object[] = [];
  let silent: string | undefined;
  const registry = await startTestRegistry((request, response) => {
    if (silent !== undefined && request.url?.includes(silent) === true) response.writeHead(404).end();
    else sendManifest(request, response, storedManifest(MANIFEST, { layers }));
  });
  const env = await insecureHosts(dir, [registry.host]);
  const repodata = join(dir, 'repo', 'repodata');
  await mkdir(repodata, { recursive: true });
  const listAnew = async (revision: number): Promise<void> => {
    await writeFile(
      join(repodata, 'repomd.xml'),
      `<repomd><revision>${revision}</revision><data type="primary"><checksum type="sha256">${'a'.repeat(64)}` +
        '</checksum><location href="repodata/primary.xml.gz"/></data></repomd>',
    );
  };
  await listAnew(1);
  const log = new MemoryLog();
  const cancellation = new Cancellation(log);
  const context = { env, log, cancellation, onEngine: (): void => undefined };
  const look: Machine['look'] = async (raw = {}, manifest = '', place = {}) => {
    const dirs = buildDirs({ workDir }, { contained: true });
    const user = {
      'manifest.yaml':
        `ref: node\nmetadata:\n  name: our-node\nrepos: [one]\npackages: [bash]\n` +
        `automatic-version-prefix: "9"\n${manifest}`,
      'one.repo': `[one]\nname=one\nbaseurl=file://${dir}/repo\ngpgcheck=0\n`,
    };
    const { rendered, config } = await renderTrees({ user }, { out: dirs.config });
    const inputs = await parseInputs(
      {
        config,
        'work-dir': workDir,
        'assembler-image': `${registry.host}/team/cosa:1`,
        'skip-unchanged': 'true',
        images: 'commit-tarball',
        ...raw,
      },
      { cwd: dir, env, hostArch: 'x86_64', glob: async () => [], checkConfig: async () => [] },
    );
    const base = {
      url: 'https://git.example/base',
      ref: undefined,
      submodules: true,
      commit: 'c'.repeat(40),
    };
    const sources: Sources = {
      rendered,
      release: undefined,
      missingRelease: undefined,
      base,
      target: 'el9',
    };
    log.said.length = 0;
    const found = await lookBack(
      inputs,
      sources,
      { engine: ENGINE, dirs, failedHere: false, ...place },
      context,
    );
    if (isFirstLevel(found)) {
      const skipped = await skippedBuild(inputs, found, 1, 'why', {
        manifest: rendered.manifest,
        timings: [],
      });
      expect(skipped.images.map(({ path }) => path)).toEqual([join(workDir, 'images', 'node.tar')]);
    }
    return found;
  };
  const build: Machine['build'] = async ({ fingerprint, digests }) => {
    await mkdir(join(workDir, 'images'), { recursive: true });
    const image = join(workDir, 'images', 'node.tar');
    await writeFile(image, 'image');
    const digest = await sha256(image);
    await writeState(join(workDir, 'metadata'), {
      name: 'our-node',
      config: digests,
      fingerprint,
      images: ['commit-tarball', 'oci-archive'].map((kind) => ({
        kind,
        file: 'node.tar',
        size: 5,
        sha256: digest,
        artifact: null,
      })),
    });
  };
  const moveTag = (): void => void (layers = [{ size: layers.length }]);
  const pulled = (): string => storedManifest(MANIFEST, { layers }).digest;
  const silence = (repository: string): void => void (silent = repository);
  return { registry: registry.host, log, look, build, listAnew, moveTag, silence, pulled, workDir };
}

describe('looking back', () => {
  it('finds nothing in a first night, and nothing that moved in the next', async () => {
    const { look, build, log } = await machine();
    const first = await look();
    expect(first).toMatchObject({ previous: undefined, moved: [], maySkip: false });
    expect(isFirstLevel(first)).toBe(false);
    expect(Object.values(first.fingerprint).filter((text) => text.startsWith('? '))).toEqual([]);
    await build(first);
    const second = await look();
    expect(second.fingerprint).toEqual(first.fingerprint);
    expect(second.moved).toEqual([]);
    expect(isFirstLevel(second)).toBe(true);
    expect(log.of('info').join('\n')).toContain('nothing has moved since build 9.20261124.0');
  });

  it('names each part that moved, with old and new, and then it is built', async () => {
    const { look, build, listAnew, moveTag, log } = await machine();
    await build(await look());
    const changes: [string, () => Promise<LookBack>][] = [
      ['config', async () => await look({}, '# a comment\n')],
      ['input:version', async () => await look({ version: '9.1' })],
      [
        'repository:one',
        async () => {
          await listAnew(2);
          return await look();
        },
      ],
      [
        'assembler',
        async () => {
          await listAnew(1);
          moveTag();
          return await look();
        },
      ],
    ];
    for (const [part, change] of changes) {
      const found = await change();
      expect(found.moved.map((moved) => moved.part)).toEqual([part]);
      expect(isFirstLevel(found), part).toBe(false);
      const [text = ''] = found.moved.map(describeMoved);
      expect(text).toMatch(/^\S+: \S.* → \S/);
      expect(log.of('info')).toContain(`moved: ${text}`);
    }
  });

  it('skips nothing when an image is gone, the build too old, or nobody asked for it', async () => {
    const { look, build, workDir, log } = await machine();
    await build(await look());
    expect((await look({ 'max-age-days': '1' })).maySkip).toBe(false);
    expect(log.of('info').join('\n')).toContain('max-age-days allows 1');
    expect((await look({ 'skip-unchanged': 'false' })).maySkip).toBe(false);
    expect((await look({ images: 'metal' })).maySkip).toBe(false);
    await writeFile(join(workDir, 'images', 'node.tar'), 'other');
    const damaged = await look();
    expect(damaged).toMatchObject({ moved: [], maySkip: false });
    expect(log.of('info').join('\n')).toContain('its commit-tarball is not in');
  });

  it('asks neither registry nor repositories where nothing would be skipped, and calls none of them moved', async () => {
    const { look, build } = await machine();
    await build(await look());
    const found = await look({ 'skip-unchanged': 'false' });
    expect(found.fingerprint['repository:one']).toMatch(/^\? /);
    expect(found.fingerprint['assembler']).toMatch(/^\? /);
    expect(found).toMatchObject({ moved: [], isComplete: false });
  });

  it('leaves something to be equal to where nothing was asked: the next night the solver can answer', async () => {
    const { look, build, pulled, log } = await machine();
    const unasked = await look({ 'skip-unchanged': 'false' });
    await build(withPulled(unasked, pulled(), log));
    const next = await look();
    expect(next.moved.map(describeMoved)).toEqual([
      expect.stringMatching(/^repository:one: unknown \(not asked without skip-unchanged\) → [0-9a-f]{64}$/),
    ]);
    expect(next.maySkip).toBe(true);
    expect(onlyRepositoriesMoved(next.moved)).toBe(true);
  });

  it('takes the digest of the pull where the registry told none', async () => {
    const { look, build, pulled, silence, log } = await machine();
    await build(await look());
    silence('/team/cosa/');
    const unknown = await look();
    expect(unknown.moved.map(({ part }) => part)).toEqual(['assembler']);
    expect(log.of('notice').join()).toContain('the pull cannot be saved');
    expect(withPulled(unknown, pulled(), log)).toMatchObject({
      moved: [],
      fingerprint: { assembler: pulled() },
    });
    expect(log.of('info').at(-1)).toBe('the assembler that was pulled is the one of before');
    expect(withPulled(unknown, 'sha256:other', log).moved.map(describeMoved)).toEqual([
      `assembler: ${pulled()} → sha256:other`,
    ]);
    expect(log.of('info').at(-1)).toMatch(/^moved: assembler: /);
  });

  it('skips a push only where the registry says what stands there, and never one to another place', async () => {
    const { look, build, pulled, silence, registry, log } = await machine();
    const push = { images: 'oci-archive', push: `${registry}/team/node:nightly` };
    await build(await look(push));
    const again = await look(push);
    expect(again).toMatchObject({ moved: [], maySkip: true, pushed: pulled() });
    const elsewhere = await look({ ...push, push: `${registry}/team/node:next` });
    expect(elsewhere.moved.map(({ part }) => part)).toEqual(['input:push']);
    expect(isFirstLevel(elsewhere)).toBe(false);
    silence('/team/node/');
    expect(await look(push)).toMatchObject({ maySkip: false, pushed: undefined, mustBuild: false });
    expect(log.of('info').join('\n')).toMatch(/nobody can tell what was pushed: push: .* does not say which/);
  });

  it('has everything built anew after a failure or by age, and not for an image that is gone', async () => {
    const { look, build } = await machine();
    expect(await look({}, '', { failedHere: true })).toMatchObject({ previous: undefined, mustBuild: true });
    await build(await look());
    expect((await look({ 'max-age-days': '1' })).mustBuild).toBe(true);
    expect((await look({}, '', { failedHere: true })).mustBuild).toBe(true);
    expect((await look({ images: 'metal' })).mustBuild).toBe(false);
    // Nobody asked for anything to be skipped then.
    expect((await look({ 'skip-unchanged': 'false' }, '', { failedHere: true })).mustBuild).toBe(false);
  });
});
