import { execFileSync } from 'node:child_process';
import { chmodSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeEach, describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { INPUTS } from '../../../src/inputs/schema.ts';
import { isObject, type JsonObject } from '../../../src/json.ts';
import { tempDir } from '../../support/temp.ts';

const TEXT = readFileSync('examples/workflows/bump-lock.yml', 'utf8');

function stepsOf(job: unknown): JsonObject[] {
  return isObject(job) && Array.isArray(job['steps']) ? job['steps'].filter(isObject) : [];
}

/** What is wrong with the workflow, a line each. */
function problemsOf(text: string): string[] {
  const workflow: unknown = parse(text);
  const jobs = isObject(workflow) && isObject(workflow['jobs']) ? workflow['jobs'] : {};
  const problems: string[] = [];
  const permissions: Record<string, unknown> = {};
  for (const [name, job] of Object.entries(jobs)) {
    permissions[name] = isObject(job) ? job['permissions'] : undefined;
    for (const { uses, run, with: given } of stepsOf(job)) {
      if (typeof uses === 'string' && !/^[\w./-]+@[0-9a-f]{40}$/.test(uses))
        problems.push(`${uses} is not pinned`);
      if (typeof run === 'string' && run.includes('${{')) problems.push('an expression in a script');
      if (typeof uses !== 'string' || !uses.startsWith('owner/ovirt-node-image@') || !isObject(given))
        continue;
      const names = new Set(INPUTS.map((spec): string => spec.name));
      for (const [input, value] of Object.entries(given)) {
        if (!names.has(input)) problems.push(`no input ${input}`);
        if (typeof value !== 'string') problems.push(`${input}: YAML reads it as ${typeof value}`);
      }
    }
  }
  const expected = {
    compose: { contents: 'read' },
    propose: { contents: 'write', 'pull-requests': 'write' },
  };
  if (JSON.stringify(permissions) !== JSON.stringify(expected)) problems.push('permissions');
  if (!isObject(workflow) || JSON.stringify(workflow['permissions']) !== '{}')
    problems.push('permissions of all jobs');
  return problems;
}

/** The script that makes the pull request. */
function script(): string {
  const workflow: unknown = parse(TEXT);
  const jobs = isObject(workflow) && isObject(workflow['jobs']) ? workflow['jobs'] : {};
  const { run } = stepsOf(jobs['propose']).at(-1) ?? {};
  if (typeof run !== 'string') throw new Error('no script');
  return run;
}

describe('the workflow that bumps a lock', () => {
  it('is pinned, has the least permissions, and takes inputs there are', () => {
    expect(problemsOf(TEXT)).toEqual([]);
  });

  it('takes the artifact of the job before by its id: its name may be another after a fault', () => {
    expect(TEXT).toContain('metadata: ${{ steps.image.outputs.metadata-artifact-id }}\n');
    expect(TEXT).toContain('artifact-ids: ${{ needs.compose.outputs.metadata }}\n');
  });

  it.each([
    ['@3e5f45b2cfb9172054b4087a40e8e0b5a5461e7c', '@v8', 'is not pinned'],
    ["cache: 'true'", 'cache: true', 'cache: YAML reads it as boolean'],
    ["retention-days: '1'", "retain-days: '1'", 'no input retain-days'],
    ['contents: read', 'contents: write', 'permissions'],
    ['permissions: {}', 'permissions: write-all', 'permissions of all jobs'],
    ['cp "$new" "$LOCK"', 'cp "${{ github.workspace }}/new" "$LOCK"', 'an expression in a script'],
  ])('twin: %j made %j is noticed', (from, to, problem) => {
    expect(TEXT).toContain(from);
    expect(problemsOf(TEXT.replace(from, to)).join('\n')).toContain(problem);
  });
});

describe('its script', () => {
  let dir = '';
  let bin = '';
  beforeEach(async () => {
    dir = await tempDir();
    bin = join(dir, 'bin');
    mkdirSync(bin);
    mkdirSync(join(dir, 'repository', '.metadata'), { recursive: true });
    writeFileSync(join(dir, 'repository', '.metadata', 'manifest-lock.generated.x86_64.json'), '{"new": 1}');
    // Each program tells what it is called with; diff ends as it is told to.
    for (const name of ['git', 'gh', 'node']) program(name, `echo "${name} $*" >> ${dir}/calls`);
  });

  function program(name: string, text: string): void {
    writeFileSync(join(bin, name), `#!/bin/bash\n${text}\n`);
    chmodSync(join(bin, name), 0o755);
  }

  function runScript(): string {
    execFileSync('bash', ['-e', '-o', 'pipefail', '-c', script()], {
      cwd: join(dir, 'repository'),
      env: { PATH: `${bin}:/usr/bin:/bin`, LOCK: 'lock.json', RUNNER_TEMP: dir, BASE: 'main' },
      stdio: 'pipe',
    });
    const calls = join(dir, 'calls');
    return existsSync(calls) ? readFileSync(calls, 'utf8') : '';
  }

  it('opens a pull request with the difference, once', () => {
    writeFileSync(join(dir, 'repository', 'lock.json'), '{}');
    program('node', `case "$*" in *--exit-code*) exit 1 ;; *) echo "the difference" ;; esac`);
    program('gh', `echo "gh $*" >> ${dir}/calls; case "$*" in *list*) echo 0 ;; esac`);
    expect(runScript()).toContain('gh pr create --head bump-lock --base main');
    expect(readFileSync(join(dir, 'text.md'), 'utf8')).toBe('the difference\n');
    expect(readFileSync(join(dir, 'repository', 'lock.json'), 'utf8')).toBe('{"new": 1}');
    program('gh', `echo "gh $*" >> ${dir}/calls; case "$*" in *list*) echo 1 ;; esac`);
    writeFileSync(join(dir, 'calls'), '');
    const again = runScript();
    expect(again).toContain('gh pr edit bump-lock');
    expect(again).not.toContain('gh pr create');
  });

  it('does nothing when nothing is different', () => {
    writeFileSync(join(dir, 'repository', 'lock.json'), '{}');
    expect(runScript()).toMatch(/^node \S+ diff --exit-code lock\.json \S+\n$/);
  });

  it('proposes a first lock', () => {
    program('gh', `echo "gh $*" >> ${dir}/calls; case "$*" in *list*) echo 0 ;; esac`);
    expect(runScript()).toContain('git add -- lock.json');
    expect(readFileSync(join(dir, 'text.md'), 'utf8')).toBe('The first lock of this configuration.\n');
  });
});
