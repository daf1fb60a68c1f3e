import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { put } from '../lab/git/working-copy.ts';
import { startGithub, type GithubServer } from '../support/github/server.ts';
import { tempDir } from '../support/temp.ts';
import { annotations, play, step, TOKEN } from './played.ts';

const MANIFEST = 'boot-location: modules\npackages:\n  - bash zsh\n';

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

describe('a pull request', () => {
  it('that changes what a manifest means has it in outputs, summary and one comment', async () => {
    const run = await play(
      { github, root },
      {
        base: { 'manifest.yaml': MANIFEST },
        head: { 'manifest.yaml': `${MANIFEST}  - nano\n` },
      },
    );
    expect([run.exitCode, annotations(run)], run.log).toEqual([0, []]);
    const { diff, findings, report, sarif, ...values } = run.outputs;
    expect(values).toEqual({ valid: 'true', errors: '0', warnings: '0', changed: 'true' });
    expect(JSON.parse(findings ?? '')).toEqual([]);
    expect(JSON.parse(diff ?? '')).toMatchObject({
      changed: true,
      diffs: [
        {
          arches: ['x86_64', 'aarch64', 'ppc64le', 's390x'],
          changes: [{ key: 'packages', added: [{ value: 'nano' }] }],
        },
      ],
    });
    expect(JSON.parse(await readFile(report ?? '', 'utf8'))).toMatchObject({ valid: true, changed: true });
    expect(JSON.parse(await readFile(sarif ?? '', 'utf8'))).toMatchObject({
      version: '2.1.0',
      runs: [{ results: [] }],
    });
    expect(run.summary).toContain('+ nano  (manifest.yaml:4)');
    expect(github.comments).toHaveLength(1);
    expect(github.comments[0]?.body).toContain('+ nano  (manifest.yaml:4)');
  });

  it('is not told to change what others have merged since its payload was written', async () => {
    const run = await play(
      { github, root },
      {
        base: { 'manifest.yaml': MANIFEST },
        head: { 'README.md': 'mine\n' },
        theirs: { 'manifest.yaml': `${MANIFEST}  - theirs\n`, 'x.repo': '[x]\n' },
        inputs: { 'fail-on': 'never' },
      },
    );
    expect(run.exitCode, run.log).toBe(0);
    expect(run.outputs['changed'], run.log).toBe('false');
    expect(JSON.parse(run.outputs['diff'] ?? '')).toMatchObject({ changed: false, files: [] });
    expect(run.summary).not.toContain('theirs');
  });

  it('is told again in the same comment when it is pushed to', async () => {
    const run = await play(
      { github, root },
      {
        base: { 'manifest.yaml': MANIFEST },
        head: { 'manifest.yaml': `${MANIFEST}  - nano\n` },
      },
    );
    expect(run.exitCode).toBe(0);
    const workspace = join(root, 'work', 'node');
    await put(workspace, { 'manifest.yaml': MANIFEST });
    const payload: unknown = JSON.parse(await readFile(join(root, 'event.json'), 'utf8'));
    const again = await step({ github, root }, workspace, payload ?? {}, 'pull_request', {});
    expect(again.outputs['changed']).toBe('false');
    expect(github.comments).toHaveLength(1);
    expect(github.comments[0]?.body).toContain('no effective change');
    expect(github.comments[0]?.body).not.toContain('nano');
  });

  it('without effect ends well and writes no comment', async () => {
    const run = await play(
      { github, root },
      {
        base: { 'manifest.yaml': MANIFEST },
        head: { 'manifest.yaml': 'packages: [zsh, bash] # tidy\nboot-location: modules\n' },
      },
    );
    expect([run.exitCode, run.outputs['changed'], github.comments]).toEqual([0, 'false', []]);
    expect(run.summary).toContain('no effective change');
  });

  it('with a mistake fails with an annotation at its line, and hostile text is only text', async () => {
    const hostile = 'x</details>::error::`<img src=x>';
    const run = await play(
      { github, root },
      {
        base: { 'manifest.yaml': MANIFEST },
        head: { 'manifest.yaml': `${MANIFEST}"pa%0A::warning::${hostile}": [x]\n` },
      },
    );
    expect(run.exitCode, run.log).toBe(1);
    expect(run.outputs).toMatchObject({ valid: 'false', errors: '1' });
    expect(annotations(run)).toHaveLength(1);
    expect(run.log).toMatch(
      /^::error file=manifest\.yaml,line=4,col=1::found the key pa%250A::warning::x.*, which no treefile has/m,
    );
    expect(run.summary).not.toContain('<img');
    expect(run.summary).not.toContain('</details>');
    expect(github.comments[0]?.body).not.toContain('<img');
    const results: unknown = JSON.parse(await readFile(run.outputs['sarif'] ?? '', 'utf8'));
    expect(results).toMatchObject({
      runs: [
        {
          results: [
            {
              level: 'error',
              locations: [
                {
                  physicalLocation: { artifactLocation: { uri: 'manifest.yaml' }, region: { startLine: 4 } },
                },
              ],
            },
          ],
        },
      ],
    });
  });

  it('with more mistakes than GitHub shows has ten annotations, and the others in log, summary and outputs', async () => {
    const configs = Array.from({ length: 14 }, (_item, index) => `nodes/n${index}/manifest.yaml`);
    const run = await play(
      { github, root },
      {
        base: Object.fromEntries(configs.map((path) => [path, MANIFEST])),
        head: Object.fromEntries(configs.map((path) => [path, 'pakages: []\n'])),
        inputs: { configs: 'nodes/*', arch: 'x86_64' },
      },
    );
    expect(run.outputs['errors'], run.log).toBe('14');
    expect(annotations(run)).toHaveLength(10);
    for (const path of configs) {
      expect(run.log).toContain(path);
      expect(run.summary).toContain(path);
    }
    expect(JSON.parse(run.outputs['findings'] ?? '')).toHaveLength(14);
  });

  it('fails as fail-on says', async () => {
    const run = await play(
      { github, root },
      {
        base: { 'manifest.yaml': MANIFEST },
        head: { 'manifest.yaml': 'pakages: []\n' },
        inputs: { 'fail-on': 'never', comment: 'off' },
      },
    );
    expect([run.exitCode, run.outputs['valid'], github.requests]).toEqual([0, 'false', []]);
  });

  it('from a fork, whose token only reads, has everything but the comment', async () => {
    github.fault = (method) =>
      method === 'GET' ? undefined : { status: 403, message: 'Resource not accessible by integration' };
    const run = await play(
      { github, root },
      {
        base: { 'manifest.yaml': MANIFEST },
        head: { 'manifest.yaml': `${MANIFEST}  - nano\n` },
        fork: true,
      },
    );
    expect([run.exitCode, annotations(run), github.comments], run.log).toEqual([0, [], []]);
    expect(run.log).toContain('a pull request from a fork gets a token that only reads');
    expect(run.outputs['changed']).toBe('true');
    expect(run.summary).toContain('+ nano');
  });

  it('is validated although GitHub has a bad day', async () => {
    github.fault = () => ({ status: 502, headers: { 'retry-after': '0' } });
    const run = await play(
      { github, root },
      {
        base: { 'manifest.yaml': MANIFEST },
        head: { 'manifest.yaml': `${MANIFEST}  - nano\n` },
      },
    );
    expect([run.exitCode, run.outputs['changed']]).toEqual([0, 'true']);
    expect(annotations(run)).toEqual([expect.stringMatching(/^warning: comment: not written: .*502/)]);
  });
});

