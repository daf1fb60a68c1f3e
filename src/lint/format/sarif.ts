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
  /** What is known of rules; those findings name and that are not among them are listed by their id. */
  readonly rules: readonly RuleText[];
  /**
   * Text of a line of a file, for fingerprints that stay when lines move; undefined when it is not known. Without it
   * there are no fingerprints: what uploads the file to code scanning reads the lines itself.
   */
  readonly lineOf?: (file: string, line: number) => string | undefined;
}

/** Findings as SARIF 2.1.0, as GitHub's code scanning takes it; files are named from the repository's root. */
export function formatSarif(findings: readonly Finding[], options: SarifOptions): string {
  const named = new Set(findings.map(({ rule }) => rule));
  const known = options.rules.filter(({ id }) => named.delete(id));
  const others = [...named].sort();
  const indexes = new Map([...known.map(({ id }) => id), ...others].map((id, index) => [id, index]));
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
            rules: [...known.map(describe), ...others.map((id) => ({ id }))],
          },
        },
        columnKind: 'utf16CodeUnits',
        results: findings.map((finding) => ({
          ...result(finding, indexes.get(finding.rule)),
          ...(options.lineOf === undefined ? {} : fingerprint(finding, options.lineOf, seen)),
        })),
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

function result({ location, message, rule, severity, when }: Finding, ruleIndex: number | undefined): object {
  return {
    ruleId: rule,
    ruleIndex,
    level: LEVELS[severity],
    message: { text: when === undefined ? message : `${message} (${when})` },
    locations: [
      {
        physicalLocation: {
          artifactLocation: {
            uri: location.file.split('/').map(encodeURIComponent).join('/'),
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
  };
}

/** Without its number a line keeps its fingerprint when others come before it; alike ones are counted. */
function fingerprint(
  { location: { file, line }, message, rule }: Finding,
  lineOf: NonNullable<SarifOptions['lineOf']>,
  seen: Map<string, number>,
): object {
  const text = line === undefined ? '' : (lineOf(file, line)?.trim() ?? '');
  const content = [rule, file, text === '' ? message : text].join('\0');
  const count = (seen.get(content) ?? 0) + 1;
  seen.set(content, count);
  const hash = createHash('sha256').update(content).digest('hex').slice(0, 16);
  return { partialFingerprints: { primaryLocationLineHash: `${hash}:${count}` } };
}
