import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { parse } from 'yaml';
import { isObject } from '../../src/json.ts';
import { runAction, type ActionRun } from '../lab/action.ts';
import { startGithub, type GithubServer } from '../support/github/server.ts';
import { tempDir } from '../support/temp.ts';

const TOKEN = 'ghs_0123456789abcdef';
let github: GithubServer;
let root: string;

beforeEach(async () => {
  github = await startGithub(TOKEN);
  root = await tempDir();
});

afterEach(async () => {
  await github.close();
  if (github.problems.length > 0) throw new Error(github.problems.join('\n'));
});

/** The inputs of the step in the example workflow, as the runner would hand them over. */
async function exampleInputs(buildId: string): Promise<Record<string, string>> {
  const workflow: unknown = parse(await readFile('examples/workflows/nightly.yml', 'utf8'));
  const jobs = isObject(workflow) && isObject(workflow['jobs']) ? workflow['jobs'] : {};
  const release = isObject(jobs['release']) ? jobs['release'] : {};
  const steps = Array.isArray(release['steps']) ? release['steps'].filter(isObject) : [];
  const last = steps.at(-1)?.['with'];
  return Object.fromEntries(
    Object.entries(isObject(last) ? last : {}).map(([name, value]) => [
      name,
      String(value).replaceAll('${{ needs.build.outputs.build-id }}', buildId),
    ]),
  );
}

/** What the jobs before would have left, and the step. */
async function night(buildId: string): Promise<ActionRun> {
  const workspace = join(root, buildId);
  await mkdir(join(workspace, 'images'), { recursive: true });
  await mkdir(join(workspace, 'metadata'));
  await writeFile(
    join(workspace, 'images', `ovirt-node-${buildId}-el9-live.x86_64.iso`),
    `iso of ${buildId}`,
  );
  await writeFile(join(workspace, 'metadata', 'changes.md'), `- changed in ${buildId}\n`);
  return await runAction('main', {
    dir: join(root, 'runner'),
    workspace,
    inputs: { 'github-token': TOKEN, images: 'live-iso commit-tarball', ...(await exampleInputs(buildId)) },
    env: {
      GITHUB_EVENT_NAME: 'schedule',
      GITHUB_API_URL: github.url,
      GITHUB_SHA: 'd'.repeat(40),
    },
  });
}

it('the example publishes two nights, the second in the place of the first', async () => {
  for (const buildId of ['9.1', '9.2']) {
    const run = await night(buildId);
    expect(run.exitCode, run.log).toBe(0);
    expect(run.log).not.toContain('::warning');
    expect(run.outputs['release-url']).toBe('https://github.example/ovirt/some-node/releases/tag/nightly');
    expect(run.summary).toContain(`changed in ${buildId}`);
    expect(github.releases).toHaveLength(1);
    const [release] = github.releases;
    expect(release?.draft).toBe(false);
    expect(release?.assets.map(({ name }) => name)).toEqual(['ovirt-node-el9-live.x86_64.iso', 'SHA256SUMS']);
    expect(release?.assets[0]?.content.toString()).toBe(`iso of ${buildId}`);
    expect(await readFile(run.outputs['release-sums'] ?? '', 'utf8')).toBe(
      release?.assets[1]?.content.toString(),
    );
  }
});

it('twin: what arrives damaged is not published', async () => {
  await night('9.1');
  github.arrived = (content) => Buffer.from(content.toString().replace('iso', 'ISO'));
  const run = await night('9.2');
  expect(run.exitCode).toBe(1);
  expect(run.log).toMatch(/::error::ovirt-node-el9-live\.x86_64\.iso: GitHub has got sha256:/);
  expect(run.summary).toContain('not released');
  expect(github.releases.map(({ assets }) => assets[0]?.content.toString())).toEqual(['iso of 9.1']);
});
