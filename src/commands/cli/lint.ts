import { resolve } from 'node:path';
import { ARCHES, hostArch } from '../../arch.ts';
import { checkVariables, placeholderValues } from '../../config-tree/placeholders.ts';
import { UserError } from '../../errors.ts';
import { parseFlags } from '../../inputs/flags.ts';
import { refuseAll } from '../../inputs/read-value.ts';
import type { InputSpec } from '../../inputs/input-spec.ts';
import { asPairs, asTarget, oneOf } from '../../inputs/values.ts';
import { VERSION_PATTERN } from '../../lint/versions.ts';
import { SEVERITIES, type Finding } from '../../lint/finding.ts';
import type { LintOptions } from '../../lint/options.ts';
import { FORMATS, type FindingsFormat } from '../findings-format.ts';
import type { Command } from './command.ts';

const FAIL_ON = ['error', 'warning', 'never'] as const;

const FLAGS = [
  { name: 'arch', type: 'string', multiple: true },
  { name: 'var', type: 'string', multiple: true },
  { name: 'manifest', type: 'string', multiple: true },
  { name: 'rpm-ostree', type: 'string' },
  { name: 'format', type: 'string' },
  { name: 'fail-on', type: 'string' },
] as const;

/** `ovirt-node-image lint`: what is wrong with a configuration, without building anything. */
export const lintCommand: Command = {
  name: 'lint',
  summary: 'look a configuration over, for all architectures at once',
  usage: () => `ovirt-node-image lint [DIR] [options]

Looks the configuration in DIR (default: here) over: the manifest with all it includes, for every architecture and
variable at once, and the files beside it. Needs neither network nor container. The rules are in docs/lint.md; they are
set in DIR/.ovirt-node-image.yaml and by comments.

  --arch A                  rpm's name of an architecture; may be given several times. [${ARCHES.join(', ')}]
  --var NAME=VALUE          Variable of the manifest; a name given several times is looked at with each value.
  --manifest FILE           Manifest to look at, relative to DIR; may be given several times. Default: manifest.yaml,
                            manifest-NAME.yaml that no other includes, and what build-args*.conf name.
  --rpm-ostree VERSION      The assembler's rpm-ostree, such as 2024.8: what it is too old for is found.
  --target T                Fills TARGET and RELEASEVER of a template: el9, el10, fc43 …
  --ovirt-version V         Fills OVIRT_VERSION of a template.
  --variables NAME=VALUE    Fills @NAME@ of a template; may be given several times.
  --format F                ${FORMATS.join(', ')} [text]
  --fail-on S               Exit code 1 from this severity on: ${FAIL_ON.join(', ')} [error]
`,
  run: async (args, { write }) => {
    const flags = parseFlags(args, ['target', 'ovirt-version', 'variables'], FLAGS, true);
    const [given = '.', ...others] = flags.positionals;
    if (others.length > 0)
      throw new UserError(`lint: found ${flags.positionals.length} directories, expected one`, {
        exitCode: 2,
      });
    const dir = resolve(given);
    const { options, format, failOn } = readFlags(flags);
    const { lintReport } = await import('../lint-report.ts');
    const { findings, text } = await lintReport(dir, options, format);
    write(text);
    return fails(findings, failOn) ? 1 : undefined;
  },
};

/** True when there is a finding of the severity, or of a worse one. */
export function fails(findings: readonly Finding[], failOn: (typeof FAIL_ON)[number]): boolean {
  if (failOn === 'never') return false;
  const limit = SEVERITIES.indexOf(failOn);
  return findings.some(({ severity }) => SEVERITIES.indexOf(severity) <= limit);
}

interface Read {
  readonly options: LintOptions;
  readonly format: FindingsFormat;
  readonly failOn: (typeof FAIL_ON)[number];
}

/** @throws UserError with exit code 2 that lists all problems */
function readFlags({ inputs, extra }: ReturnType<typeof parseFlags>): Read {
  const problems: string[] = [];
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
  const variables = attempt('variables', {}, (spec) => {
    const pairs = asPairs(spec, inputs.variables ?? '');
    checkVariables(pairs);
    return pairs;
  });
  const target = inputs.target;
  const placeholders = placeholderValues({
    ovirtVersion: inputs['ovirt-version'],
    target: target === undefined ? undefined : attempt('target', undefined, (spec) => asTarget(spec, target)),
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
      rpmOstree: version,
    },
    format,
    failOn,
  };
}
