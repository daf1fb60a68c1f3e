import { describe, expect, it } from 'vitest';
import type { Finding } from '../../../src/lint/finding.ts';
import { COMMENT_LIMIT } from '../../../src/github/comments.ts';
import { SUMMARY_LIMIT } from '../../../src/report/summary.ts';
import type { KeyChange } from '../../../src/treefile-diff/changes.ts';
import { describeDiff } from '../../../src/validate/describe.ts';
import { sortFindings, withoutRepeats } from '../../../src/validate/findings.ts';
import { jsonOutputs, validateJson } from '../../../src/validate/json.ts';
import { validateMarkdown } from '../../../src/validate/markdown.ts';
import { sarif } from '../../../src/validate/sarif.ts';
import { validateText } from '../../../src/validate/text.ts';
import type { ValidateResult, VariantDiff } from '../../../src/validate/types.ts';
import { isFailure, verdict } from '../../../src/validate/verdict.ts';

const finding = (more: Partial<Finding> = {}): Finding => ({
  rule: 'r',
  severity: 'error',
  message: 'm',
  location: { file: 'manifest.yaml', line: 3, column: 2 },
  ...more,
});

const diff = (changes: readonly KeyChange[], more: Partial<VariantDiff> = {}): VariantDiff => ({
  config: '',
  variant: 'manifest.yaml',
  arches: ['x86_64', 's390x'],
  status: 'changed',
  changes,
  locks: [],
  ...more,
});

const added = (...names: string[]): KeyChange => ({
  kind: 'set',
  key: 'packages',
  removed: [],
  added: names.map((value) => ({ value, at: { file: 'manifest.yaml', line: 4 } })),
});

const result = (more: Partial<ValidateResult> = {}): ValidateResult => ({
  base: 'a'.repeat(40),
  configs: [''],
  arches: ['x86_64', 's390x'],
  diffs: [diff([added('nano')])],
  files: [],
  findings: [],
  changed: true,
  ...more,
});

describe('a difference in lines', () => {
  it('tells every kind of change', () => {
    const changes: KeyChange[] = [
      {
        kind: 'value',
        key: 'ref',
        before: { value: 'a' },
        after: { value: 'b', at: { file: 'x', line: 1 } },
      },
      {
        kind: 'map',
        key: 'metadata',
        entries: [
          { name: 'n', before: { value: 1 } },
          { name: 'o', after: { value: { z: 1, a: 2 } } },
        ],
      },
      {
        kind: 'list',
        key: 'postprocess',
        removed: [],
        added: [{ value: '#!/bin/bash\nset -euo pipefail\n\n# Why\ntrue\n' }],
        moved: [{ value: 'unit' }],
        edited: [
          {
            before: { value: '#!/bin/sh\none\ntwo\n' },
            after: { value: '#!/bin/sh\none\ndeux\n', at: { file: 'x', line: 9 } },
          },
        ],
      },
    ];
    const locks = [
      { name: 'a', before: '1', after: '2' },
      { name: 'b', after: '1' },
      { name: 'c', before: '1' },
    ];
    expect(describeDiff({ changes, locks })).toEqual([
      '@@ ref @@',
      '- a',
      '+ b  (x:1)',
      '@@ metadata @@',
      '- n: 1',
      '+ o: {"a":2,"z":1}',
      '@@ postprocess @@',
      '+ script "# Why", 5 lines',
      '! script "one", 3 lines  (edited, x:9)',
      '-     two',
      '+     deux',
      '> unit  (moved)',
      '@@ locked packages @@',
      '! a 1 -> 2',
      '+ b 1',
      '- c 1',
    ]);
  });

  it('holds nothing that moves a cursor or ends a line', () => {
    const lines = describeDiff({ changes: [added('a\u001b[2Jb\r\u2028c')], locks: [] });
    expect(lines).toEqual(['@@ packages @@', '+ ab c  (manifest.yaml:4)']);
  });
});

describe('Markdown', () => {
  it('says what is wrong and what is different', () => {
    const text = validateMarkdown(result({ findings: [finding({ when: 'only on s390x' })] }), SUMMARY_LIMIT);
    for (const part of [
      '## oVirt Node manifests: 1 error, 0 warnings; the meaning changes on x86\\_64, s390x',
      `Compared with \`${'a'.repeat(40)}\`.`,
      '- **error** `manifest.yaml:3:2`: m (only on s390x) `r`',
      '### manifest.yaml: all architectures',
      '```diff\n@@ packages @@\n+ nano  (manifest.yaml:4)\n```',
    ])
      expect(text).toContain(part);
  });

  it('shows hostile text as it is', () => {
    const hostile = '```` </details><img src=x> [l](javascript:x) @team';
    const text = validateMarkdown(
      result({
        diffs: [diff([added(hostile)])],
        findings: [finding({ message: hostile, location: { file: '`x`|y' } })],
      }),
      SUMMARY_LIMIT,
    );
    const [outside = '', block = ''] = text.split('\n`````diff\n');
    expect(outside).not.toContain('<img');
    expect(outside).not.toContain('[l](');
    expect(outside).not.toContain(' @team');
    expect(block).toContain(hostile);
    // Longer than any run of backticks in it.
    expect(block).toMatch(/\n`{5}\n/);
  });

  it.each([COMMENT_LIMIT, SUMMARY_LIMIT])(
    'stays below %i bytes and says that something is left out',
    (limit) => {
      const findings = Array.from({ length: 20_000 }, (_item, index) =>
        finding({ message: `ä${index} ${'x'.repeat(80)}` }),
      );
      const text = validateMarkdown(result({ findings }), limit);
      expect(Buffer.byteLength(text)).toBeLessThanOrEqual(limit);
      expect(text).toContain('ä0');
      expect(text).toMatch(/\d+ more of \d+ parts did not fit here/);
      // Many findings leave room for what is different, and nothing is cut in the middle.
      expect(text).toContain('+ nano');
      expect((text.match(/```/g) ?? []).length % 2).toBe(0);
    },
  );

  it('folds what is long', () => {
    const names = Array.from({ length: 100 }, (_item, index) => `p${index}`);
    expect(validateMarkdown(result({ diffs: [diff([added(...names)])] }), SUMMARY_LIMIT)).toContain(
      '<details><summary>101 lines',
    );
  });
});

