import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { problemsOf } from './workflow-problems.ts';

const DIR = '.github/workflows';
const FILES = readdirSync(DIR).filter((name) => /\.ya?ml$/.test(name));

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
