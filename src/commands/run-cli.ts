import { join, resolve } from 'node:path';
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
import { build } from './build.ts';
import { dryRun } from './plan-request.ts';
import { hostArch, inputContext } from './input-context.ts';
import { formatRelease, runRelease } from './release.ts';
import { renderReport, runRender } from './render.ts';
import { BUILD_INPUTS, RENDER_INPUTS, usage } from './usage.ts';

/** Writes to standard output, which carries the result alone. */
export type WriteResult = (text: string) => void;

/** The command line. @returns its exit code: 0 ok, 1 refused or failed, 2 wrong usage. */
export async function runCli(
  args: readonly string[],
  env: NodeJS.ProcessEnv,
  writeResult: WriteResult,
): Promise<number> {
  const write = (text: string): void => writeResult(maskSecrets(text));
  const log = new ConsoleLog((text) => process.stderr.write(text), env['DEBUG'] !== undefined);
  const [command, ...rest] = args;
  try {
    if (command === undefined || command === '--help' || command === 'help' || rest.includes('--help')) {
      write(usage(command));
      return command === undefined ? 2 : 0;
    }
    if (command === 'build') await buildCommand(rest, env, log, write);
    else if (command === 'render') await renderCommand(rest, env, log, write);
    else if (command === 'release') await releaseCommand(rest, env, log, write);
    else
      throw new UserError(
        `found the command ${JSON.stringify(command)}, expected build, render or release; see --help`,
        { exitCode: 2 },
      );
    return 0;
  } catch (error) {
    if (error instanceof CancelledError) {
      log.error(error.message);
      return 130;
    }
    if (error instanceof UserError) {
      const place =
        error.location !== undefined && !error.message.includes(error.location.file)
          ? `${formatLocation(error.location)}: `
          : '';
      log.error(`${place}${error.message}`);
      return error.exitCode;
    }
    log.error(`internal error, please report it: ${messageOf(error)}`);
    log.debug(error instanceof Error ? (error.stack ?? '') : '');
    return 1;
  }
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
  const inputs = await parseInputs(flags.inputs, inputContext(env));
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
  const flags = parseFlags(
    args,
    ['target', 'arch', 'ca-certificates'],
    [
      { name: 'key', type: 'string', multiple: true },
      { name: 'sha256', type: 'string' },
      { name: 'out', type: 'string' },
      { name: 'json', type: 'boolean' },
    ],
    true,
  );
  const { key } = flags.extra;
  const keys = Array.isArray(key) ? key.map(String) : [];
  registerSecrets({ 'ovirt-release': [...flags.positionals, ...keys].join('\n') }, env);
  const absolute = (source: string): string => (/^https?:\/\//.test(source) ? source : resolve(source));
  if (flags.positionals.length !== 1) throw new UserError('release needs one FILE or URL', { exitCode: 2 });
  const { sha256, out } = flags.extra;
  const certificates = flags.inputs['ca-certificates'];
  const workDir = env['RUNNER_TEMP'] ?? resolve('.ovirt-node-image');
  await prepareNetwork(
    { workDir, caCertificates: certificates === undefined ? undefined : resolve(certificates) },
    log,
  );
  const report = await runRelease(
    {
      sources: flags.positionals.map(absolute),
      keys: keys.map(absolute),
      sha256: typeof sha256 === 'string' ? sha256.toLowerCase() : undefined,
      target: flags.inputs.target,
      arch: flags.inputs.arch ?? hostArch(),
      downloadDir: join(workDir, 'downloads'),
      ...(typeof out === 'string' ? { out: resolve(out) } : {}),
    },
    log,
  );
  write(flags.extra['json'] === true ? `${JSON.stringify(report, null, 2)}\n` : formatRelease(report));
}
