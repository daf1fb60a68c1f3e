import { ARCHES, hostArch } from '../../arch.ts';
import { checkVariables, placeholderValues } from '../../config-tree/placeholders.ts';
import { missingSources } from '../../inputs/files.ts';
import type { CollectedFlags } from '../../inputs/flags.ts';
import type { InputSpec } from '../../inputs/input-spec.ts';
import { asPath } from '../../inputs/paths.ts';
import { refuseAll } from '../../inputs/read-value.ts';
import { asPairs, asTarget, oneOf } from '../../inputs/values.ts';
import { asYumVariables } from '../../inputs/yum-variables.ts';
import type { LintOptions } from '../../lint/options.ts';
import { VERSION_PATTERN } from '../../lint/versions.ts';
import { FORMATS, type FindingsFormat } from '../findings-format.ts';
import { rpmOstreeVersion } from '../rpm-ostree-version.ts';

/** What `--fail-on` may be. */
export const FAIL_ON = ['error', 'warning', 'never'] as const;

/** Inputs of the action that mean something here as well. */
export const INPUTS = ['target', 'ovirt-version', 'variables', 'yum-variables', 'ca-certificates'] as const;

/** Flags of its own. */
export const FLAGS = [
  { name: 'arch', type: 'string', multiple: true },
  { name: 'var', type: 'string', multiple: true },
  { name: 'manifest', type: 'string', multiple: true },
  { name: 'rpm-ostree', type: 'string' },
  { name: 'format', type: 'string' },
  { name: 'fail-on', type: 'string' },
  { name: 'repos', type: 'boolean' },
  { name: 'cache', type: 'string' },
] as const;

/** What a look into repositories needs. */
export interface Repos {
  /** Absolute; undefined = where `validate` keeps them. */
  readonly cacheDir: string | undefined;
  readonly yumVariables: Readonly<Record<string, string>>;
  /** Absolute path of a PEM file. */
  readonly caCertificates: string | undefined;
}

/** What the command was asked for. */
export interface LintRequest {
  /** Undefined = packages are not looked up. */
  readonly repos: Repos | undefined;
  /** About the version of rpm-ostree; for the log. */
  readonly remark: string | undefined;
  readonly options: LintOptions;
  readonly format: FindingsFormat;
  readonly failOn: (typeof FAIL_ON)[number];
}

/** Reads the flags. @throws UserError with exit code 2 that lists all problems */
export function readFlags({ inputs, extra, problems: before }: CollectedFlags): LintRequest {
  const problems: string[] = [...before];
  const attempt = <T>(name: string, fallback: T, read: (spec: InputSpec) => T): T => {
    try {
      return read({ name: `--${name}`, kind: 'text', description: '', default: '' });
    } catch (error) {
      if (!(error instanceof Error)) throw error;
      problems.push(error.message);
      return fallback;
    }
  };
  const list = (name: string): string[] => {
    const value = extra[name];
    return Array.isArray(value) ? value.map(String) : [];
  };
  const text = (name: string): string | undefined => {
    const value = extra[name];
    return typeof value === 'string' ? value : undefined;
  };
  const arches = list('arch').flatMap((given) =>
    given.split(/[\s,]+/).map((arch) => attempt('arch', ARCHES[0], (spec) => oneOf(ARCHES)(spec, arch))),
  );
  const vars: Record<string, string[]> = {};
  for (const pair of list('var')) {
    for (const [name, value] of Object.entries(attempt('var', {}, (spec) => asPairs(spec, pair))))
      (vars[name] ??= []).push(value);
  }
  const version = text('rpm-ostree');
  if (version !== undefined && !VERSION_PATTERN.test(version))
    problems.push(`--rpm-ostree: found ${JSON.stringify(version)}, expected a version such as 2024.8`);
  const wants = extra['repos'] === true;
  const cache = text('cache');
  const cacheDir =
    cache === undefined
      ? undefined
      : attempt('cache', undefined, (spec) => asPath(process.cwd())(spec, cache));
  const yumVariables = attempt('yum-variables', {}, (spec) =>
    asYumVariables(spec, inputs['yum-variables'] ?? ''),
  );
  const authorities = inputs['ca-certificates'];
  const caCertificates =
    authorities === undefined
      ? undefined
      : attempt('ca-certificates', undefined, (spec) => asPath(process.cwd())(spec, authorities));
  problems.push(...missingSources('--ca-certificates', caCertificates === undefined ? [] : [caCertificates]));
  for (const [name, value] of [
    ['cache', cache],
    ['yum-variables', inputs['yum-variables']],
    ['ca-certificates', authorities],
  ] as const)
    if (!wants && value !== undefined)
      problems.push(`--${name}: means nothing without --repos; give it, or leave --${name} out`);
  const variables = attempt('variables', {}, (spec) => {
    const pairs = asPairs(spec, inputs.variables ?? '');
    checkVariables(pairs);
    return pairs;
  });
  const target =
    inputs.target === undefined
      ? undefined
      : attempt('target', undefined, (spec) => asTarget(spec, inputs.target ?? ''));
  const known = rpmOstreeVersion(version, target, '--rpm-ostree');
  const placeholders = placeholderValues({
    ovirtVersion: inputs['ovirt-version'],
    target,
    arch: arches[0] ?? hostArch(),
    variables,
  });
  const format = attempt('format', 'text' as const, (spec) => oneOf(FORMATS)(spec, text('format') ?? 'text'));
  const failOn = attempt('fail-on', 'error' as const, (spec) =>
    oneOf(FAIL_ON)(spec, text('fail-on') ?? 'error'),
  );
  refuseAll(problems);
  return {
    options: {
      ...(arches.length === 0 ? {} : { arches: [...new Set(arches)] }),
      vars,
      ...(list('manifest').length === 0 ? {} : { manifests: list('manifest') }),
      placeholders,
      rpmOstree: known.version,
    },
    remark: known.remark,
    repos: wants ? { cacheDir, yumVariables, caCertificates } : undefined,
    format,
    failOn,
  };
}
