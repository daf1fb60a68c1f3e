import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { isObject, type JsonObject } from '../../../src/json.ts';

const DIR = '.github/workflows';
const FILES = readdirSync(DIR).filter((name) => /\.ya?ml$/.test(name));

/** What is wrong with the shape of a workflow, a line each. */
function problemsOf(text: string): string[] {
  const workflow: unknown = parse(text);
  if (!isObject(workflow) || !isObject(workflow['jobs'])) return ['no jobs'];
  const problems: string[] = [];
  const { permissions } = workflow;
  if (!isObject(permissions)) problems.push('permissions: expected a mapping for the whole workflow');
  else if (Object.values(permissions).some((value) => value !== 'read' && value !== 'none'))
    problems.push('permissions: more than reading for all jobs');
  for (const [name, job] of Object.entries(workflow['jobs'])) {
    if (!isObject(job)) problems.push(`${name}: no mapping`);
    else problems.push(...problemsOfJob(name, job));
  }
  return problems;
}

function problemsOfJob(name: string, job: JsonObject): string[] {
  const problems: string[] = [];
  // A job that calls a reusable workflow has its limits there.
  if (job['uses'] === undefined && typeof job['timeout-minutes'] !== 'number')
    problems.push(`${name}: no timeout-minutes`);
  const steps = Array.isArray(job['steps']) ? job['steps'].filter(isObject) : [];
  for (const { uses, run, with: given } of [job, ...steps]) {
    if (typeof uses === 'string' && !uses.startsWith('./') && !/^[\w./-]+@[0-9a-f]{40}$/.test(uses))
      problems.push(`${name}: ${uses} is not pinned by a full commit id`);
    if (typeof uses === 'string' && uses.startsWith('actions/checkout@')) {
      if (!isObject(given) || given['persist-credentials'] !== false)
        problems.push(`${name}: the checkout keeps its credentials`);
    }
    // A value written into a script is read as script; from the environment it is only a value.
    if (typeof run === 'string' && run.includes('${{')) problems.push(`${name}: an expression in a script`);
  }
  return problems;
}

describe('the workflows of this repository', () => {
  it('are there', () => {
    expect(FILES).toContain('real-run.yml');
  });

  it.each(FILES)('%s is pinned, limited and takes no expression into a script', (name) => {
    expect(problemsOf(readFileSync(join(DIR, name), 'utf8'))).toEqual([]);
  });

  it('real-run can be started by hand and starts each week', () => {
    const workflow: unknown = parse(readFileSync(join(DIR, 'real-run.yml'), 'utf8'));
    expect(workflow).toMatchObject({
      on: {
        workflow_dispatch: {
          inputs: { 'ovirt-release': {}, 'ovirt-release-sha256': {}, 'ovirt-release-key': {} },
        },
        schedule: [{ cron: '17 3 * * 6' }],
      },
    });
  });

  it.each([
    [
      'uses: actions/checkout@08c6903cd8c0fde910a37f88322edcfb5dd907a8',
      'uses: actions/checkout@v5',
      /not pinned/,
    ],
    ['permissions:\n  contents: read', 'env:\n  A: b', /permissions: expected/],
    ['permissions:\n  contents: read', 'permissions:\n  contents: write', /more than reading/],
    ['mkdir -p "$LOGS"', 'mkdir -p "${{ inputs.images }}"', /an expression in a script/],
    ['persist-credentials: false', 'persist-credentials: true', /keeps its credentials/],
    ['timeout-minutes: 300', 'name: el9', /no timeout-minutes/],
  ])('twin: %s made %s is noticed', (from, to, problem) => {
    const text = readFileSync(join(DIR, 'real-run.yml'), 'utf8');
    expect(text).toContain(from);
    expect(problemsOf(text.replace(from, to)).join('\n')).toMatch(problem);
  });
});