describe('the verdict', () => {
  it('is one sentence', () => {
    expect(verdict(result({ changed: false, diffs: [] }))).toBe('nothing wrong; no effective change');
    expect(verdict(result({ changed: undefined, base: undefined }))).toBe(
      'nothing wrong; nothing was compared',
    );
    expect(
      verdict(result({ diffs: [], files: [{ path: 'x.repo', status: 'added', role: 'repository' }] })),
    ).toBe('nothing wrong; 1 file of the image changed');
  });

  it('fails as it was asked to', () => {
    const of = (severity: Finding['severity']): ValidateResult =>
      result({ findings: [finding({ severity })] });
    const table = (['error', 'warning', 'info'] as const).map((severity) =>
      (['error', 'warning', 'never'] as const).map((failOn) => isFailure(of(severity), failOn)),
    );
    expect(table).toEqual([
      [true, true, false],
      [false, true, false],
      [false, false, false],
    ]);
  });
});

describe('the other forms', () => {
  it('are text as compilers print it', () => {
    const text = validateText(
      result({ findings: [finding()], files: [{ path: 'x.repo', status: 'changed', role: 'repository' }] }),
    );
    expect(text.split('\n')).toEqual([
      'manifest.yaml:3:2: error: m [r]',
      'manifest.yaml: all architectures',
      '  @@ packages @@',
      '  + nano  (manifest.yaml:4)',
      'files',
      '  ! x.repo  (repository)',
      '1 error, 0 warnings; the meaning changes on x86_64, s390x, 1 file of the image changed',
      '',
    ]);
  });

  it('are JSON, and as outputs never too long', () => {
    expect(validateJson(result({ findings: [finding()] }))).toMatchObject({
      valid: false,
      errors: 1,
      warnings: 0,
      changed: true,
    });
    const names = Array.from({ length: 50_000 }, (_item, index) => `package-${index}`);
    const findings = names.map((message) => finding({ message }));
    const outputs = jsonOutputs(result({ diffs: [diff([added(...names)])], findings }));
    for (const text of Object.values(outputs))
      expect(Buffer.byteLength(text)).toBeLessThanOrEqual(256 * 1024);
    expect(JSON.parse(outputs.diff)).toMatchObject({ truncated: true, changed: true, changedVariants: 1 });
    expect(JSON.parse(outputs.findings)).toMatchObject({ 0: { message: 'package-0' } });
  });

  it('are SARIF with paths as addresses', () => {
    const log: unknown = JSON.parse(
      sarif([finding({ location: { file: 'a b/ü.yaml' }, severity: 'info', when: 'only on s390x' })]),
    );
    expect(log).toMatchObject({
      runs: [
        {
          tool: { driver: { rules: [{ id: 'r' }] } },
          results: [
            {
              ruleId: 'r',
              level: 'note',
              message: { text: 'm (only on s390x)' },
              locations: [
                {
                  physicalLocation: {
                    artifactLocation: { uri: 'a%20b/%C3%BC.yaml' },
                    region: { startLine: 1 },
                  },
                },
              ],
            },
          ],
        },
      ],
    });
  });
});

describe('findings', () => {
  it('are sorted: the worst first, then those in lines that were touched', () => {
    const at = (file: string, line: number, severity: Finding['severity'] = 'error'): Finding =>
      finding({ severity, location: { file, line } });
    const changed = [{ path: 'b', status: 'changed' as const, lines: new Set([5]) }];
    const sorted = sortFindings(
      [at('a', 1), at('b', 9), at('b', 5), at('b', 5, 'warning'), at('a', 0)],
      changed,
    );
    expect(sorted.map(({ severity, location }) => `${severity} ${location.file}:${location.line}`)).toEqual([
      'error b:5',
      'error b:9',
      'error a:0',
      'error a:1',
      'warning b:5',
    ]);
  });

  it('are there once', () => {
    const invalid = finding({ rule: 'invalid-manifest' });
    expect(withoutRepeats([invalid, invalid])).toEqual([invalid]);
    expect(withoutRepeats([finding(), invalid, finding()])).toEqual([finding()]);
    expect(withoutRepeats([finding({ severity: 'warning' }), invalid])).toHaveLength(2);
  });
});
