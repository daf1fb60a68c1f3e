import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { SIGNATURES } from '../../../src/assembler/failures/table.ts';
import { failuresMd } from '../../../src/docs/failures-md.ts';
import { squeeze } from '../../support/squeeze.ts';

it('docs/failures.md is what the table says', () => {
  expect(squeeze(readFileSync('docs/failures.md', 'utf8'))).toBe(squeeze(failuresMd()));
});

it('has a row of nine cells for each signature', () => {
  const rows = failuresMd()
    .split('\n')
    .filter((line) => line.startsWith('| `'));
  expect(rows).toHaveLength(SIGNATURES.length);
  for (const row of rows) expect(row.split(/(?<!\\)\|/)).toHaveLength(11);
});
