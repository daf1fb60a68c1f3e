import { describe, expect, it } from 'vitest';
import { RULES } from '../../../src/lint/rules.ts';
import { brief, lintExample } from './trees.ts';

it('rules have names of their own', () => {
  const ids = RULES.map(({ id }) => id);
  expect(new Set(ids).size).toBe(ids.length);
  for (const id of ids) expect(id).toMatch(/^[a-z0-9]+(-[a-z0-9]+)+$/);
});

describe.each(RULES.map((rule) => [rule.id, rule] as const))('%s', (id, { bad, good }) => {
  it('has an example of both kinds', () => {
    expect(bad.length).toBeGreaterThan(0);
    expect(good.length).toBeGreaterThan(0);
  });

  it.each(bad.map((example, index) => [index + 1, example] as const))(
    'finds bad example %i',
    async (_n, example) => {
      const found = await lintExample(example);
      const places = found
        .filter(({ rule }) => rule === id)
        .map(({ location: { file, line } }) => (line === undefined ? file : `${file}:${line}`));
      expect(example.at).toBeDefined();
      expect(places, found.map(brief).join('\n')).toContain(example.at);
    },
  );

  it.each(good.map((example, index) => [index + 1, example] as const))(
    'is silent on good example %i',
    async (_n, example) => {
      const found = await lintExample(example);
      expect(found.filter(({ rule, severity }) => rule === id || severity === 'error')).toEqual([]);
    },
  );
});
