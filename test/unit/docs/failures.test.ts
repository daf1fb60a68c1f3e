import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { SIGNATURES } from '../../../src/assembler/failures/table.ts';
import { PULL_FAILURES } from '../../../src/assembler/pull-failures.ts';
import { failuresMd } from '../../../src/docs/failures-md.ts';
import { squeeze } from '../../support/squeeze.ts';

it('docs/failures.md is what the table says', () => {
  expect(squeeze(readFileSync('docs/failures.md', 'utf8'))).toBe(squeeze(failuresMd()));
});

function rowsWith(cells: number): string[] {
  const lines = failuresMd().split('\n');
  return lines.filter((line) => line.startsWith('| `') && line.split(/(?<!\\)\|/).length === cells + 2);
}

it('has a row of nine cells for each signature, of three for each way a pull fails, and no others', () => {
  expect(rowsWith(9)).toHaveLength(SIGNATURES.length);
  expect(rowsWith(3)).toHaveLength(PULL_FAILURES.length);
  const rows = failuresMd()
    .split('\n')
    .filter((line) => line.startsWith('| `'));
  expect(rows).toHaveLength(SIGNATURES.length + PULL_FAILURES.length);
});
