import { isAbsolute, relative, sep } from 'node:path';
import type { Finding } from './finding.ts';

/**
 * Findings with files named from another directory, such as the root of a repository.
 *
 * @param dir absolute path findings are relative to.
 * @param from absolute path; what is not below it keeps its names.
 */
export function namedFrom(findings: readonly Finding[], dir: string, from: string): readonly Finding[] {
  const path = relative(from, dir);
  if (path === '' || path.startsWith('..') || isAbsolute(path)) return findings;
  const prefix = `${path.split(sep).join('/')}/`;
  return findings.map((finding) => ({
    ...finding,
    location: { ...finding.location, file: `${prefix}${finding.location.file}` },
  }));
}