describe('other events', () => {
  it('of a merge group compares with its base and writes no comment', async () => {
    const run = await play(
      { github, root },
      {
        base: { 'manifest.yaml': MANIFEST },
        head: { 'manifest.yaml': `${MANIFEST}  - nano\n` },
        event: 'merge_group',
      },
    );
    expect([run.exitCode, run.outputs['changed'], github.requests], run.log).toEqual([0, 'true', []]);
  });

  it('by hand compares with the default branch', async () => {
    const run = await play(
      { github, root },
      {
        base: { 'manifest.yaml': MANIFEST },
        head: { 'manifest.yaml': `${MANIFEST}  - nano\n` },
        event: 'workflow_dispatch',
      },
    );
    expect([run.exitCode, run.outputs['changed'], github.requests], run.log).toEqual([0, 'true', []]);
  });

  it('of a schedule has nothing to compare with, and is validated all the same', async () => {
    const run = await play(
      { github, root },
      {
        base: { 'manifest.yaml': MANIFEST },
        head: { 'manifest.yaml': 'pakages: []\n' },
        event: 'schedule',
      },
    );
    expect([run.exitCode, run.outputs['errors'], run.outputs['changed']]).toEqual([1, '1', undefined]);
  });
});

describe('inputs', () => {
  it('that mean nothing to validate are warned about; wrong ones are refused', async () => {
    const given = { base: { 'manifest.yaml': MANIFEST }, head: { 'manifest.yaml': MANIFEST } };
    const run = await play({ github, root }, { ...given, inputs: { kvm: 'off' } });
    expect([run.exitCode, annotations(run)]).toEqual([
      0,
      ['warning: kvm: means nothing to `command: validate`; leave it out'],
    ]);
    const payload: unknown = JSON.parse(await readFile(join(root, 'event.json'), 'utf8'));
    const wrong = await step({ github, root }, join(root, 'work', 'node'), payload ?? {}, 'pull_request', {
      'fail-on': 'always',
    });
    expect([wrong.exitCode, wrong.log]).toEqual([2, expect.stringContaining('fail-on: found "always"')]);
  });
});
