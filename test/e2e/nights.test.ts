import { cp, readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readRecord } from '../../src/build-record/read-record.ts';
import { readObject } from '../../src/images/json.ts';
import { startLab, type Lab } from '../lab/lab.ts';
import { must } from '../lab/must.ts';
import { rpmbuild } from '../lab/repos/build.ts';
import { signPackages } from '../lab/repos/key.ts';
import { emptySpec } from '../lab/repos/spec.ts';
import { Nights, type Night } from './nights.ts';

// One night after the other: each test goes on from where the one before has left the repositories and the runs.
let lab: Lab;
let nights: Nights;
let first: Night;

beforeAll(async () => {
  lab = await startLab(undefined, { ownRepositories: true });
  nights = await Nights.start(lab);
});

afterAll(async () => {
  // Where the lab did not start there is neither.
  await (nights as Nights | undefined)?.close();
  await (lab as Lab | undefined)?.close();
});

/** Outputs of the earlier build that a skipped one repeats. */
const REPEATED = [
  'build-id',
  'ostree-commit',
  'ref',
  'package-count',
  'assembler-digest',
  'base-config-commit',
  'ovirt-release-sha256',
  'commit-tarball-sha256',
  'commit-tarball-artifact-id',
  'commit-tarball-artifact-url',
];

function expectSkipped(night: Night, level: string, of: Night): void {
  expect(night.exitCode, night.log.slice(-3000)).toBe(0);
  expect(night.outputs).toMatchObject({ changed: 'false', 'skip-level': level });
  for (const name of REPEATED) expect(night.outputs[name], name).toBe(of.outputs[name]);
  expect(Object.keys(night.outputs)).not.toContain('build-dir');
  expect(Object.keys(night.outputs)).not.toContain('commit-tarball');
  expect(night.artifacts).toEqual([]);
  expect(night.summary).toContain(`Skipped at level ${level}`);
}

function expectBuilt(night: Night): void {
  expect(night.exitCode, night.log.slice(-3000)).toBe(0);
  expect(night.outputs['changed'], night.log.slice(-3000)).toBe('true');
  expect(night.outputs['skip-level']).toBeUndefined();
  expect(night.artifacts).toContain('ovirt-node-image-metadata-el9-x86_64');
}

/** Lines of the log that say what moved. */
function moved(night: Night): string[] {
  return night.log.split('\n').filter((line) => line.startsWith('moved: '));
}

async function metadataOf(night: Night): Promise<Awaited<ReturnType<typeof readRecord>>> {
  return await readRecord(join(night.temp, 'ovirt-node-image', 'metadata'));
}

/** What another client of registries says of the assembler. */
async function registryDigest(): Promise<string> {
  const reference = `docker://${lab.inputs['assembler-image'] ?? ''}`;
  return (
    await must(['skopeo', 'inspect', '--tls-verify=false', '--format', '{{.Digest}}', reference])
  ).trim();
}

async function listAnew(repository: string): Promise<void> {
  await must(['createrepo_c', '--quiet', join(lab.repositories, repository)]);
}

