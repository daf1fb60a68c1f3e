import type { DecodedConfig } from './decode-config.ts';
import { TreefileError } from './error.ts';
import { applyImplied } from './implied.ts';
import { isArchPackages } from './keys.ts';
import { keyText, type Located, type LocatedEntry } from './located.ts';
import { PACKAGE_LISTS, splitElements, splitItems } from './package-lists.ts';
import type { Origin } from './types.ts';

/** One treefile, its own keys only. */
export interface FileConfig {
  /** Values by canonical key; `packages` are split, `bootstrap-packages` and `packages-<arch>` are in them. */
  readonly keys: Map<string, Located>;
  /** What the file says where `container` overrules it. */
  readonly covered: ReadonlyMap<string, Located>;
  /** Keys that are not known: only JSON may have them. */
  readonly extra: readonly LocatedEntry[];
}

/**
 * What is done to each file once its keys are read, in upstream's order.
 *
 * @throws TreefileError
 */
export function readConfig(
  path: string,
  { keys, legacy, extra }: DecodedConfig,
  options: { readonly strict: boolean; readonly basearch: string | undefined },
): FileConfig {
  const refuse = (words: string, origin: Origin): never => {
    throw new TreefileError(`Parsing ${path}: ${words}`, origin);
  };
  takeBasearch(path, keys, options.basearch, refuse);
  for (const { key } of keys.get('variables')?.entries ?? []) {
    if (['basearch', 'releasever'].includes(keyText(key)))
      refuse(`cannot define reserved variable '${keyText(key)}'`, key.origin);
  }
  const isArch = ({ key }: LocatedEntry): boolean => isArchPackages(keyText(key));
  const arches = new Map(extra.filter(isArch).map(({ key, value }) => [keyText(key), value]));
  for (const [name, { items, origin }] of arches) {
    if (items === undefined || items.some(({ scalar }) => typeof scalar !== 'string'))
      refuse(`Invalid field ${name}: expected array of strings`, origin);
  }
  const unknown = extra.filter((entry) => !isArch(entry));
  const [odd] = unknown;
  if (options.strict && odd !== undefined) {
    const names = new Set(unknown.map(({ key }) => keyText(key)));
    refuse(`Unknown fields: ${[...names].join(', ')}`, odd.key.origin);
  }
  const covered = applyImplied(keys);
  try {
    splitAll(keys, options.basearch === undefined ? undefined : arches.get(`packages-${options.basearch}`), {
      file: path,
      line: 1,
      column: 1,
    });
  } catch (error) {
    if (error instanceof TreefileError)
      refuse(error.upstream, { file: path, line: 1, column: 1, ...error.location });
    throw error;
  }
  for (const [key, value] of legacy) {
    if (keys.has(key)) refuse(`Cannot use new and legacy forms of ${key.replaceAll('-', '_')}`, value.origin);
    keys.set(key, value);
  }
  return { keys, covered, extra: unknown };
}

function takeBasearch(
  path: string,
  keys: Map<string, Located>,
  basearch: string | undefined,
  refuse: (words: string, origin: Origin) => never,
): void {
  const own = keys.get('basearch');
  if (basearch === undefined) {
    keys.delete('basearch');
  } else if (own === undefined) {
    const origin = { file: path, line: 1, column: 1 };
    keys.set('basearch', { scalar: basearch, origin, implied: 'basearch' });
  } else if (own.scalar !== basearch) {
    refuse(`Invalid basearch ${keyText(own)} on ${basearch}: cross-composes are not supported`, own.origin);
  }
}

function splitAll(keys: Map<string, Located>, arch: Located | undefined, start: Origin): void {
  const packages = keys.get('packages');
  const items = [packages, keys.get('bootstrap-packages'), arch].flatMap(splitItems);
  keys.delete('bootstrap-packages');
  // There is always a list afterwards, as if the file had an empty one.
  keys.set('packages', { scalar: undefined, items, origin: packages?.origin ?? start });
  for (const key of PACKAGE_LISTS) {
    const list = keys.get(key);
    if (list !== undefined) keys.set(key, splitElements(list));
  }
}
