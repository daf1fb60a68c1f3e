import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { formatLocation } from '../errors.ts';
import type { Finding } from '../lint/finding.ts';

/** How a message about a place in the base begins. */
export const IN_BASE = 'in the base, ';

/** Findings of a rendered tree by whom they are for. */
export interface SortedFindings {
  /** In files of the configuration itself. */
  readonly own: readonly Finding[];
  /** In files of the base. */
  readonly ofBase: readonly Finding[];
}

/**
 * Tells findings in the configuration's own files from those in files the base brought.
 *
 * @param findings with places named as `sourcePlaces` does it.
 * @param config directory of the configuration.
 * @param submodules below it: another repository's files, whoever put them there.
 */
export function sortByOwner(
  findings: readonly Finding[],
  config: string,
  submodules: readonly string[],
): SortedFindings {
  const isOwn = ({ location: { file } }: Finding): boolean =>
    existsSync(join(config, file)) && !submodules.some((submodule) => file.startsWith(`${submodule}/`));
  return { own: findings.filter(isOwn), ofBase: findings.filter((finding) => !isOwn(finding)) };
}

/**
 * What of the findings in the base the configuration has caused: those the base does not have by itself. What is only
 * untidy in a base is for its maintainers, whoever causes it.
 *
 * @param alone findings of the base without the configuration.
 */
export function causedByConfig(ofBase: readonly Finding[], alone: readonly Finding[]): Finding[] {
  const keyOf = ({ rule, message, location: { file, line } }: Finding): string =>
    JSON.stringify([rule, message, file, line]);
  const known = new Set(alone.map(keyOf));
  return ofBase.filter((finding) => finding.severity !== 'info' && !known.has(keyOf(finding)));
}

/**
 * A finding in a file of the base, told at the manifest as a whole: the base's lines are not in the repository, and no
 * line of the manifest is wrong by itself.
 *
 * @param manifest file of the configuration.
 */
export function atManifest(finding: Finding, manifest: string): Finding {
  const { file, line } = finding.location;
  const place = formatLocation(line === undefined ? { file } : { file, line });
  return { ...finding, message: `${IN_BASE}${place}: ${finding.message}`, location: { file: manifest } };
}
