import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { BUILD_ROWS, FETCH_ROWS } from './conformance/build-rows.ts';
import { startBench, type Bench } from './conformance/container.ts';
import { IMAGE_ROWS, LIMIT_ROWS } from './conformance/image-rows.ts';
import { INIT_ROWS } from './conformance/init-rows.ts';
import { LAYOUT_ROWS } from './conformance/layout-rows.ts';
import { LOWER_ROWS } from './conformance/lower-rows.ts';
import type { Row } from './conformance/row.ts';

let bench: Bench | undefined;

beforeAll(async () => {
  bench = await startBench();
});

afterAll(async () => {
  await bench?.close();
});

/** What of a row does not hold, a line each. */
async function wrongIn(row: Row): Promise<string[]> {
  if (bench === undefined) throw new Error('the container did not start');
  const { ended, after } = await bench.run(row);
  return [
    ...(ended.exit === row.exit
      ? []
      : [`exit code ${ended.exit}, expected ${row.exit}:\n${ended.out.slice(-2000)}`]),
    ...(row.out ?? [])
      .filter((text) => !ended.out.includes(text))
      .map((text) => `not said: ${text}; but:\n${ended.out.slice(-1500)}`),
    ...(after === undefined || after.exit === 0
      ? []
      : [`afterwards: exit code ${after.exit}: ${after.out.slice(-1500)}`]),
  ];
}

describe('the rehearsal assembler does what reference/assembler.md says of the second dialect', () => {
  it.concurrent.each([
    ...INIT_ROWS,
    ...FETCH_ROWS,
    ...BUILD_ROWS,
    ...IMAGE_ROWS,
    ...LAYOUT_ROWS,
    ...LOWER_ROWS,
  ])('$section: $says', async (row) => {
    expect(await wrongIn(row)).toEqual([]);
  });

  it.concurrent.each(LIMIT_ROWS)('but for what no job of ours asks of it, $section: $says', async (row) => {
    expect(await wrongIn(row)).toEqual([]);
  });

  it('twin: a row that the assembler does not keep is noticed, in each of its parts', async () => {
    const row: Row = {
      section: '-',
      says: '-',
      state: 'empty',
      run: ['init'],
      exit: 0,
      out: ['all well'],
      after: 'false',
    };
    expect((await wrongIn(row)).map((text) => text.split(/[:;]/, 1)[0])).toEqual([
      'exit code 1, expected 0',
      'not said',
      'afterwards',
    ]);
  });
});
