import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { check, stepsOf } from './action-steps.ts';

/** The workflows and pieces of workflows a text shows. */
function shown(text: string): unknown[] {
  return [...text.matchAll(/^```yaml\n(.*?)^```$/gms)].map(([, yaml = '']): unknown => parse(yaml));
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
