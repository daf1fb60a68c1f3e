import { ARCHES } from '../arch.ts';
import { checkOverrideKeys } from '../config-tree/overrides.ts';
import { checkPackages } from '../config-tree/packages.ts';
import { checkBasePath } from '../config-tree/place.ts';
import { checkVariables } from '../config-tree/placeholders.ts';
import { VERSION_PATTERN } from '../lint/versions.ts';
import { COMMENTS, FAIL_ON, type COMMANDS } from './choices.ts';
import type { InputSpec } from './input-spec.ts';
import { missingSources } from './files.ts';
import { asPath } from './paths.ts';
import { readValue, refuseAll, type ValueReader } from './read-value.ts';
import { INPUTS, type InputName, type RawInputs } from './schema.ts';
import { asDownloads, asRef, asRepository } from './sources.ts';
import { releaseProblems } from './together.ts';
import {
  asBoolean,
  asLines,
  asList,
  asPairs,
  asSha256,
  asTarget,
  asToken,
  asWord,
  matching,
  oneOf,
  someOf,
} from './values.ts';
import { VALIDATE_INPUTS } from './validate-names.ts';
import { asYumVariables } from './yum-variables.ts';

export { VALIDATE_INPUTS } from './validate-names.ts';

/** Everything a validation was asked for: read once, checked once, never changed. */
export interface ValidateInputs {
  readonly command: 'validate';
  /** Paths and globs, as they were given. */
  readonly configs: readonly string[];
  readonly base: string | undefined;
  readonly failOn: (typeof FAIL_ON)[number];
  readonly comment: (typeof COMMENTS)[number];
  readonly checkRepos: boolean;
  /** Version of the assembler's rpm-ostree; undefined = what is known of the target's. */
  readonly rpmOstree: string | undefined;
  /** Used with {@link checkRepos} only, as are the three below. */
  readonly ovirtRelease: readonly string[];
  readonly ovirtReleaseSha256: string | undefined;
  readonly ovirtReleaseKeys: readonly string[];
  /** Values of `$name` in .repo files: secrets. */
  readonly yumVariables: Readonly<Record<string, string>>;
  readonly githubToken: string | undefined;
  /** Undefined = those each configuration is made for, as its settings say, else all. */
  readonly arches: readonly string[] | undefined;
  readonly ovirtVersion: string | undefined;
  readonly target: string | undefined;
  readonly variables: Readonly<Record<string, string>>;
  readonly packages: readonly string[];
  /** YAML text of a mapping, or empty. */
  readonly overrides: string;
  readonly baseConfig: string | undefined;
  readonly baseConfigRef: string | undefined;
  readonly baseConfigPath: string;
  /** Absolute path; undefined = wherever there is a place for it. */
  readonly workDir: string | undefined;
  /** Absolute path of a PEM file. */
  readonly caCertificates: string | undefined;
}

/**
 * Turns the text of the inputs into {@link ValidateInputs}.
 *
 * @param cwd what relative paths start from.
 * @param before what is wrong with how they were given; one text each.
 * @throws UserError with exit code 2 that lists all problems, one a line.
 */
export function parseValidateInputs(
  raw: RawInputs,
  cwd: string,
  before: readonly string[] = [],
): ValidateInputs {
  const problems: string[] = [...before];
  const read = <T>(name: InputName, reader: ValueReader<T>, fallback: T): T => {
    const spec = INPUTS.find((entry) => entry.name === name);
    if (spec === undefined) throw new Error(`no input ${name}`);
    return readValue<T>(spec, raw[name], { reader, fallback, problems });
  };
  const lines = read('configs', (_spec, text) => asLines(text), []);
  const config = read('config', asPlain, '.');
  const inputs: ValidateInputs = {
    command: 'validate',
    configs: lines.length === 0 ? [config] : lines,
    base: read('base', asRef, undefined),
    failOn: read('fail-on', oneOf(FAIL_ON), 'error'),
    comment: read('comment', oneOf(COMMENTS), 'auto'),
    checkRepos: read('check-repos', asBoolean, false),
    rpmOstree: read('rpm-ostree', matching(VERSION_PATTERN, 'a version such as 2024.8'), undefined),
    ovirtRelease: read('ovirt-release', asDownloads(cwd, ['https', 'http']), []),
    ovirtReleaseSha256: read('ovirt-release-sha256', asSha256, undefined),
    ovirtReleaseKeys: read('ovirt-release-key', asDownloads(cwd, ['https']), []),
    yumVariables: read('yum-variables', asYumVariables, {}),
    githubToken: read('github-token', asToken, undefined),
    arches: read('arch', someOf(ARCHES), undefined),
    ovirtVersion: read(
      'ovirt-version',
      matching(/^[A-Za-z0-9][\w.+~-]*$/, 'a version such as 4.5 or master'),
      undefined,
    ),
    target: read('target', asTarget, undefined),
    variables: read('variables', checked(asPairs, checkVariables), {}),
    packages: read('packages', checked(asList, checkPackages), []),
    overrides: read('overrides', checked(asPlain, checkOverrideKeys), ''),
    baseConfig: read('base-config', asRepository(cwd), undefined),
    baseConfigRef: read('base-config-ref', asRef, undefined),
    baseConfigPath: read('base-config-path', checked(asWord, checkBasePath), 'fedora-coreos-config'),
    workDir: read('work-dir', asPath(cwd), undefined),
    caCertificates: read('ca-certificates', asPath(cwd), undefined),
  };
  const { baseConfig, baseConfigRef, target, caCertificates } = inputs;
  if (baseConfigRef !== undefined && baseConfig === undefined && target === undefined)
    problems.push(
      'base-config-ref: given without base-config and without target; say which repository it belongs to',
    );
  problems.push(
    ...missingSources('ovirt-release', inputs.ovirtRelease),
    ...missingSources('ovirt-release-key', inputs.ovirtReleaseKeys),
    ...missingSources('ca-certificates', caCertificates === undefined ? [] : [caCertificates]),
    ...releaseProblems(inputs, raw),
  );
  refuseAll(problems);
  return inputs;
}

/**
 * Inputs that were given and mean nothing to a command. What has its default was not given: the runner hands over the
 * defaults of action.yml as well.
 */
export function meaninglessInputs(command: (typeof COMMANDS)[number], raw: RawInputs): string[] {
  return INPUTS.filter((spec: InputSpec & { name: InputName }) => {
    const text = (raw[spec.name] ?? '').trim();
    if (spec.name === 'command' || text === '' || text === spec.default || spec.actionDefault !== undefined)
      return false;
    if (command === 'validate') return !VALIDATE_INPUTS.includes(spec.name);
    return spec.only !== (command === 'build' ? undefined : command);
  }).map(({ name }) => name);
}

function asPlain(_spec: InputSpec, text: string): string {
  return text;
}

/** A reader whose value is looked at by whoever will use it. */
function checked<T>(reader: ValueReader<T>, check: (value: T) => void): ValueReader<T> {
  return (spec, text) => {
    const value = reader(spec, text);
    check(value);
    return value;
  };
}
