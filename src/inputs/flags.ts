import { parseArgs, type ParseArgsConfig } from 'node:util';
import { UserError } from '../errors.ts';
import { flagProblems } from './flag-problems.ts';
import type { InputSpec } from './input-spec.ts';
import { INPUTS, type InputName, type RawInputs } from './schema.ts';

/** A flag that is no input: `--json`, `--out DIR` … */
export interface ExtraFlag {
  readonly name: string;
  readonly type: 'string' | 'boolean';
  readonly multiple?: boolean;
}

/** What stood on the command line. */
export interface ParsedFlags {
  readonly inputs: RawInputs;
  readonly extra: Readonly<Record<string, unknown>>;
  readonly positionals: readonly string[];
}

/** The same, where mistakes are to be told together with those of the values. */
export interface CollectedFlags extends ParsedFlags {
  /** One text for each flag that does not exist, lacks its value or has one too many. */
  readonly problems: readonly string[];
}

function isBoolean(spec: InputSpec): boolean {
  return spec.kind === 'boolean';
}

/**
 * Parses `--name value` for each input named in `inputs` and for the `extra` flags. A flag given several times
 * stands for several lines; `--upload` alone means true and `--no-upload` false.
 *
 * @throws UserError with exit code 2 that lists every flag that does not exist or lacks its value.
 */
export function parseFlags(
  args: readonly string[],
  inputs: readonly InputName[],
  extra: readonly ExtraFlag[] = [],
  positionals = false,
): ParsedFlags {
  const { problems, ...parsed } = collectFlags(args, inputs, extra, positionals);
  if (problems.length > 0) throw new UserError(problems.join('\n'), { exitCode: 2 });
  return parsed;
}

/** As {@link parseFlags}, for a caller that looks at the values as well before it refuses anything. */
export function collectFlags(
  args: readonly string[],
  inputs: readonly InputName[],
  extra: readonly ExtraFlag[] = [],
  positionals = false,
): CollectedFlags {
  const specs = INPUTS.filter((spec) => inputs.includes(spec.name));
  const options: NonNullable<ParseArgsConfig['options']> = {};
  for (const spec of specs) options[spec.name] = { type: 'string', multiple: true };
  for (const flag of extra) options[flag.name] = { type: flag.type, multiple: flag.multiple ?? false };
  const spelled = spellBooleans(args, specs);
  // What is wrong is told apart; the rest is read all the same.
  const parsed = parseArgs({ args: spelled, options, allowPositionals: true, strict: false });
  const values: Record<string, unknown> = parsed.values;
  const raw: Partial<Record<InputName, string>> = {};
  for (const spec of specs) {
    const given = values[spec.name];
    // true stands for a flag that lacks its value.
    if (Array.isArray(given)) raw[spec.name] = given.filter((value) => value !== true).join('\n');
  }
  return {
    inputs: raw,
    extra: Object.fromEntries(extra.map((flag) => [flag.name, values[flag.name]])),
    positionals: parsed.positionals,
    problems: flagProblems(spelled, options, positionals).map((text) => `${text}; see --help`),
  };
}

/** `--upload`, `--upload false` and `--no-upload` are other spellings of `--upload=true` and `--upload=false`. */
function spellBooleans(args: readonly string[], specs: readonly InputSpec[]): string[] {
  const booleans = specs.filter(isBoolean).map(({ name }) => name);
  const spelled: string[] = [];
  for (let index = 0; index < args.length; index += 1) {
    const arg = args[index] ?? '';
    const next = args[index + 1] ?? '';
    const name = booleans.find((candidate) => arg === `--${candidate}` || arg === `--no-${candidate}`);
    if (name === undefined) {
      spelled.push(arg);
    } else if (arg === `--${name}` && /^(true|false)$/i.test(next)) {
      spelled.push(`${arg}=${next}`);
      index += 1;
    } else {
      spelled.push(`--${name}=${String(arg === `--${name}`)}`);
    }
  }
  return spelled;
}
