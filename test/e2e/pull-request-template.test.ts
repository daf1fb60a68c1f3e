import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { isObject } from '../../src/json.ts';
import type { ActionRun } from '../lab/action.ts';
import { startGithub, type GithubServer } from '../support/github/server.ts';
import { makeRepository, writeRepository } from '../support/rpm-md/metadata.ts';
import { tempDir } from '../support/temp.ts';
import { put, type Files } from '../lab/git/working-copy.ts';
import { annotations, play, TOKEN, type Played } from './played.ts';

const TEMPLATE = `# A node over its base.
include: base/manifests/base.yaml
ref: node/@TARGET@
metadata:
  name: node
automatic-version-prefix: "@RELEASEVER@.<date:%Y>"
packages:
  - tool
`;
const LINES = TEMPLATE.split('\n').length;

let github: GithubServer;
let root: string;
let base: string;

beforeEach(async () => {
  github = await startGithub(TOKEN);
  root = await tempDir();
  base = join(root, 'base');
  for (const [name, packages] of [
    ['base-packages', ['kernel', 'systemd']],
    ['own-packages', ['tool']],
  ] as const)
    await writeRepository(join(root, name), makeRepository(packages.map((made) => ({ name: made }))));
  await put(base, {
    'manifest.yaml': 'include: manifests/base.yaml\nrepos: [base]\n',
    // Wrong by itself, which is no matter of any change of the node.
    'manifests/base.yaml':
      'packages:\n  - kernel\n  - systemd\nexclude-packages: [systemd]\nboot-location: modules\n',
    'base.repo': repository('base', 'base-packages'),
    'image.yaml': 'size: 10\n',
  });
});

afterEach(async () => {
  await github.close();
  if (github.problems.length > 0) throw new Error(github.problems.join('\n'));
});

function repository(id: string, dir: string): string {
  return `[${id}]\nname=${id}\nbaseurl=${pathToFileURL(join(root, dir)).href}\ngpgcheck=1\ngpgkey=file:///etc/key\n`;
}

const NODE = (): Files => ({
  'node/manifest.yaml.in': TEMPLATE,
  'node/own.repo': repository('own', 'own-packages'),
});

/** Plays a change of the node. */
async function change(head: Files, more: Partial<Played> = {}): Promise<ActionRun> {
  const inputs = {
    configs: 'node',
    target: 'el9',
    'base-config': base,
    'base-config-path': 'base',
    arch: 'x86_64 s390x',
    comment: 'off',
    ...more.inputs,
  };
  return await play({ github, root }, { base: NODE(), head, ...more, inputs });
}

interface Place {
  readonly rule: string;
  readonly file: string;
  readonly line: number | undefined;
}

interface Told {
  readonly severity: unknown;
  readonly place: { readonly rule: unknown; readonly file: unknown; readonly line: unknown };
  readonly message: unknown;
}

/** Findings of a run, from its outputs. */
function findingsOf({ outputs }: ActionRun): Told[] {
  const all: unknown = JSON.parse(outputs['findings'] ?? '[]');
  if (!Array.isArray(all)) throw new Error('findings is no list');
  return all.filter(isObject).map(({ rule, severity, message, location }) => {
    const { file, line } = isObject(location) ? location : {};
    return { severity, message, place: { rule, file, line } };
  });
}

/** Why a run is not one that has a mistake on this line of the template alone; empty when it is. */
function problemsOf(run: ActionRun, expected: Place): string[] {
  const found = findingsOf(run).filter(({ severity }) => severity !== 'info');
  const problems: string[] = [];
  if (found.length !== 1) problems.push(`${found.length} findings`);
  if (JSON.stringify(found[0]?.place) !== JSON.stringify(expected))
    problems.push(`found at ${JSON.stringify(found[0]?.place)}`);
  const { file, line = 0 } = expected;
  if (!run.log.includes(`\n::error file=${file},line=${line},`)) problems.push('no annotation there');
  if (run.exitCode !== 1) problems.push(`exit code ${run.exitCode ?? 'none'}`);
  return problems;
}

