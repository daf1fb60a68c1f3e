import { resolve } from 'node:path';
import { ARCHES } from '../../arch.ts';
import { UserError } from '../../errors.ts';
import { collectFlags } from '../../inputs/flags.ts';
import { SEVERITIES, type Finding } from '../../lint/finding.ts';
import { targetsWithVersion } from '../rpm-ostree-version.ts';
import { FORMATS } from '../findings-format.ts';
import type { LintOptions } from '../../lint/options.ts';
import type { Command, CommandContext } from './command.ts';
import { FAIL_ON, FLAGS, INPUTS, readFlags, type Repos } from './lint-flags.ts';

/** `ovirt-node-image lint`: what is wrong with a configuration, without building anything. */
export const lintCommand: Command = {
  name: 'lint',
  summary: 'look a configuration over, for all architectures at once',
  usage: () => `ovirt-node-image lint [DIR] [options]

Looks the configuration in DIR (default: here) over: the manifest with all it includes, for every architecture and
variable at once, and the files beside it. Needs neither container nor, without --repos, network. The rules are in docs/lint.md; they are
set in DIR/.ovirt-node-image.yaml and by comments.

  --arch A                  rpm's name of an architecture; may be given several times. [${ARCHES.join(', ')}]
  --var NAME=VALUE          Variable of the manifest; a name given several times is looked at with each value.
  --manifest FILE           Manifest to look at, relative to DIR; may be given several times. Default: manifest.yaml,
                            manifest-NAME.yaml that no other includes, and what build-args*.conf name.
  --rpm-ostree VERSION      The assembler's rpm-ostree, such as 2024.8: what it is too old for is found. Default: that
                            of the assembler for --target, where it is known (${targetsWithVersion() || 'so far of no target'}).
                            A build takes that of the assembler it has pulled.
  --target T                Fills TARGET and RELEASEVER of a template: el9, el10, fc43 …
  --ovirt-version V         Fills OVIRT_VERSION of a template.
  --variables NAME=VALUE    Fills @NAME@ of a template; may be given several times.
  --format F                ${FORMATS.join(', ')} [text]
  --repos                   Look up in the repositories whether the packages are there, for every architecture and
                            variable; needs the network. See docs/repository-check.md.
  --yum-variables NAME=V    Credentials for repositories: $NAME in a .repo file becomes V. With --repos.
  --cache DIR               Where metadata are kept between runs, with --repos. Default: where validate keeps them.
  --ca-certificates FILE    PEM file of further certificate authorities to trust, with --repos.
  --fail-on S               Exit code 1 from this severity on: ${FAIL_ON.join(', ')} [error]
`,
  run: async (args, { write, env, log }) => {
    const flags = collectFlags(args, INPUTS, FLAGS, true);
    // The plain look has no secrets, and is to be quick.
    if (flags.extra['repos'] === true || flags.inputs['yum-variables'] !== undefined)
      (await import('../../inputs/secrets.ts')).registerSecrets(flags.inputs, env);
    const [given = '.', ...others] = flags.positionals;
    if (others.length > 0)
      throw new UserError(`lint: found ${flags.positionals.length} directories, expected one`, {
        exitCode: 2,
      });
    const dir = resolve(given);
    const { options, format, failOn, repos, remark } = readFlags(flags);
    if (remark !== undefined) log.info(remark);
    const looked = repos === undefined ? [] : await lookUp(dir, options, repos, { env, log });
    const { lintReport } = await import('../lint-report.ts');
    const { findings, text } = await lintReport(dir, options, format, looked);
    write(text);
    return fails(findings, failOn) ? 1 : undefined;
  },
};

/** Looks packages up. What that needs is read only where it is asked for. */
async function lookUp(
  dir: string,
  options: LintOptions,
  { cacheDir, yumVariables, caCertificates }: Repos,
  { env, log }: Pick<CommandContext, 'env' | 'log'>,
): Promise<readonly Finding[]> {
  const [{ lookUpWith }, { prepareNetwork }, { claimDefaultWorkDir }] = await Promise.all([
    import('../linter.ts'),
    import('../../net/network.ts'),
    import('../default-work-dir.ts'),
  ]);
  const workDir = cacheDir ?? (await claimDefaultWorkDir(env, process.cwd(), false));
  await prepareNetwork({ workDir, caCertificates }, log);
  const find = lookUpWith(workDir, yumVariables, { log });
  return await find(dir, { options, guard: undefined });
}

/** True when there is a finding of the severity, or of a worse one. */
export function fails(findings: readonly Finding[], failOn: (typeof FAIL_ON)[number]): boolean {
  if (failOn === 'never') return false;
  const limit = SEVERITIES.indexOf(failOn);
  return findings.some(({ severity }) => SEVERITIES.indexOf(severity) <= limit);
}
