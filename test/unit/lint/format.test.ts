import { expect, it } from 'vitest';
import type { Finding } from '../../../src/lint/finding.ts';
import { formatGithub } from '../../../src/lint/format/github.ts';
import { formatJson } from '../../../src/lint/format/json.ts';
import { formatSarif } from '../../../src/lint/format/sarif.ts';
import { formatText } from '../../../src/lint/format/text.ts';
import { namedFrom } from '../../../src/lint/prefix.ts';
import { ALL_RULES } from '../../../src/lint/rules.ts';

const FINDINGS: readonly Finding[] = [
  {
    rule: 'unknown-key',
    severity: 'error',
    message: 'found 100% of a, b::c',
    location: { file: 'sub dir/a,b.yaml', line: 3, column: 5 },
    when: 'only on s390x',
  },
  { rule: 'image-config', severity: 'warning', message: 'found no size', location: { file: 'image.yaml' } },
  { rule: 'unused-file', severity: 'info', message: 'unused', location: { file: 'a.yaml' } },
];

it('text is one line each and a count', () => {
  expect(formatText(FINDINGS))
    .toBe(`sub dir/a,b.yaml:3:5: error: found 100% of a, b::c (only on s390x) [unknown-key]
image.yaml: warning: found no size [image-config]
a.yaml: info: unused [unused-file]
1 error, 1 warning, 1 info
`);
  expect(formatText([])).toBe('0 errors, 0 warnings, 0 infos\n');
});

it('json is the findings, each with what it holds for', () => {
  expect(JSON.parse(formatJson(FINDINGS))).toEqual(
    FINDINGS.map((finding) => ({ ...finding, when: finding.when ?? 'always' })),
  );
  expect(JSON.parse(formatJson(FINDINGS.slice(1)))).toMatchObject([{ when: 'always' }, { when: 'always' }]);
});

it('github is a workflow command each, escaped', () => {
  expect(formatGithub(FINDINGS))
    .toBe(`::error file=sub dir/a%2Cb.yaml,line=3,col=5,title=unknown-key::found 100%25 of a, b::c (only on s390x)
::warning file=image.yaml,title=image-config::found no size
::notice file=a.yaml,title=unused-file::unused
`);
});

it('files are named from the root of the repository', () => {
  const [first] = namedFrom(FINDINGS, '/repo/node', '/repo');
  expect(first?.location).toEqual({ file: 'node/sub dir/a,b.yaml', line: 3, column: 5 });
  expect(namedFrom(FINDINGS, '/repo', '/repo')).toBe(FINDINGS);
  expect(namedFrom(FINDINGS, '/other', '/repo')).toBe(FINDINGS);
});

interface Sarif {
  version: string;
  runs: {
    tool: {
      driver: { name: string; rules: { id: string; help: { text: string }; defaultConfiguration: object }[] };
    };
    results: {
      ruleId: string;
      ruleIndex: number;
      level: string;
      message: { text: string };
      locations: { physicalLocation: { artifactLocation: { uri: string }; region: { startLine: number } } }[];
      partialFingerprints: { primaryLocationLineHash: string };
    }[];
  }[];
}

function sarif(
  findings: readonly Finding[],
  lineOf: (file: string, line: number) => string | undefined = () => undefined,
): Sarif {
  // eslint-disable-next-line typescript/no-unsafe-assignment -- the shape is what the test is about
  const log: Sarif = JSON.parse(formatSarif(findings, { rules: ALL_RULES, lineOf }));
  return log;
}

it('sarif has what code scanning wants', () => {
  const { version, runs } = sarif(FINDINGS);
  expect(version).toBe('2.1.0');
  const [run] = runs;
  expect(runs).toHaveLength(1);
  expect(run?.results.map(({ ruleId, level }) => [ruleId, level])).toEqual([
    ['unknown-key', 'error'],
    ['image-config', 'warning'],
    ['unused-file', 'note'],
  ]);
  for (const result of run?.results ?? []) {
    const rule = run?.tool.driver.rules[result.ruleIndex];
    expect(rule?.id).toBe(result.ruleId);
    expect(rule?.help.text).not.toBe('');
    expect(result.message.text).not.toBe('');
    const place = result.locations[0]?.physicalLocation;
    expect(place?.artifactLocation.uri).not.toMatch(/^\/|^[a-z]+:|\.\.| /);
    expect(place?.region.startLine).toBeGreaterThan(0);
    expect(result.partialFingerprints.primaryLocationLineHash).toMatch(/^[0-9a-f]{16}:\d+$/);
  }
  expect(run?.results[0]?.locations[0]?.physicalLocation.artifactLocation.uri).toBe('sub%20dir/a%2Cb.yaml');
  expect(run?.results[0]?.message.text).toContain('(only on s390x)');
});

it('sarif lists a rule nothing is known of by its id, behind the others, and leaves fingerprints out without lines', () => {
  const known: Finding = {
    rule: 'unknown-key',
    severity: 'error',
    message: 'm',
    location: { file: 'a.yaml', line: 3 },
  };
  const text = formatSarif([{ ...known, rule: 'from-elsewhere' }, known], { rules: ALL_RULES });
  expect(JSON.parse(text)).toMatchObject({
    runs: [
      {
        tool: { driver: { rules: [{ id: 'unknown-key', name: 'unknown-key' }, { id: 'from-elsewhere' }] } },
        results: [
          { ruleId: 'from-elsewhere', ruleIndex: 1 },
          { ruleId: 'unknown-key', ruleIndex: 0 },
        ],
      },
    ],
  });
  expect(text).not.toContain('artialFingerprints');
});

it('fingerprints stay when lines move, and tell two alike lines apart', () => {
  const at = (line: number): Finding => ({
    rule: 'unknown-key',
    severity: 'error',
    message: 'm',
    location: { file: 'a', line },
  });
  const prints = (findings: readonly Finding[], lines: readonly string[]): (string | undefined)[] =>
    sarif(findings, (_file, line) => lines[line - 1]).runs[0]?.results.map(
      (result) => result.partialFingerprints.primaryLocationLineHash,
    ) ?? [];
  const before = prints([at(1), at(2)], ['x: 1', 'x: 1']);
  const after = prints([at(2), at(3)], ['# new', 'x: 1', 'x: 1']);
  expect(after).toEqual(before);
  expect(new Set(before).size).toBe(2);
  expect(prints([at(1)], ['y: 1'])).not.toEqual(before.slice(0, 1));
});