describe('nights in a row', () => {
  it('builds in the first, and records what it was made from', async () => {
    first = await nights.night();
    expectBuilt(first);
    expect(first.log).toContain('there is no earlier build to compare with');
    // The check of pulls sees one where there is one.
    expect(first.pulls.length).toBeGreaterThan(0);
    const record = await metadataOf(first);
    expect(record).toMatchObject({
      buildId: first.outputs['build-id'],
      dialect: 'D2',
      target: 'el9',
      run: { id: first.run },
      fingerprint: { assembler: await registryDigest() },
    });
    expect(record.images.map(({ artifact }) => String(artifact?.id))).toEqual([
      first.outputs['commit-tarball-artifact-id'],
    ]);
    expect(
      Object.keys(record.fingerprint).filter((part) => part.startsWith('repository:')).length,
    ).toBeGreaterThan(2);
    expect(Object.values(record.fingerprint).filter((text) => text.startsWith('? '))).toEqual([]);
  });

  it('skips when nothing moved: no pull, no container', async () => {
    const night = await nights.night();
    expectSkipped(night, '1', first);
    expect(night.pulls).toEqual([]);
    expect(moved(night)).toEqual([]);
    expect(night.log).toContain(`nothing has moved since build ${first.outputs['build-id']}`);
  });

  it('twin: a part that moved is seen, and named with old and new', async () => {
    // It ends soon after it was not skipped, and nobody is told.
    const inputs = { version: '9.twin', packages: 'no-such-package', 'failure-issue': 'false' };
    const night = await nights.night({ inputs, unlisted: true });
    expect(night.outputs).toEqual({
      'failure-class': 'packages',
      'failure-signature': 'packages-not-found',
    });
    expect(moved(night)).toContain('moved: input:version: none → 9.twin');
    expect(moved(night)).toHaveLength(2);
  });

  it('skips at the second level when a repository was listed anew with the same packages', async () => {
    await listAnew('baseos');
    const night = await nights.night();
    expectSkipped(night, '2', first);
    expect(moved(night).length).toBeGreaterThan(0);
    for (const line of moved(night))
      expect(line).toMatch(/^moved: repository:\S+: [0-9a-f]{64} → [0-9a-f]{64}$/);
    expect(night.log).not.toContain('Compose the commit');
  });

  let second: Night;
  let recovered: Night;

  it('builds when a package was updated, with the next version number and that package alone', async () => {
    const work = await lab.runDir('night-package');
    const ovirt = join(lab.repositories, 'ovirt');
    const made = await rpmbuild(
      emptySpec('sanlock-update', [{ name: 'sanlock', version: '2' }]),
      work,
      ovirt,
    );
    await signPackages(
      made.filter((file) => file.includes('/sanlock-2')),
      lab.key,
    );
    await listAnew('ovirt');
    second = await nights.night();
    expectBuilt(second);
    expect(second.log).toMatch(/1 packages differ: sanlock 1-1\.el9\.\S+ → 2-1\.el9\./);
    const number = (night: Night): number => Number((night.outputs['build-id'] ?? '').replace(/^.*\./, ''));
    expect(number(second)).toBe(number(first) + 1);
    const [before = [], after = []] = [await metadataOf(first), await metadataOf(second)].map(
      ({ packages }) => packages.map((tuple) => tuple.join(' ')),
    );
    const only = (these: readonly string[], those: readonly string[]): string[] =>
      these.filter((tuple) => !those.includes(tuple));
    expect(only(after, before)).toEqual([expect.stringMatching(/^sanlock 0 2 1\.el9 /)]);
    expect(only(before, after)).toEqual([expect.stringMatching(/^sanlock 0 1 1\.el9 /)]);
    expect(second.outputs).toMatchObject({
      'packages-added': '0',
      'packages-removed': '0',
      'packages-upgraded': '1',
      'packages-downgraded': '0',
    });
    const none = { added: [], removed: [], downgraded: [], replaced: [] };
    expect(await readObject(second.outputs['changes'] ?? '')).toMatchObject({
      different: true,
      before: { buildId: first.outputs['build-id'] },
      after: { buildId: second.outputs['build-id'] },
      packages: {
        ...none,
        upgraded: [{ name: 'sanlock', before: { evr: '1-1.el9' }, after: { evr: '2-1.el9' } }],
      },
      // One was listed anew in the night before, with the same packages.
      moved: [
        expect.stringMatching(/^repository:.*-baseos$/),
        expect.stringMatching(/^repository:.*:ovirt-/),
      ],
    });
  });

  it('skips at the third level when the assembler itself says that nothing changed', async () => {
    // In its place: a configuration that lies elsewhere is another one.
    const manifest = join(lab.inputs['config'] ?? '', 'manifest.yaml.in');
    const text = await readFile(manifest, 'utf8');
    await writeFile(manifest, `${text}# A comment is no part of the image.\n`);
    const night = await nights.night();
    await writeFile(manifest, text);
    expectSkipped(night, '3', second);
    expect(moved(night)).toEqual([expect.stringMatching(/^moved: config: /)]);
    expect(night.log).toContain('No apparent changes since previous commit');
  });

  it('tells of a failure once, builds everything after it, and then says that it is over', async () => {
    const { issues, comments } = nights.github;
    expect(issues).toEqual([]);
    const failing = { inputs: { packages: 'no-such-package' } };
    const failed = await nights.night(failing);
    expect(failed.exitCode).toBe(1);
    expect(issues).toMatchObject([{ state: 'open' }]);
    expect(issues[0]?.body).toContain('no-such-package');
    expect(issues[0]?.body).toContain('config: ');
    const again = await nights.night(failing);
    expect(again.exitCode).toBe(1);
    expect([issues.length, comments.length]).toEqual([1, 0]);
    recovered = await nights.night();
    expect(issues).toMatchObject([{ state: 'closed' }]);
    expect(comments.map(({ body }) => body)).toEqual([
      expect.stringContaining(recovered.outputs['build-id'] ?? '?'),
    ]);
    const night = recovered;
    expectBuilt(night);
    expect(night.log).toMatch(
      /nothing is skipped: after a failure everything is built: the last run ended with failure/,
    );
    expect(night.outputs['build-id']).not.toBe(second.outputs['build-id']);
  });

  it('goes on as a first build with the state of another dialect', async () => {
    const dir = await lab.runDir('night-foreign');
    await cp(join(second.temp, 'ovirt-node-image', 'metadata'), dir, { recursive: true });
    const file = join(dir, 'record.json');
    const text = await readFile(file, 'utf8');
    await writeFile(file, text.replace('"dialect": "D2"', '"dialect": "D4"'));
    // It ends as soon as there would be something to build upon, which is all there is to see.
    const inputs = { 'skip-unchanged': 'false', packages: 'no-such-package', 'failure-issue': 'false' };
    const builds = async (night: Night): Promise<string[]> =>
      await readdir(join(night.temp, 'ovirt-node-image', 'srv', 'builds')).catch(() => []);
    const night = await nights.night({ inputs: { ...inputs, 'previous-build': dir }, unlisted: true });
    expect(night.log).toContain('was made by an assembler of dialect D4, this one is D2');
    expect(night.log).toContain('no-such-package');
    expect(await builds(night)).not.toContain(second.outputs['build-id']);
    // Twin: that of this one is there then.
    await writeFile(file, text);
    const twin = await nights.night({ inputs: { ...inputs, 'previous-build': dir }, unlisted: true });
    expect(await builds(twin)).toContain(second.outputs['build-id']);
  });

  it("says of state that is cut off, has expired or is a fork's why it goes on as a first build", async () => {
    const dir = await lab.runDir('night-cut-off');
    await cp(join(second.temp, 'ovirt-node-image', 'metadata'), dir, { recursive: true });
    const file = join(dir, 'meta.json');
    const text = await readFile(file, 'utf8');
    await writeFile(file, text.slice(0, text.length / 2));
    const { runs, artifacts } = nights.github.actions;
    const listed = { runs: [...runs], artifacts: artifacts.map((artifact) => ({ ...artifact })) };
    // An assembler that is not there ends the night before the pull, once it was looked back.
    const image = (lab.inputs['assembler-image'] ?? '').replace(/:[^:/]+$/, ':no-such-tag');
    const night = async (inputs: Readonly<Record<string, string>> = {}): Promise<Night> =>
      await nights.night({
        inputs: { 'assembler-image': image, 'failure-issue': 'false', ...inputs },
        unlisted: true,
      });
    try {
      const cutOff = await night({ 'previous-build': dir });
      expect(cutOff.log).toMatch(/::notice::previous-build: .*meta\.json: not JSON.*goes on as a first one/);
      for (const artifact of artifacts) artifact.expired = true;
      const expired = await night();
      expect(expired.log).toMatch(/::notice::previous-build: the metadata of earlier builds .* have expired/);
      for (const artifact of artifacts) artifact.expired = false;
      runs.splice(0, runs.length, ...listed.runs.map((run) => ({ ...run, fork: true })));
      const fork = await night();
      expect(fork.log).toMatch(
        /::notice::previous-build: \d+ artifacts .* are of other branches or of forks/,
      );
      for (const one of [cutOff, expired, fork]) {
        expect(one.exitCode).toBe(1);
        expect(one.log).toContain('there is no earlier build to compare with');
        expect(one.log).toContain('no-such-tag');
      }
    } finally {
      runs.splice(0, runs.length, ...listed.runs);
      artifacts.splice(0, artifacts.length, ...listed.artifacts);
    }
    // Twin: as it was, it is found.
    const found = await night();
    expect(found.log).toContain(`the build before this one is ${recovered.outputs['build-id']}`);
  });

  it('does nothing on a fork, and builds there when asked', async () => {
    const event = { schedule: '0 3 * * *', repository: { fork: true } };
    const night = await nights.night({ event, unlisted: true });
    expect(night.outputs).toEqual({ changed: 'false', 'skip-level': 'fork' });
    expect(night.pulls).toEqual([]);
    const asked = await nights.night({ event, inputs: { 'on-forks': 'true' }, unlisted: true });
    expectSkipped(asked, '1', recovered);
  });
});
