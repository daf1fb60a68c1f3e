import { existsSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { BuildInputs } from './types.ts';

function isFile(file: string): boolean {
  return statSync(file, { throwIfNoEntry: false })?.isFile() ?? false;
}

function isDirectory(dir: string): boolean {
  return statSync(dir, { throwIfNoEntry: false })?.isDirectory() ?? false;
}

/** Paths among `sources` that are no files. @param input name of the input, for messages */
export function missingSources(input: string, sources: readonly string[]): string[] {
  return sources
    .filter((source) => source.startsWith('/') && !isFile(source))
    .map((file) => `${input}: there is no file ${file}`);
}

/**
 * Files and directories the inputs name that are not there.
 *
 * @param globs patterns that were given for override-rpms.
 * @returns one text for each problem.
 */
export function fileProblems(inputs: BuildInputs, globs: readonly string[]): string[] {
  const problems: string[] = [];
  if (!isDirectory(inputs.config)) {
    problems.push(`config: ${inputs.config} is not a directory`);
  } else if (!['manifest.yaml', 'manifest.yaml.in'].some((name) => isFile(join(inputs.config, name)))) {
    problems.push(`config: ${inputs.config} holds neither manifest.yaml nor manifest.yaml.in`);
  }
  problems.push(
    ...missingSources('ovirt-release', inputs.ovirtRelease),
    ...missingSources('ovirt-release-key', inputs.ovirtReleaseKeys),
  );
  const base = localPath(inputs.baseConfig);
  if (base !== undefined && !existsSync(base)) problems.push(`base-config: there is no directory ${base}`);
  if (globs.length > 0 && inputs.overrideRpms.length === 0) {
    problems.push(`override-rpms: no file matches ${globs.join(' ')}`);
  }
  for (const file of inputs.overrideRpms) {
    if (!file.endsWith('.rpm')) problems.push(`override-rpms: ${file} is not an rpm file`);
  }
  return problems;
}

/** The path of a repository on this machine; undefined for one elsewhere, and for an odd URL only git can judge. */
function localPath(url: string | undefined): string | undefined {
  if (url === undefined || url.startsWith('/')) return url;
  return /^file:\/\/\/[^%?#]*$/i.test(url) ? fileURLToPath(url) : undefined;
}
