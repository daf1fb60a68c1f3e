import { readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { parseInputs } from '../../../src/inputs/parse.ts';
import { INPUTS, type InputName } from '../../../src/inputs/schema.ts';
import { isObject, type JsonObject } from '../../../src/json.ts';
import { tempDir } from '../../support/temp.ts';
import { contextIn } from '../inputs/context.ts';

/** The workflows and pieces of workflows a text shows. */
function shown(text: string): unknown[] {
  return [...text.matchAll(/^```yaml\n(.*?)^```$/gms)].map(([, yaml = '']): unknown => parse(yaml));
}

/** The steps that use this action. */
function stepsOf(piece: unknown): JsonObject[] {
  const jobs = isObject(piece) && isObject(piece['jobs']) ? Object.values(piece['jobs']) : [{ steps: piece }];
  const steps = jobs.flatMap((job): unknown[] =>
    isObject(job) && Array.isArray(job['steps']) ? job['steps'] : [],
  );
  const isOurs = ({ uses }: JsonObject): boolean =>
    typeof uses === 'string' && (uses === './' || uses.startsWith('owner/ovirt-node-image@'));
  return steps.filter(isObject).filter(isOurs);
}

/** What the action would say to the step's inputs. @throws UserError */
async function check(step: JsonObject): Promise<void> {
  const given = isObject(step['with']) ? step['with'] : {};
  const names = new Set(INPUTS.map(({ name }): string => name));
  const unknown = Object.keys(given).filter((name) => !names.has(name));
  if (unknown.length > 0) throw new Error(`no such inputs: ${unknown.join(', ')}`);
  const raw: Partial<Record<InputName, string>> = {};
  for (const { name } of INPUTS) {
    const value = given[name];
    // What an expression will be is not known here; a digest fits where one stands for all of a value.
    if (typeof value === 'string') raw[name] = value.replaceAll(/\$\{\{.*?\}\}/g, 'a'.repeat(64));
    else if (value !== undefined) throw new Error(`${name}: YAML reads it as ${typeof value}`);
  }
  const dir = await tempDir();
  symlinkSync(resolve('examples'), join(dir, 'examples'));
  writeFileSync(join(dir, 'authority.pem'), '');
  await parseInputs(raw, contextIn(dir));
}

const STEPS = ['README.md', 'docs/recipes.md'].flatMap((file) =>
  shown(readFileSync(file, 'utf8')).flatMap((piece) =>
    stepsOf(piece).map((step, index) => ({
      name: `${file} ${index} ${JSON.stringify(step).slice(0, 300)}`,
      step,
    })),
  ),
);

describe('the recipes', () => {
  it('are there', () => {
    expect(STEPS.length).toBeGreaterThanOrEqual(6);
  });

  it.each(STEPS)('$name is taken', async ({ step }) => {
    await check(step);
  });

  it.each([
    [{ with: { target: 'el9', verfiy: 'boot' } }, /no such inputs: verfiy/],
    [{ with: { target: 'el9', engine: 'lxc', 'ovirt-release': 'https://example.org/a.rpm' } }, /engine: /],
    [{ with: { target: 'el9', 'ovirt-version': 4.5 } }, /YAML reads it as number/],
  ])('twin: %j is not', async (step, problem) => {
    await expect(check(step)).rejects.toThrow(problem);
  });
});
