import { describe, expect, it } from 'vitest';
import { fuzz, type FuzzResult } from '../../fuzz/engine.ts';

const module = new URL('../../fuzz/planted.ts', import.meta.url).href;

async function fuzzed(
  target: string,
  options: { first?: number; runs?: number; caseSeconds?: number } = {},
): Promise<FuzzResult> {
  return await fuzz({
    module,
    target,
    seed: 'planted',
    first: options.first ?? 0,
    runs: options.runs ?? 300,
    seconds: 60,
    enough: 1,
    caseSeconds: options.caseSeconds ?? 10,
    caseMegabytes: 100,
    heapMegabytes: 64,
  });
}

describe('the fuzzer', () => {
  it.each([
    ['believes-lengths', 'crash', /RangeError/],
    ['writes-anywhere', 'escape', /written outside: ./],
    ['writes-far-up', 'escape', /written outside: escaped/],
    ['follows-links', 'escape', /written outside: outside\/escaped/],
    ['takes-all-memory', 'memory', /took \d{3} MiB/],
    ['fills-the-heap', 'memory', /heap out of memory/],
    ['throws-later', 'crash', /later/],
  ])(
    'finds that a reader %s, and finds it again by its number',
    async (target, kind, message) => {
      const { findings } = await fuzzed(target);
      const found = findings.find((finding) => finding.kind === kind);
      expect(found?.message).toMatch(message);
      const again = await fuzzed(target, { first: found?.run ?? 0, runs: 1 });
      expect(again.findings.map((finding) => [finding.run, finding.kind])).toContainEqual([found?.run, kind]);
    },
    120_000,
  );

  // Each second of it is one of a processor.
  it('finds that a reader never-ends, and finds it again by its number', async () => {
    const { findings } = await fuzzed('never-ends', { caseSeconds: 3 });
    const hang = { kind: 'hang', message: 'took more than 3 s' };
    expect(findings).toMatchObject([hang]);
    const again = await fuzzed('never-ends', { first: findings[0]?.run ?? 0, runs: 1, caseSeconds: 3 });
    expect(again.findings).toMatchObject([{ ...hang, run: findings[0]?.run }]);
  }, 120_000);

  it('finds nothing in a reader that makes no mistake, and runs all its cases', async () => {
    expect(await fuzzed('makes-no-mistake', { runs: 1000 })).toMatchObject({ runs: 1000, findings: [] });
  });
});
