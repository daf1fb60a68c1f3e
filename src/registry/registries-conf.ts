/** A place an image can come from. */
export interface Place {
  /** `host[:port][/path]`. */
  readonly location: string;
  readonly insecure: boolean;
}

/** A table `[[registry]]` of registries.conf, as far as it decides where a tag is looked up. */
export interface RegistryTable extends Place {
  /** What it is for; the location where no `prefix` was written. */
  readonly prefix: string;
  readonly blocked: boolean;
  /** Asked before the location itself; those that serve digests alone are left out. */
  readonly mirrors: readonly Place[];
}

type Values = Record<string, string | boolean>;

/**
 * Reads the tables `[[registry]]` and `[[registry.mirror]]` of containers-registries.conf(5).
 *
 * It is no TOML reader: it knows a key with a string or a boolean on one line, which is how all of the keys here are
 * written, and passes over everything else.
 */
export function parseRegistries(text: string): RegistryTable[] {
  const tables: { values: Values; mirrors: Values[] }[] = [];
  let current: Values | undefined;
  for (const line of text.split(/\r?\n/)) {
    const header = /^\s*(\[{1,2})\s*([\w.\s-]+?)\s*\]{1,2}\s*(?:#.*)?$/.exec(line);
    if (header !== null) {
      current = undefined;
      const table = header[1] === '[[' ? header[2]?.replaceAll(/\s/g, '') : undefined;
      if (table === 'registry') tables.push({ values: (current = {}), mirrors: [] });
      if (table === 'registry.mirror') tables.at(-1)?.mirrors.push((current = {}));
      continue;
    }
    const pair = /^\s*([\w-]+)\s*=\s*(?:"([^"\\]*)"|'([^']*)'|(true|false))\s*(?:#.*)?$/.exec(line);
    if (pair?.[1] === undefined || current === undefined) continue;
    current[pair[1]] = pair[4] === undefined ? (pair[2] ?? pair[3] ?? '') : pair[4] === 'true';
  }
  return tables.flatMap(({ values, mirrors }) => {
    const place = placeOf(values);
    const prefix = stringOf(values, 'prefix') || place.location;
    if (prefix === '') return [];
    return [
      {
        prefix,
        location: place.location || prefix,
        insecure: place.insecure,
        blocked: values['blocked'] === true,
        mirrors: mirrors.filter(servesTags(values)).map(placeOf),
      },
    ];
  });
}

function servesTags(registry: Values): (mirror: Values) => boolean {
  return (mirror) =>
    stringOf(mirror, 'location') !== '' &&
    registry['mirror-by-digest-only'] !== true &&
    mirror['pull-from-mirror'] !== 'digest-only';
}

function placeOf(values: Values): Place {
  return { location: stringOf(values, 'location'), insecure: values['insecure'] === true };
}

function stringOf(values: Values, key: string): string {
  const value = values[key];
  return typeof value === 'string' ? value : '';
}
