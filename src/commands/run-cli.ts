import { dirname, resolve } from 'node:path';
import { hostArch } from '../arch.ts';
import { formatLocation, messageOf, UserError } from '../errors.ts';
import { parseFlags } from '../inputs/flags.ts';
import { parseInputs } from '../inputs/parse.ts';
import { registerSecrets } from '../inputs/secrets.ts';
import { ConsoleLog } from '../log/console-log.ts';
import type { Log } from '../log/log.ts';
import { maskSecrets } from '../log/secrets.ts';
import { prepareNetwork } from '../net/network.ts';
import { Cancellation, CancelledError } from '../process/cancellation.ts';
import { outputsOf } from '../report/outputs.ts';
import { claimWorkDir } from '../runner/work-dir.ts';
import { VERSION } from '../version.ts';
import { build } from './build.ts';
import { exitCodeOf } from './exit-code.ts';
import { dryRun } from './plan-request.ts';
import { inputContext } from './input-context.ts';
import { formatRelease, runRelease } from './release.ts';
import { RELEASE_FLAGS, releaseInputs } from './release-inputs.ts';
import { renderReport, runRender } from './render.ts';
import { BUILD_INPUTS, RENDER_INPUTS, usage } from './usage.ts';

/** Writes to standard output, which carries the result alone. */
export type WriteResult = (text: string) => void;

/**
 * The command line.
 *
 * @returns its exit code: 0 ok, 1 refused or failed, 2 wrong usage, 130 or 143 stopped by SIGINT or SIGTERM.
 */
export async function runCli(
  args: readonly string[],
  env: NodeJS.ProcessEnv,
  writeResult: WriteResult,
): Promise<number> {
  const write = (text: string): void => writeResult(maskSecrets(text));
  const log = new ConsoleLog((text) => process.stderr.write(text), env['DEBUG'] !== undefined);
  const [command, ...rest] = args;
  try {
    const wantsHelp = HELP.has(command) || rest.includes('--help') || rest.includes('-h');
    if (wantsHelp) write(helpFor(command === 'help' ? rest[0] : command));
    else if (command === '--version') write(`${VERSION}\n`);
    else if (command === undefined)
      throw new UserError(`no command given\n\n${usage() ?? ''}`, { exitCode: 2 });
    else if (command === 'build') await buildCommand(rest, env, log, write);
    else if (command === 'render') await renderCommand(rest, env, log, write);
    else if (command === 'release') await releaseCommand(rest, env, log, write);
    else throw unknownCommand(command);
    return 0;
  } catch (error) {
    if (error instanceof CancelledError) {
      log.error(error.message);
    } else if (error instanceof UserError) {
      const place =
        error.location !== undefined && !error.message.includes(error.location.file)
          ? `${formatLocation(error.location)}: `
          : '';
      log.error(`${place}${error.message}`);
    } else {
      log.error(`internal error, please report it: ${messageOf(error)}`);
      log.debug(error instanceof Error ? (error.stack ?? '') : '');
    }
    return exitCodeOf(error);
  }
}

const HELP: ReadonlySet<string | undefined> = new Set(['--help', '-h', 'help']);

/** @throws UserError for a command there is not */
function helpFor(command: string | undefined): string {
  const topic = HELP.has(command) ? undefined : command;
  const text = usage(topic);
  if (text === undefined) throw unknownCommand(topic ?? '');
  return text;
}

function unknownCommand(command: string): UserError {
  return new UserError(
    `found the command ${JSON.stringify(command)}, expected build, render or release; see --help`,
    { exitCode: 2 },
  );
}

async function buildCommand(
  args: readonly string[],
  env: NodeJS.ProcessEnv,
  log: Log,
  write: WriteResult,
): Promise<void> {
  const flags = parseFlags(args, BUILD_INPUTS, [
    { name: 'json', type: 'boolean' },
    { name: 'dry-run', type: 'boolean' },
  ]);
  registerSecrets(flags.inputs, env);
  const inputs = await parseInputs(flags.inputs, inputContext(env));
  if (flags.extra['dry-run'] === true) {
    write(`${JSON.stringify(dryRun(inputs), null, 2)}\n`);
    return;
  }
  const cancellation = new Cancellation(log);
  const { release } = cancellation.listen();
  try {
    const outputs = outputsOf(await build(inputs, { env, log, cancellation, onEngine: () => undefined }));
    if (flags.extra['json'] === true) write(`${JSON.stringify(outputs, null, 2)}\n`);
    else for (const [name, value] of Object.entries(outputs)) write(`${name}=${value}\n`);
  } finally {
    release();
  }
}

async function renderCommand(
  args: readonly string[],
  env: NodeJS.ProcessEnv,
  log: Log,
  write: WriteResult,
): Promise<void> {
  const flags = parseFlags(args, RENDER_INPUTS, [
    { name: 'out', type: 'string' },
    { name: 'json', type: 'boolean' },
  ]);
  registerSecrets(flags.inputs, env);
  const inputs = await parseInputs(flags.inputs, inputContext(env, true));
  const out = flags.extra['out'];
  if (typeof out !== 'string' || out === '') throw new UserError('render needs --out DIR', { exitCode: 2 });
  const outcome = await runRender({ inputs, out: resolve(out) }, log);
  if (flags.extra['json'] === true) write(`${JSON.stringify(renderReport(outcome), null, 2)}\n`);
  else write(`${outcome.rendered.out}\n`);
}

async function releaseCommand(
  args: readonly string[],
  env: NodeJS.ProcessEnv,
  log: Log,
  write: WriteResult,
): Promise<void> {
  const flags = parseFlags(args, ['target', 'arch', 'ca-certificates'], RELEASE_FLAGS, true);
  const { key } = flags.extra;
  const given = [...flags.positionals, ...(Array.isArray(key) ? key.map(String) : [])];
  registerSecrets({ 'ovirt-release': given.join('\n') }, env);
  const request = releaseInputs(flags, {
    cwd: process.cwd(),
    hostArch: hostArch(),
    temp: env['RUNNER_TEMP'] ?? resolve('.ovirt-node-image'),
  });
  // Downloads go where a build would put them, so it has to be ours here as well.
  const isLocal = [...request.sources, ...request.keys].every((source) => source.startsWith('/'));
  if (env['RUNNER_TEMP'] === undefined && !isLocal) await claimWorkDir(dirname(request.downloadDir));
  await prepareNetwork(
    { workDir: dirname(request.downloadDir), caCertificates: request.caCertificates },
    log,
  );
  const report = await runRelease(request, log);
  write(flags.extra['json'] === true ? `${JSON.stringify(report, null, 2)}\n` : formatRelease(report));
}