describe('a pull request that changes a template', () => {
  const MISTAKE = { 'node/manifest.yaml.in': `${TEMPLATE}exclude-packages:\n  - tool\n` };
  const PLACE: Place = { rule: 'requested-and-excluded', file: 'node/manifest.yaml.in', line: LINES - 1 };

  it('has its mistake on its line of the template, and no word of its base', async () => {
    const run = await change(MISTAKE);
    expect(problemsOf(run, PLACE), run.log).toEqual([]);
    expect(run.outputs['findings']).not.toContain('in the base');
  });

  it('has it there as well when an input writes into the manifest above it', async () => {
    const run = await change(MISTAKE, {
      inputs: { overrides: 'metadata:\n  name: node\n  more: x\n  less: y\n' },
    });
    expect(problemsOf(run, PLACE), run.log).toEqual([]);
  });

  it('is seen to be told wrong when the mistake is elsewhere, has gone, or is told twice', async () => {
    const moved = await change({
      'node/manifest.yaml.in': `# one line more\n${MISTAKE['node/manifest.yaml.in']}`,
    });
    expect(problemsOf(moved, PLACE)).toEqual([
      expect.stringContaining(`"line":${LINES}`),
      'no annotation there',
    ]);
    const run = { ...moved, outputs: { ...moved.outputs, findings: '[]' }, exitCode: 0 };
    expect(problemsOf(run, PLACE)).toHaveLength(4);
  });

  it('that breaks its base is told so at the template, on no line of it', async () => {
    const run = await change({ 'node/manifest.yaml.in': `${TEMPLATE}exclude-packages: [kernel]\n` });
    const told = findingsOf(run).filter(({ severity }) => severity === 'error');
    expect(told, run.log).toEqual([
      {
        severity: 'error',
        place: { rule: 'requested-and-excluded', file: 'node/manifest.yaml.in', line: undefined },
        message: expect.stringMatching(
          /^in the base, base\/manifests\/base\.yaml:2: found kernel, /,
        ) as unknown,
      },
    ]);
  });
});

describe('a pull request that changes the packages of a template', () => {
  const looked = (run: ActionRun): string[] =>
    findingsOf(run)
      .map(({ severity, message, place: { rule, file, line } }) =>
        [severity, rule, `${String(file)}:${typeof line === 'number' ? line : ''}`, message]
          .map(String)
          .join(' '),
      )
      .filter((text) => /^\w+ (package|repo)-(?!file)/.test(text));
  const inputs = { 'check-repos': 'true' };

  it('is right when the repositories of base and node have them', async () => {
    const run = await change({ 'node/manifest.yaml.in': `${TEMPLATE}# changed\n` }, { inputs });
    expect([looked(run), run.exitCode], run.log).toEqual([[], 0]);
  });

  it('has one notice for what only the release rpm could have', async () => {
    const run = await change({ 'node/manifest.yaml.in': `${TEMPLATE}  - tol\n  - ovirt-host\n` }, { inputs });
    expect([looked(run), run.exitCode], run.log).toEqual([
      [
        "info package-not-found node/manifest.yaml.in: not found in the repositories that are known; the release rpm's were not looked at: ovirt-host, tol; did you mean tool?",
      ],
      0,
    ]);
    expect(annotations(run).filter((line) => line.includes('package-not-found'))).toHaveLength(1);
  });

  it('is seen to be wrong when the repository has lost a package, or is gone', async () => {
    await writeRepository(join(root, 'own-packages'), makeRepository([{ name: 'other' }]));
    const lost = await change({ 'node/manifest.yaml.in': `${TEMPLATE}# changed\n` }, { inputs });
    expect(looked(lost)).toEqual([expect.stringMatching(/^info package-not-found .*: tool$/)]);
    await rm(join(root, 'own-packages'), { recursive: true });
    await rm(join(root, 'origin'), { recursive: true });
    await rm(join(root, 'work'), { recursive: true });
    const gone = await change({ 'node/manifest.yaml.in': `${TEMPLATE}# changed\n` }, { inputs });
    expect([looked(gone), gone.exitCode]).toEqual([
      [
        expect.stringMatching(/^error repo-dead node\/own\.repo:1 own cannot be read/),
        expect.stringContaining(': tool'),
      ],
      1,
    ]);
  });

  it('from a fork reads what was there before, and nothing of the disk beside it', async () => {
    await writeRepository(join(root, 'secret'), makeRepository([{ name: 'secret' }]));
    const head = {
      'node/manifest.yaml.in': `${TEMPLATE}  - secret\n`,
      'node/secret.repo': repository('secret', 'secret'),
    };
    const fork = await change(head, { inputs, fork: true });
    expect(looked(fork), fork.log).toEqual([
      expect.stringMatching(
        /^info repo-unchecked node\/secret\.repo:1 secret was not looked into: .*files of this machine/,
      ),
      expect.stringMatching(/^info package-not-found .*: secret$/),
    ]);
    await rm(join(root, 'origin'), { recursive: true });
    await rm(join(root, 'work'), { recursive: true });
    expect(looked(await change(head, { inputs }))).toEqual([]);
  });
});
