import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { VALIDATE_INPUTS } from '../../../src/inputs/validate.ts';
import { isObject, type JsonObject } from '../../../src/json.ts';
import { usage } from '../../../src/commands/cli/usage.ts';
import { VALIDATE_OUTPUTS } from '../../../src/report/outputs.ts';

/** Workflows among the blocks of YAML in a text. */
function recipes(file: string): JsonObject[] {
  return [...readFileSync(file, 'utf8').matchAll(/```yaml\n([\s\S]*?)```/g)]
    .map(([, text = '']): unknown => parse(text))
    .filter(isObject)
    .filter(({ jobs }) => isObject(jobs) && 'validate' in jobs);
}

function stepsOf(recipe: JsonObject): JsonObject[] {
  const { jobs } = recipe;
  const job = isObject(jobs) ? jobs['validate'] : undefined;
  return isObject(job) && Array.isArray(job['steps']) ? job['steps'].filter(isObject) : [];
}

describe('the recipes for pull requests', () => {
  it.each(['README.md', 'docs/pull-requests.md'])(
    'of %s ask for no more than they need, and name inputs there are',
    (file) => {
      const found = recipes(file);
      expect(found).toHaveLength(1);
      for (const recipe of found) {
        expect(recipe).toMatchObject({
          permissions: { contents: 'read' },
          jobs: { validate: { permissions: { 'pull-requests': 'write' }, 'timeout-minutes': 5 } },
        });
        // A filter would leave a required check waiting, and the other event would hand a fork a token that writes.
        expect(recipe['on']).not.toHaveProperty('pull_request_target');
        expect(recipe['on']).toHaveProperty('pull_request', null);
        const given = stepsOf(recipe).find(({ uses }) => uses === './')?.['with'];
        const names: readonly string[] = [...VALIDATE_INPUTS, 'command'];
        for (const name of Object.keys(isObject(given) ? given : {})) expect(names).toContain(name);
        expect(given).toMatchObject({ command: 'validate' });
      }
    },
  );

  it('name every output', () => {
    const text = readFileSync('docs/pull-requests.md', 'utf8');
    for (const { name } of VALIDATE_OUTPUTS) expect(text).toContain(`\`${name}\``);
  });
});

describe('the hook for pre-commit', () => {
  const [hook] = ((): JsonObject[] => {
    const hooks: unknown = parse(readFileSync('.pre-commit-hooks.yaml', 'utf8'));
    return Array.isArray(hooks) ? hooks.filter(isObject) : [];
  })();

  it('calls a command and a flag there are', () => {
    const [program, command, flag] = String(hook?.['entry']).split(' ');
    const bin: unknown = JSON.parse(readFileSync('package.json', 'utf8'));
    expect(bin).toHaveProperty(['bin', program ?? '']);
    expect(usage(command)).toContain(`  ${flag?.replace(/=.*/, '')} `);
  });

  it.each([
    ['manifest.yaml', true],
    ['node/manifest.yaml.in', true],
    ['manifest-lock.x86_64.json', true],
    ['overlay.d/99x/usr/bin/tool', true],
    ['x.repo', true],
    ['manifests/postprocess.sh', true],
    ['manifests/passwd', true],
    ['node/group', true],
    ['group.txt', false],
    ['README.md', false],
    ['src/main.ts', false],
  ])('looks at %s: %s', (path, looks) => {
    expect(new RegExp(String(hook?.['files'])).test(path)).toBe(looks);
  });
});
