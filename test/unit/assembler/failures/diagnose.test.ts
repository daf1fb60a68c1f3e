import { describe, expect, it } from 'vitest';
import { diagnose } from '../../../../src/assembler/failures/diagnose.ts';
import { SIGNATURES } from '../../../../src/assembler/failures/table.ts';
import { failureTexts } from './texts.ts';

const TEXTS = failureTexts();

describe('a known failure', () => {
  it.each(TEXTS)('$id, as $source has it', ({ id, line, tail }) => {
    expect(diagnose(tail)).toMatchObject({ line, signature: { id } });
  });

  it.each(SIGNATURES.map(({ id }) => id))('%s has a text for each of its patterns', (id) => {
    const signature = SIGNATURES.find((entry) => entry.id === id);
    const lines = TEXTS.filter((text) => text.id === id).flatMap(({ tail }) =>
      tail.map((line) => line.trim()),
    );
    for (const pattern of signature?.patterns ?? []) {
      expect(
        lines.some((line) => pattern.test(line)),
        `${id}: ${pattern}`,
      ).toBe(true);
    }
  });

  it('is not taken for another: only those it says it comes before match its lines too', () => {
    const order = new Map(SIGNATURES.map(({ id }, index) => [id, index]));
    for (const { id, line } of TEXTS) {
      const matching = SIGNATURES.filter(({ patterns }) => patterns.some((pattern) => pattern.test(line)));
      const own = matching.find((signature) => signature.id === id);
      const others = matching.filter((signature) => signature.id !== id).map((signature) => signature.id);
      expect(own, `${id}: ${line}`).toBeDefined();
      for (const other of others) {
        expect(own?.over, `${id} and ${other} match: ${line}`).toContain(other);
        expect(order.get(id) ?? 0).toBeLessThan(order.get(other) ?? 0);
      }
    }
  });

  it('has an id of its own, and names only others there are', () => {
    const ids = SIGNATURES.map(({ id }) => id);
    expect(new Set(ids).size).toBe(ids.length);
    for (const { id, over } of SIGNATURES) {
      expect(id).toMatch(/^[a-z]+(?:-[a-z]+)*$/);
      for (const other of over ?? []) expect(ids).toContain(other);
    }
    expect(TEXTS.filter(({ id }) => !ids.includes(id))).toEqual([]);
  });

  it('is tried again only where a mirror may do better next time', () => {
    expect(SIGNATURES.filter(({ retry }) => retry).map(({ id }) => id)).toEqual(['repository-unreachable']);
  });

  it('covers every row of the reference', () => {
    const rows = new Set(SIGNATURES.map(({ number }) => number));
    expect([...rows].sort((a, b) => a - b)).toEqual(Array.from({ length: 38 }, (_, index) => index + 1));
  });
});

describe('reading from the bottom up', () => {
  it.each([
    [
      'past the wrappers',
      ['ok', 'error: Packages not found: foo', 'failed to execute cmd-build: exit status 1'],
      'error: Packages not found: foo',
      'packages-not-found',
    ],
    [
      'past a traceback',
      ['fatal: Must fetch before building', 'Traceback (most recent call last):', '  File "x", line 1'],
      'fatal: Must fetch before building',
      'not-fetched',
    ],
    [
      'through colours',
      ['\u001b[1;31merror: \u001b[0mUnknown rpm-md \u001b[4mrepository: x\u001b[0m'],
      'error: Unknown rpm-md repository: x',
      'repository-unknown',
    ],
    [
      'the lower of two known ones',
      ['error: Packages not found: a', 'error: No enabled repositories'],
      'error: No enabled repositories',
      'repositories-none',
    ],
    [
      'not beyond an error nobody knows',
      ['Last error: Curl error (28): Timeout', 'done after all', 'error: Finalizing rootfs: something new'],
      'error: Finalizing rootfs: something new',
      undefined,
    ],
    [
      'to the error of a script whose own words nobody knows',
      [
        'semodule: no',
        'error: While executing inline postprocessing script #3: Child process exited with code 1',
      ],
      'error: While executing inline postprocessing script #3: Child process exited with code 1',
      undefined,
    ],
    [
      'to a warning that is none, never',
      [
        "warning: Couldn't find locked package 'a' (pkgs matching NEVRA: 0; mismatched checksums: 0)",
        'odd end',
      ],
      'odd end',
      undefined,
    ],
    [
      'to the last line',
      ['something odd', 'failed to execute cmd-x: exit status 3'],
      'something odd',
      undefined,
    ],
    [
      'to a wrapper when there is nothing else',
      ['failed to execute cmd-x: exit status 3'],
      'failed to execute cmd-x: exit status 3',
      undefined,
    ],
    ['to nothing', [], undefined, undefined],
  ])('goes %s', (_title, tail, line, id) => {
    const found = diagnose(tail);
    expect(found.line).toBe(line);
    expect(found.signature?.id).toBe(id);
  });

  it('takes each step of a progress bar for a line of its own, wherever the error stands', () => {
    const tail = ['Downloading 10%', 'Downloading 20%', 'error: Unknown rpm-md repository: x'];
    expect(diagnose([...tail, 'Downloading 30%']).signature?.id).toBe('repository-unknown');
  });

  it('does not look further into a line than a line of ours is long', () => {
    const line = `${' '.repeat(10_000)}error: No enabled repositories`;
    expect(diagnose([line]).signature).toBeUndefined();
  });
});
