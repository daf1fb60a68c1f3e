import type { Finding } from '../lint/finding.ts';

/** Packages that are named; more of them say that a whole repository is missing. */
const NAMED = 30;

/**
 * One notice for everything that was not found while further repositories are known to belong to the build: they may
 * have it, so none of it is called missing.
 *
 * @param findings with one of the rule `package-not-found` for each package string.
 */
export function oneNotice(findings: readonly Finding[]): Finding[] {
  const open = findings.filter(({ rule }) => rule === 'package-not-found');
  const rest = findings.filter(({ rule }) => rule !== 'package-not-found');
  const [first] = open;
  if (first === undefined) return rest;
  const texts = [
    ...new Set(open.map(({ message, when }) => (when === undefined ? message : `${message} (${when})`))),
  ].sort();
  const more = texts.length > NAMED ? ` and ${texts.length - NAMED} more` : '';
  const { rule, severity, location } = first;
  const message = `not found in the repositories that are known; the release rpm's were not looked at: ${texts.slice(0, NAMED).join(', ')}${more}`;
  return [...rest, { rule, severity, location, message }];
}
