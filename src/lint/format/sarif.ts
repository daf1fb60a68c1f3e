import { createHash } from 'node:crypto';
import { VERSION } from '../../version.ts';
import type { Finding, Severity } from '../finding.ts';
import type { Rule } from '../rule.ts';

/** SARIF's words for severities. */
const LEVELS: Readonly<Record<Severity, string>> = { error: 'error', warning: 'warning', info: 'note' };

/** What a SARIF file says about the rules. */
export type RuleText = Pick<Rule, 'id' | 'severity' | 'title' | 'rationale'>;

/** Options of {@link formatSarif}. */
export interface SarifOptions {
  readonly rules: readonly RuleText[];
  /** Text of a line of a file, for fingerprints that stay when lines move; undefined when it is not known. */
  readonly lineOf?: (file: string, line: number) => string | undefined;
}

/** Findings as SARIF 2.1.0, as GitHub's code scanning takes it; files are named from the repository's root. */
export function formatSarif(findings: readonly Finding[], options: SarifOptions): string {
  const used = options.rules.filter(({ id }) => findings.some(({ rule }) => rule === id));
  const seen = new Map<string, number>();
  const log = {
    $schema: 'https://json.schemastore.org/sarif-2.1.0.json',
    version: '2.1.0',
    runs: [
      {
        tool: {
          driver: {
            name: 'ovirt-node-image',
            semanticVersion: VERSION,
            rules: used.map(describe),
          },
        },
        columnKind: 'utf16CodeUnits',
        results: findings.map((finding) => result(finding, used, options, seen)),
      },
    ],
  };
  return `${JSON.stringify(log, null, 2)}\n`;
}

function describe({ id, severity, title, rationale }: RuleText): object {
  return {
    id,
    name: id,
    shortDescription: { text: title },
    fullDescription: { text: title },
    help: { text: rationale, markdown: rationale },
    defaultConfiguration: { level: LEVELS[severity] },
    properties: {
      'problem.severity': severity === 'info' ? 'recommendation' : severity,
      precision: 'high',
      tags: ['manifest'],
    },
  };
}

function result(
  finding: Finding,
  rules: readonly RuleText[],
  options: SarifOptions,
  seen: Map<string, number>,
): object {
  const { location, message, rule, severity, when } = finding;
  const { file } = location;
  const ruleIndex = rules.findIndex(({ id }) => id === rule);
  // Without its number the line keeps its fingerprint when others come before it; alike ones are counted.
  const text = location.line === undefined ? '' : (options.lineOf?.(file, location.line)?.trim() ?? '');
  const content = [rule, file, text === '' ? message : text].join('\0');
  const count = seen.get(content) ?? 0;
  seen.set(content, count + 1);
  return {
    ruleId: rule,
    ...(ruleIndex < 0 ? {} : { ruleIndex }),
    level: LEVELS[severity],
    message: { text: when === undefined ? message : `${message} (${when})` },
    locations: [
      {
        physicalLocation: {
          artifactLocation: {
            uri: file.split('/').map(encodeURIComponent).join('/'),
            uriBaseId: '%SRCROOT%',
          },
          // Code scanning wants a region; a whole file is shown at its first line.
          region: {
            startLine: location.line ?? 1,
            ...(location.column === undefined ? {} : { startColumn: location.column }),
          },
        },
      },
    ],
    partialFingerprints: {
      primaryLocationLineHash: `${createHash('sha256').update(content).digest('hex').slice(0, 16)}:${count + 1}`,
    },
  };
}
