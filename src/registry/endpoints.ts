import { readdir, readFile } from 'node:fs/promises';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { messageOf, UserError } from '../errors.ts';
import { registryName, type ImageName } from './image-name.ts';
import { parseRegistries, type Place, type RegistryTable } from './registries-conf.ts';

/** Where a repository is asked for. */
export interface Endpoint {
  /** `host[:port]`, as it is known to the file of logins. */
  readonly registry: string;
  readonly repository: string;
  /** Any certificate, and plain http where there is no https. */
  readonly insecure: boolean;
}

/**
 * The tables of the configuration in use: the file CONTAINERS_REGISTRIES_CONF names, else the user's own or the
 * machine's, with the files beside it, of which a later one replaces a table for the same prefix.
 *
 * docker's daemon has a configuration of its own, which only the daemon can read.
 *
 * @throws UserError for a file that is named and cannot be read.
 */
export async function readRegistries(env: NodeJS.ProcessEnv): Promise<RegistryTable[]> {
  const named = env['CONTAINERS_REGISTRIES_CONF'] ?? '';
  if (named !== '') {
    const text = await readFile(named, 'utf8').catch((error: unknown) => {
      throw new UserError(`CONTAINERS_REGISTRIES_CONF: ${named} cannot be read: ${messageOf(error)}`, {
        cause: error,
      });
    });
    return parseRegistries(text);
  }
  const user = join(env['XDG_CONFIG_HOME'] ?? join(env['HOME'] ?? homedir(), '.config'), 'containers');
  const machine = '/etc/containers';
  const main =
    (await readIfThere(join(user, 'registries.conf'))) ??
    (await readIfThere(join(machine, 'registries.conf'))) ??
    '';
  const texts = [main];
  for (const dir of [machine, user]) texts.push(...(await dropIns(join(dir, 'registries.conf.d'))));
  const byPrefix = new Map(texts.flatMap(parseRegistries).map((table) => [table.prefix, table]));
  return [...byPrefix.values()];
}

async function dropIns(dir: string): Promise<string[]> {
  const names = (await readdir(dir).catch(() => [])).filter((name) => name.endsWith('.conf')).sort();
  const texts = await Promise.all(names.map(async (name) => await readIfThere(join(dir, name))));
  return texts.filter((text) => text !== undefined);
}

async function readIfThere(file: string): Promise<string | undefined> {
  return await readFile(file, 'utf8').catch(() => undefined);
}

/**
 * Where an image is looked up, in the order the engine tries: mirrors, then the registry itself.
 *
 * @throws UserError for a registry the configuration blocks.
 */
export function endpointsOf(name: ImageName, tables: readonly RegistryTable[]): Endpoint[] {
  const full = `${name.registry}/${name.repository}`;
  const table = tables
    .filter(({ prefix }) => isBelow(full, prefix))
    .toSorted((one, two) => two.prefix.length - one.prefix.length)[0];
  if (table === undefined) {
    return [{ registry: name.registry, repository: name.repository, insecure: false }];
  }
  if (table.blocked) {
    throw new UserError(`assembler-image: registries.conf blocks ${table.prefix}, which ${full} is of`);
  }
  // `*.example.org` stands for hosts; only they keep their names.
  const rest = table.prefix.startsWith('*.') ? undefined : full.slice(table.prefix.length);
  return [...table.mirrors, table].map((place) => endpointAt(place, rest, full));
}

function endpointAt({ location, insecure }: Place, rest: string | undefined, full: string): Endpoint {
  const place = rest === undefined ? full : `${location}${rest}`;
  const slash = place.indexOf('/');
  return {
    registry: registryName(place.slice(0, slash)),
    repository: place.slice(slash + 1),
    insecure,
  };
}

/** True for the prefix itself, what is below it, and for the hosts `*.example.org` stands for. */
function isBelow(full: string, prefix: string): boolean {
  if (prefix.startsWith('*.')) {
    const host = full.split('/')[0]?.replace(/:\d+$/, '') ?? '';
    return host.endsWith(prefix.slice(1));
  }
  return full === prefix || full.startsWith(`${prefix}/`);
}
