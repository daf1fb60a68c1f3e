import type { Location } from '../errors.ts';
import { isObject } from '../json.ts';
import { flagOf } from '../release-rpm/repo-file.ts';
import { memberOf } from '../treefile/located.ts';
import type { Flattened } from '../treefile/types.ts';
import type { CheckRequest, LockedPackage, RepositoryDefinition, UsedRepository, Want } from './types.ts';

/** What of a flattened manifest is looked at. */
export type FlattenedPart = Pick<Flattened, 'config' | 'values' | 'provenance' | 'hidden'>;

/** What of a request comes from the flattened manifest. */
export type ManifestPart = Pick<CheckRequest, 'used' | 'variables' | 'wants' | 'excluded'>;

/**
 * What a flattened manifest asks of repositories.
 *
 * @param locked entries of the lock files; with any of them `lockfile-repos` count.
 * @param yumVariables values of `$name` in .repo files; the manifest's own go before them.
 */
export function manifestPart(
  flattened: FlattenedPart,
  definitions: readonly RepositoryDefinition[],
  locked: readonly LockedPackage[],
  yumVariables: Readonly<Record<string, string>>,
): ManifestPart {
  const { config, hidden } = flattened;
  const releasever = config['releasever'];
  return {
    used: usedRepositories(flattened, definitions, locked.length > 0),
    variables: {
      ...yumVariables,
      ...texts(hidden['repovars']),
      ...(typeof releasever === 'string' || typeof releasever === 'number'
        ? { releasever: `${releasever}` }
        : {}),
    },
    wants: [...packages(flattened), ...repositoryPackages(flattened)],
    excluded: strings(config['exclude-packages']),
  };
}

/** Those the manifest lists; without a list, all that are enabled, as rpm-ostree does it. */
function usedRepositories(
  flattened: FlattenedPart,
  definitions: readonly RepositoryDefinition[],
  isLocked: boolean,
): UsedRepository[] {
  const named = listed(flattened, 'repos');
  const used: UsedRepository[] =
    named.length > 0
      ? named
      : definitions
          .filter(({ values }) => flagOf(values.get('enabled')) !== false)
          .map(({ id, location }) => ({ id, origin: location }));
  const extra = isLocked ? listed(flattened, 'lockfile-repos') : [];
  const all = [...used, ...extra.map((entry) => ({ ...entry, lockedOnly: true }))];
  // The first of those with one id, which is the one without a condition.
  return all.filter(({ id }, index) => all.findIndex((other) => other.id === id) === index);
}

function listed({ config, provenance }: FlattenedPart, key: string): { id: string; origin: Location }[] {
  const from = provenance.get(key);
  const origins = from?.kind === 'list' ? from.origins : [];
  return strings(config[key]).flatMap((id, index) => {
    const origin = origins[index];
    return origin === undefined ? [] : [{ id, origin }];
  });
}

function packages({ provenance }: FlattenedPart): Want[] {
  const from = provenance.get('packages');
  return from?.kind === 'set' ? [...from.elements].map(([text, origins]) => ({ text, origins })) : [];
}

/** Each string has a place of its own: an entry is one for a whole list of them. */
function repositoryPackages({ values }: FlattenedPart): Want[] {
  return (values.get('repo-packages')?.items ?? []).flatMap((entry): Want[] => {
    const repository = memberOf(entry, 'repo')?.scalar;
    if (typeof repository !== 'string') return [];
    return (memberOf(entry, 'packages')?.items ?? []).flatMap(({ scalar, origin }) =>
      typeof scalar === 'string' ? [{ text: scalar, origins: [origin], repository }] : [],
    );
  });
}

function strings(value: unknown): string[] {
  return Array.isArray(value) ? value.filter((entry) => typeof entry === 'string') : [];
}

function texts(value: unknown): Record<string, string> {
  if (!isObject(value)) return {};
  return Object.fromEntries(
    Object.entries(value).flatMap(([name, text]) => (typeof text === 'string' ? [[name, text]] : [])),
  );
}
