import { join } from 'node:path';
import type { Log } from '../log/log.ts';
import { environmentWith } from '../process/environment.ts';
import { trustCertificates } from './certificates.ts';
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
  const bundle = join(inputs.workDir, 'ca-bundle.pem');
  const trust = await trustCertificates(inputs.caCertificates, process.env, bundle, log);
  Object.assign(process.env, trust);
  const given = Object.entries(inputs.yumVariables ?? {});
  const env = {
    ...proxies.env,
    // On the command line a value would stand in an argument of ours; the environment is the way there.
    ...Object.fromEntries(
      Object.entries(environmentWith({})).filter(([name]) => name.startsWith(VARIABLE_PREFIX)),
    ),
    ...Object.fromEntries(given.map(([name, value]) => [`${VARIABLE_PREFIX}${name}`, value])),
  };
  return {
    passEnv: Object.keys(env).sort(),
    env,
    caBundle: Object.keys(trust).length === 0 ? undefined : bundle,
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
