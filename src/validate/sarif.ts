import type { Finding, Severity } from '../lint/finding.ts';
import { VERSION } from '../version.ts';

/** Results GitHub's code scanning shows of one run; more are an error there from 25,000 on. */
const RESULTS = 5000;

const LEVELS: Readonly<Record<Severity, string>> = { error: 'error', warning: 'warning', info: 'note' };

/** The findings as SARIF 2.1.0, with paths below the root of the repository. */
export function sarif(findings: readonly Finding[]): string {
  const shown = findings.slice(0, RESULTS);
  const rules = [...new Set(shown.map(({ rule }) => rule))].sort();
  const log = {
    $schema: 'https://json.schemastore.org/sarif-2.1.0.json',
    version: '2.1.0',
    runs: [
      {
        tool: { driver: { name: 'ovirt-node-image', version: VERSION, rules: rules.map((id) => ({ id })) } },
        results: shown.map(({ rule, severity, message, location, when }) => ({
          ruleId: rule,
          ruleIndex: rules.indexOf(rule),
          level: LEVELS[severity],
          message: { text: when === undefined ? message : `${message} (${when})` },
          locations: [
            {
              physicalLocation: {
                artifactLocation: {
                  uri: location.file.split('/').map(encodeURIComponent).join('/'),
                  uriBaseId: '%SRCROOT%',
                },
                region: {
                  startLine: location.line ?? 1,
                  ...(location.column === undefined ? {} : { startColumn: location.column }),
                },
              },
            },
          ],
        })),
      },
    ],
  };
  return `${JSON.stringify(log, null, 2)}\n`;
}
