import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { UserError } from '../errors.ts';

const NAME = '[A-Z][A-Z0-9_]*';
const PLACEHOLDER = new RegExp(`@(${NAME})@`, 'g');
const WHOLE_NAME = new RegExp(`^${NAME}$`);
// eslint-disable-next-line no-control-regex -- control characters are what is looked for
const CONTROL = /[\u0000-\u001f\u007f]/;

/** Files at the root of a configuration that are filled in; `.in` goes when they are. */
const TEMPLATE = /^(?:manifest\.yaml(?:\.in)?|[^.].*\.(?:yaml|yml|repo)\.in)$/;

/**
 * Values of the placeholders a build defines: OVIRT_VERSION, ARCH, TARGET (`el9`), RELEASEVER and FEDORA_RELEASEVER
 * (the digits of the target), and whatever `variables` adds or replaces.
 */
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
 * Looks at the input `variables` by itself.
 *
 * @throws UserError for names no placeholder can have, and values that are more than text on one line.
 */
export function checkVariables(variables: Readonly<Record<string, string>>): void {
  const names = Object.keys(variables).filter((name) => !WHOLE_NAME.test(name));
  if (names.length > 0) {
    throw new UserError(
      `variables: found ${names.join(', ')}, expected names such as MY_NAME: a placeholder is written @MY_NAME@, in ` +
        'capital letters, digits and _',
    );
  }
  for (const [name, value] of Object.entries(variables)) checkValue(name, value);
}

function checkValue(name: string, value: string): void {
  if (!CONTROL.test(value)) return;
  throw new UserError(
    `variables: ${name}: found a line end or control character, which would change more than one value`,
  );
}

/** Names of the placeholders a text holds, its comments included. */
export function placeholdersIn(text: string): string[] {
  return [...text.matchAll(PLACEHOLDER)].map(([, name = '']) => name);
}

/** True for a file at the root of a configuration that placeholders are filled in. */
export function isTemplate(name: string): boolean {
  return TEMPLATE.test(name);
}

/**
 * Fills `@NAME@`. Lines stay where they are; a placeholder nobody defines is left alone in a line that is only a
 * comment, and an error everywhere else.
 *
 * @throws UserError with file and line of each placeholder nobody defines, and for a value that is more than one line.
 */
export function fillPlaceholders(
  text: string,
  file: string,
  values: Readonly<Record<string, string>>,
): string {
  const problems = undefinedPlaceholders(text, file, new Set(Object.keys(values)));
  const [first] = problems;
  if (first !== undefined) {
    throw new UserError(problems.map(({ message }) => message).join('\n'), {
      location: { file, line: first.line },
    });
  }
  return text.replaceAll(PLACEHOLDER, (whole, name: string) => {
    const value = Object.hasOwn(values, name) ? values[name] : undefined;
    if (value !== undefined) checkValue(name, value);
    return value ?? whole;
  });
}

/** Each open placeholder once, at the first line it counts in; a comment may mention any. */
function undefinedPlaceholders(
  text: string,
  file: string,
  names: ReadonlySet<string>,
): { line: number; message: string }[] {
  const problems = new Map<string, { line: number; message: string }>();
  for (const [index, line] of text.split('\n').entries()) {
    if (/^\s*#/.test(line)) continue;
    for (const [whole, name = ''] of line.matchAll(PLACEHOLDER)) {
      if (names.has(name) || problems.has(name)) continue;
      const input = INPUTS[name] ?? `variables: ${name}=…`;
      problems.set(name, {
        line: index + 1,
        message: `${file}:${index + 1}: nobody defines ${whole}; give it with the input ${input}`,
      });
    }
  }
  return [...problems.values()];
}

/** The inputs that define what is not in `variables`. */
const INPUTS: Readonly<Record<string, string | undefined>> = {
  OVIRT_VERSION: 'ovirt-version',
  TARGET: 'target',
  RELEASEVER: 'target',
  FEDORA_RELEASEVER: 'target',
};

/**
 * Placeholders of a configuration that would stay open; nothing needs to be fetched to know them.
 *
 * @param names placeholders that have a value, or will have one when the release package is opened.
 * @returns one message for each, with file and line.
 */
export async function findUndefinedPlaceholders(
  config: string,
  names: ReadonlySet<string>,
): Promise<string[]> {
  const entries = await readdir(config, { withFileTypes: true }).catch(() => []);
  const files = entries.map((entry) => entry.name).filter(isTemplate);
  // The template wins over a manifest it was once turned into, so what that says is of no account.
  const used = files.filter((name) => name !== 'manifest.yaml' || !files.includes('manifest.yaml.in')).sort();
  const found: string[] = [];
  for (const name of used) {
    const file = join(config, name);
    const text = await readFile(file, 'utf8').catch(() => '');
    found.push(...undefinedPlaceholders(text, file, names).map(({ message }) => message));
  }
  return found;
}
