import { readFile } from 'node:fs/promises';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { UserError } from '../errors.ts';

const PLACEHOLDER = /@([A-Z][A-Z0-9_]*)@/g;

/** Values of the placeholders a build defines. */
export function placeholderValues(options: {
  readonly ovirtVersion: string | undefined;
  readonly target: string | undefined;
  readonly arch: string;
  readonly variables: Readonly<Record<string, string>>;
}): Record<string, string> {
  const release = options.target?.replace(/^\D+/, '');
  return {
    ARCH: options.arch,
    ...(options.ovirtVersion === undefined ? {} : { OVIRT_VERSION: options.ovirtVersion }),
    ...(options.target === undefined || release === undefined
      ? {}
      : { TARGET: options.target, RELEASEVER: release, FEDORA_RELEASEVER: release }),
    ...options.variables,
  };
}

/**
 * Fills `@NAME@`.
 *
 * @throws UserError with file and line of each placeholder nobody defines.
 */
export function fillPlaceholders(
  text: string,
  file: string,
  values: Readonly<Record<string, string>>,
): string {
  const problems = undefinedPlaceholders(text, file, new Set(Object.keys(values)));
  if (problems.length > 0) throw new UserError(problems.join('\n'));
  return text.replaceAll(PLACEHOLDER, (whole, name: string) => values[name] ?? whole);
}

/** The inputs that define what is not in `variables`. */
const INPUTS: Readonly<Record<string, string>> = {
  OVIRT_VERSION: 'ovirt-version',
  TARGET: 'target',
  RELEASEVER: 'target',
  FEDORA_RELEASEVER: 'target',
};

/** Each open placeholder once, at the first place it counts; a comment may mention any. */
function undefinedPlaceholders(text: string, file: string, names: ReadonlySet<string>): string[] {
  const problems = new Map<string, string>();
  for (const [index, line] of text.split('\n').entries()) {
    if (line.trimStart().startsWith('#')) continue;
    for (const [whole, name = ''] of line.matchAll(PLACEHOLDER)) {
      if (names.has(name) || problems.has(name)) continue;
      const input = INPUTS[name] ?? `variables: ${name}=…`;
      problems.set(name, `${file}:${index + 1}: nobody defines ${whole}; give it with the input ${input}`);
    }
  }
  return [...problems.values()];
}

/** Placeholders of a configuration's manifest that would stay open; nothing needs to be fetched to know them. */
export async function findUndefinedPlaceholders(
  config: string,
  names: ReadonlySet<string>,
): Promise<string[]> {
  const file = join(config, 'manifest.yaml.in');
  if (!existsSync(file)) return [];
  return undefinedPlaceholders(await readFile(file, 'utf8'), file, names);
}
