import { SEVERITIES, type Finding } from './finding.ts';

/** Findings of one rule in one file that are listed; more of them say nothing new. */
const LISTED = 100;
/** Characters of a message. */
const LENGTH = 1000;

/** Findings without the endless: of many alike in one file the first ones and their number, and no message too long. */
export function limitFindings(findings: readonly Finding[]): Finding[] {
  const groups = new Map<string, Finding[]>();
  for (const finding of findings) {
    const key = `${finding.rule} ${finding.location.file}`;
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [finding]);
    else group.push(finding);
  }
  return [...groups.values()].flatMap((group) => {
    const rest = group.slice(LISTED);
    const [first] = rest;
    const listed = group.slice(0, LISTED).map(shorten);
    if (first === undefined) return listed;
    const severity =
      SEVERITIES.find((word) => rest.some((finding) => finding.severity === word)) ?? first.severity;
    return [
      ...listed,
      {
        rule: first.rule,
        severity,
        location: first.location,
        message: `${rest.length} more of this rule in the file are not listed`,
      },
    ];
  });
}

function shorten(finding: Finding): Finding {
  const { message } = finding;
  return message.length > LENGTH ? { ...finding, message: `${message.slice(0, LENGTH)}…` } : finding;
}
