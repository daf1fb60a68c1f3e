import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { lintMd } from '../../../src/docs/lint-md.ts';
import { RULE_IDS, RULES } from '../../../src/lint/rules.ts';

/** Formatting changes tables, blank lines, escapes and the quotes of the example of settings. */
function words(text: string): string {
  return text.replaceAll(/[\s|"'-]+/g, '').replaceAll('\\', '');
}

it('docs/lint.md is what the rules say', () => {
  expect(words(readFileSync('docs/lint.md', 'utf8'))).toBe(words(lintMd()));
});

it('has a row for everything that can be found, and a section with examples for each rule', () => {
  const text = lintMd();
  for (const id of RULE_IDS) expect(text).toContain(`| \`${id}\` |`);
  expect(text.match(/^### /gm)).toHaveLength(RULES.length);
  expect(text.match(/^Not found:$/gm)).toHaveLength(RULES.length);
});
