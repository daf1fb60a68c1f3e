import type { Draft } from './draft.ts';
import { KEYS } from './keys.ts';
import { keyText, plain, type Located, type LocatedEntry } from './located.ts';
import { byBytes } from './order.ts';
import { provenanceOf } from './provenance.ts';
import type { Flattened, KeyProvenance, LoadedFile } from './types.ts';
import { valuesOf } from './values.ts';
import type { Variables } from './variables.ts';
import { warningsOf } from './warnings.ts';

/** What a run leaves besides its draft. */
export interface RunState {
  readonly variables: Variables;
  readonly visited: readonly string[];
  readonly extra: readonly LocatedEntry[];
  readonly files: readonly LoadedFile[];
}

/** Puts the draft into the order and shape of `--print-only`. */
export function resultOf(draft: Draft, { variables, visited, extra, files }: RunState): Flattened {
  const values = valuesOf(draft, ({ hidden }) => hidden !== true);
  for (const { key, value } of extra) values.set(keyText(key), value);
  const provenance = new Map<string, KeyProvenance>();
  for (const key of Object.keys(KEYS)) {
    const found = provenanceOf(draft, key);
    if (found !== undefined) provenance.set(key, found);
  }
  const all = variables.all();
  return {
    config: Object.fromEntries([...values].map(([key, value]) => [key, plain(value)])),
    values,
    visited,
    files,
    provenance,
    variables: all,
    hidden: {
      ...(all.size === 0 ? {} : { variables: plainVariables(variables) }),
      ...plainMap(draft, 'repovars'),
    },
    finalize: new Map([...draft.finalize].sort(([left], [right]) => byBytes(left, right))),
    warnings: warningsOf(draft),
  };
}

function plainVariables(variables: Variables): Record<string, unknown> {
  return Object.fromEntries(
    [...variables.values].map(([name, value]) => [name, typeof value === 'bigint' ? Number(value) : value]),
  );
}

function plainMap(draft: Draft, key: string): Record<string, Record<string, unknown>> {
  const map = draft.maps.get(key);
  if (map === undefined) return {};
  return {
    [key]: Object.fromEntries(
      [...map].map(([name, { value }]: [string, { value: Located }]) => [name, plain(value)]),
    ),
  };
}
