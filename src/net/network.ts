import { join } from 'node:path';
import type { Log } from '../log/log.ts';
import { environmentWith } from '../process/environment.ts';
import { findsCertificates, trustCertificates } from './certificates.ts';
import { VARIABLE_PREFIX } from './dnf-variables.ts';
import { readProxies } from './proxy-env.ts';

/** Inputs that decide how the outside is reached. */
export interface NetworkInputs {
  readonly workDir: string;
  /** PEM file. */
  readonly caCertificates?: string | undefined;
  /** Values of `$name` in .repo files; credentials, so they are secret. */
  readonly yumVariables?: Readonly<Record<string, string>>;
}

/** How containers reach the outside. */
export interface Network {
  /** Names of the variables containers get from the environment of the engine; their values are in no argv. */
  readonly passEnv: readonly string[];
  /** Values of all of them, for the environment of the engine. */
  readonly env: Readonly<Record<string, string>>;
  /** PEM file of all trusted authorities; undefined when those of the image will do. */
  readonly caBundle: string | undefined;
}

/**
 * Sets this process up for proxies and further certificate authorities, git and the engine through its environment,
 * and says what containers need.
 *
 * @throws UserError naming the input or variable that cannot be used.
 */
export async function prepareNetwork(inputs: NetworkInputs, log: Log): Promise<Network> {
  const proxies = readProxies(process.env);
  Object.assign(process.env, proxies.env);
  const bundle = bundleOf(inputs);
  const trust = await trustCertificates(inputs.caCertificates, process.env, bundle, log);
  Object.assign(process.env, trust);
  const env = { ...proxies.env, ...dnfVariables(inputs) };
  return {
    passEnv: Object.keys(env).sort(),
    env,
    caBundle: Object.keys(trust).length === 0 ? undefined : bundle,
  };
}

/**
 * What {@link prepareNetwork} would hand to containers, without changing anything of this process or machine.
 *
 * @throws UserError as that does.
 */
export async function planNetwork(
  inputs: NetworkInputs,
  env: NodeJS.ProcessEnv = process.env,
): Promise<Pick<Network, 'passEnv' | 'caBundle'>> {
  const bundle = bundleOf(inputs);
  return {
    passEnv: Object.keys({ ...readProxies(env).env, ...dnfVariables(inputs) }).sort(),
    caBundle: (await findsCertificates(inputs.caCertificates, env, bundle)) ? bundle : undefined,
  };
}

/** Where the bundle of all authorities is written. */
function bundleOf({ workDir }: NetworkInputs): string {
  return join(workDir, 'ca-bundle.pem');
}

/**
 * Values of `$name` in .repo files, by the variables dnf reads them from: those of this process, and over them those of
 * the input. On the command line a value would stand in an argument of ours; the environment is the way there.
 */
function dnfVariables({ yumVariables = {} }: NetworkInputs): Record<string, string> {
  const given = Object.entries(yumVariables);
  return {
    ...Object.fromEntries(
      Object.entries(environmentWith({})).filter(([name]) => name.startsWith(VARIABLE_PREFIX)),
    ),
    ...Object.fromEntries(given.map(([name, value]) => [`${VARIABLE_PREFIX}${name}`, value])),
  };
}

/** Warns about a proxy that works here and cannot work in a container. */
export function warnOfLocalProxies(log: Log): void {
  for (const name of readProxies(process.env).local) {
    log.warning(
      `${name}: names this machine by its loopback address, which no container can reach; ` +
        "give the machine's own address for the packages to come through it",
    );
  }
}
