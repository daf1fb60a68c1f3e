import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { IMAGE_KINDS } from '../../../src/inputs/choices.ts';
import { isObject, type JsonObject } from '../../../src/json.ts';
import { imageOutputs, OUTPUTS, RELEASE_OUTPUTS, VALIDATE_OUTPUTS } from '../../../src/report/outputs.ts';
import { check, stepsOf } from './action-steps.ts';
import { problemsOf } from './workflow-problems.ts';

const DIR = 'examples/workflows';
const FILES = readdirSync(DIR).filter((name) => /\.ya?ml$/.test(name));
const text = (name: string): string => readFileSync(join(DIR, name), 'utf8');

function jobsOf(workflow: unknown): [string, JsonObject][] {
  const jobs = isObject(workflow) && isObject(workflow['jobs']) ? workflow['jobs'] : {};
  return Object.entries(jobs).flatMap(([name, job]): [string, JsonObject][] =>
    isObject(job) ? [[name, job]] : [],
  );
}

/** The permissions the steps of a job have a use for, and no other. */
function needed(job: JsonObject): Record<string, string> {
  const steps = Array.isArray(job['steps']) ? job['steps'].filter(isObject) : [];
  const permissions: Record<string, string> = {};
  for (const { uses, run, with: given } of steps) {
    if (typeof run === 'string' && run.includes('git push')) permissions['contents'] = 'write';
    if (typeof run === 'string' && run.includes('gh pr create')) permissions['pull-requests'] = 'write';
    const name = typeof uses === 'string' ? uses.replace(/@.*/, '') : '';
    const inputs = isObject(given) ? given : {};
    if (name === 'actions/checkout') permissions['contents'] ??= 'read';
    if (name === 'actions/attest') Object.assign(permissions, { 'id-token': 'write', attestations: 'write' });
    if (name !== 'owner/ovirt-node-image') continue;
    const command = inputs['command'] ?? 'build';
    if (command === 'publish-release') permissions['contents'] = 'write';
    if (command === 'validate') permissions['pull-requests'] = 'write';
    if (inputs['failure-issue'] === 'true') permissions['issues'] = 'write';
    if (inputs['skip-unchanged'] === 'true') permissions['actions'] = 'read';
  }
  return permissions;
}

/** Jobs whose permissions are others than those they need. */
function permissionProblems(workflow: unknown): string[] {
  const problems =
    isObject(workflow) && JSON.stringify(workflow['permissions']) === '{}'
      ? []
      : ['the workflow gives permissions to all of its jobs'];
  for (const [name, job] of jobsOf(workflow)) {
    const sorted = (value: unknown): string =>
      JSON.stringify(
        Object.entries(isObject(value) ? value : {})
          .map(String)
          .toSorted(),
      );
    if (sorted(job['permissions']) !== sorted(needed(job)))
      problems.push(`${name}: has ${sorted(job['permissions'])}, needs ${sorted(needed(job))}`);
  }
  return problems;
}

/** Outputs that are asked of a step of this action or of a job, and are none. */
function outputProblems(source: string): string[] {
  const ours = [...OUTPUTS, ...VALIDATE_OUTPUTS, ...RELEASE_OUTPUTS, ...IMAGE_KINDS.flatMap(imageOutputs)];
  const names = new Set(ours.map(({ name }): string => name));
  const jobs = new Map(jobsOf(parse(source)));
  return [...source.matchAll(/(steps|needs)\.([\w-]+)\.outputs\.([\w-]+)/g)].flatMap(
    ([, kind, of = '', output = '']) => {
      const declared = jobs.get(of)?.['outputs'];
      const there = kind === 'steps' ? names.has(output) : isObject(declared) && output in declared;
      return there ? [] : [`${of} has no output ${output}`];
    },
  );
}

describe('the example workflows', () => {
  it('are there', () => {
    expect(FILES.toSorted()).toEqual(['bump-lock.yml', 'nightly.yml', 'pull-request.yml', 'step.yml']);
  });

  it.each(FILES)('%s is pinned, limited and takes no expression into a script', (name) => {
    expect(problemsOf(text(name))).toEqual([]);
  });

  it.each(FILES)('%s has the permissions it needs and no other', (name) => {
    expect(permissionProblems(parse(text(name)))).toEqual([]);
  });

  it.each(FILES)('%s asks for outputs there are', (name) => {
    expect(outputProblems(text(name))).toEqual([]);
  });

  it.each(FILES)('%s uses the action in a way it takes', async (name) => {
    const steps = jobsOf(parse(text(name))).flatMap(([job, body]) => stepsOf({ jobs: { [job]: body } }));
    expect(steps.length).toBeGreaterThan(0);
    for (const step of steps) await check(step);
  });

  it('of the night is scheduled, one at a time, and keeps images for days only', () => {
    const workflow: unknown = parse(text('nightly.yml'));
    expect(workflow).toMatchObject({
      on: { schedule: [{ cron: '23 2 * * *' }] },
      concurrency: { group: 'nightly', 'cancel-in-progress': false },
    });
    const [build] = jobsOf(workflow).flatMap(([job, body]) => stepsOf({ jobs: { [job]: body } }));
    expect(build?.['with']).toMatchObject({
      'failure-issue': 'true',
      'retention-days': '3',
      // The limit of the job cancels, which tells nobody.
      'timeout-minutes': '120',
    });
  });

  it.each([
    ['issues: write # failure-issue', 'issues: read', /build: has/],
    ['contents: write # release', 'contents: write\n      packages: write', /release: has/],
    ['permissions: {}', 'permissions:\n  contents: read', /to all of its jobs/],
    [
      'outputs.build-id }}\n          release-notes',
      'outputs.built }}\n          release-notes',
      /no output built/,
    ],
    ['steps.image.outputs.changed', 'steps.image.outputs.change', /no output change/],
    ['@3e5f45b2cfb9172054b4087a40e8e0b5a5461e7c', '@v8', /not pinned/],
  ])('twin: %j made %j is noticed', (from, to, problem) => {
    expect(text('nightly.yml')).toContain(from);
    const broken = text('nightly.yml').replace(from, to);
    const problems = [...problemsOf(broken), ...permissionProblems(parse(broken)), ...outputProblems(broken)];
    expect(problems.join('\n')).toMatch(problem);
  });

  it('twin: an input there is not, or of another command, is noticed', async () => {
    const bad = (from: string, to: string): unknown => parse(text('nightly.yml').replace(from, to));
    const all = async (workflow: unknown): Promise<void> => {
      for (const [job, body] of jobsOf(workflow))
        for (const step of stepsOf({ jobs: { [job]: body } })) await check(step);
    };
    await expect(all(bad('retention-days', 'retain-days'))).rejects.toThrow(/no such inputs: retain-days/);
    await expect(all(bad('release-tag: nightly', "kvm: 'off'"))).rejects.toThrow(
      /mean nothing to publish-release: kvm/,
    );
    await expect(all(bad('release-files: images/*', ''))).rejects.toThrow(/release-files: none given/);
  });
});
