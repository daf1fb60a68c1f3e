import type { Location } from '../errors.ts';

/** One line `NAME=value`. */
interface BuildArg {
  readonly value: string;
  readonly line: number;
}

/** A build-args*.conf: what a container build of the base takes its arguments from. */
export interface BuildArgs {
  readonly file: string;
  readonly values: ReadonlyMap<string, BuildArg>;
  /** Lines that are neither `NAME=value` nor a comment. */
  readonly odd: readonly Location[];
}

/** True for the name of such a file at the root of a configuration. */
export function isBuildArgsName(name: string): boolean {
  return /^build-args(?:-.+)?\.conf$/.test(name);
}

/**
 * Reads one such file. It is the container engine's (`--build-arg-file`): lines `NAME=value` and comments, and nothing
 * of a shell but quotes around a value, which the assembler's own reading of it takes away.
 */
export function parseBuildArgs(file: string, text: string): BuildArgs {
  const values = new Map<string, BuildArg>();
  const odd: Location[] = [];
  for (const [index, line] of text.split(/\r?\n/).entries()) {
    if (/^\s*(#|$)/.test(line)) continue;
    const [, name, value = ''] = /^([A-Za-z_][A-Za-z0-9_]*)=(.*)$/.exec(line) ?? [];
    if (name === undefined) odd.push({ file, line: index + 1 });
    else values.set(name, { value: unquote(value.trim()), line: index + 1 });
  }
  return { file, values, odd };
}

function unquote(value: string): string {
  return /^(["']).*\1$/.test(value) && value.length > 1 ? value.slice(1, -1) : value;
}

/**
 * The variables the build script of the base gives its manifest: id, stream and osversion (`rhel-9.8`; only RHEL's has
 * the minor version), and that it derives from another image. `releasever` is a number there.
 */
export function variablesOf({ values }: BuildArgs): Record<string, string | boolean> {
  const id = values.get('ID')?.value;
  const stream = values.get('STREAM')?.value;
  const version = values.get('VERSION')?.value;
  const [major = ''] = version?.split('.') ?? [];
  return {
    deriving: true,
    ...(id === undefined ? {} : { id }),
    ...(stream === undefined ? {} : { stream }),
    ...(id === undefined || version === undefined
      ? {}
      : { osversion: `${id}-${id === 'rhel' ? version.split('.').slice(0, 2).join('.') : major}` }),
  };
}

/** The major version, which the build script gives as releasever. */
export function releaseverOf({ values }: BuildArgs): number | undefined {
  const major = /^\d{1,4}/.exec(values.get('VERSION')?.value ?? '')?.[0];
  return major === undefined ? undefined : Number(major);
}
