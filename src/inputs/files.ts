import { existsSync, statSync, type Stats } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { messageOf } from '../errors.ts';
import type { BuildInputs } from './types.ts';

/** What is at a path; undefined for nothing, and the reason where it cannot be told: a directory nobody may look into. */
function lookAt(path: string): Stats | string | undefined {
  try {
    return statSync(path, { throwIfNoEntry: false });
  } catch (error) {
    return messageOf(error);
  }
}

function isFile(file: string): boolean {
  const found = lookAt(file);
  return typeof found === 'object' && found.isFile();
}

function isDirectory(dir: string): boolean {
  const found = lookAt(dir);
  return typeof found === 'object' && found.isDirectory();
}

/** Paths among `sources` that are no files. @param input name of the input, for messages */
export function missingSources(input: string, sources: readonly string[]): string[] {
  return sources
    .filter((source) => source.startsWith('/') && !isFile(source))
    .map((file) => {
      const found = lookAt(file);
      return typeof found === 'string'
        ? `${input}: ${file} cannot be read: ${found}`
        : `${input}: there is no file ${file}`;
    });
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
    ...missingSources('registry-auth-file', given(inputs.registryAuthFile)),
    ...missingSources('ca-certificates', given(inputs.caCertificates)),
  );
  const base = localPath(inputs.baseConfig);
  if (base !== undefined && !existsSync(base)) problems.push(`base-config: there is no directory ${base}`);
  const { previousBuild } = inputs;
  if (previousBuild?.startsWith('/') === true && !isDirectory(previousBuild)) {
    // The first night has none yet: that is told as a notice, when it matters. A file is a mistake.
    if (existsSync(previousBuild))
      problems.push(`previous-build: ${previousBuild} is a file; give a directory, or the URL of a zip`);
  }
  if (globs.length > 0 && inputs.overrideRpms.length === 0) {
    problems.push(`override-rpms: no file matches ${globs.join(' ')}`);
  }
  for (const file of inputs.overrideRpms) {
    if (!file.endsWith('.rpm')) problems.push(`override-rpms: ${file} is not an rpm file`);
  }
  return problems;
}

function given(file: string | undefined): string[] {
  return file === undefined ? [] : [file];
}

/** The path of a repository on this machine; undefined for one elsewhere, and for an odd URL only git can judge. */
function localPath(url: string | undefined): string | undefined {
  if (url === undefined || url.startsWith('/')) return url;
  return /^file:\/\/\/[^%?#]*$/i.test(url) ? fileURLToPath(url) : undefined;
}
