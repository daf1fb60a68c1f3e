import { listOf, type Draft, type Won } from './draft.ts';
import { keyText, plain } from './located.ts';
import type { Hidden, KeyProvenance, Origin } from './types.ts';

/** Where the elements of a key come from; undefined where no file sets it. */
export function provenanceOf(draft: Draft, key: string): KeyProvenance | undefined {
  const set = draft.sets.get(key);
  if (set !== undefined) {
    const elements = new Map<string, Origin[]>();
    for (const item of set) {
      const text = keyText(item);
      const origins = elements.get(text);
      if (origins === undefined) elements.set(text, [item.origin]);
      else origins.push(item.origin);
    }
    return { kind: 'set', elements };
  }
  const list = listOf(draft, key);
  if (list !== undefined) {
    const overridden = (draft.overridden.get(key) ?? []).map((item) => ({
      value: plain(item),
      origin: item.origin,
    }));
    return { kind: 'list', origins: list.map(({ origin }) => origin), overridden };
  }
  const map = draft.maps.get(key);
  if (map !== undefined) {
    return {
      kind: 'map',
      entries: new Map(
        [...map].map(([name, entry]) => [name, { winner: entry.key.origin, ...hiddenBy(entry) }]),
      ),
    };
  }
  const won = draft.firsts.get(key);
  if (won === undefined || won.value.implied === 'basearch') return undefined;
  const { implied } = won.value;
  return {
    kind: 'scalar',
    winner: won.value.origin,
    ...hiddenBy(won),
    ...(implied === undefined ? {} : { implied }),
  };
}

function hiddenBy({ shadowed }: Won): { shadowed: Origin[]; hidden: Hidden[] } {
  return {
    shadowed: shadowed.map(({ origin }) => origin),
    hidden: shadowed.map((node) => ({
      value: plain(node),
      origin: node.origin,
      ...(node.implied === undefined || node.implied === 'basearch' ? {} : { implied: node.implied }),
    })),
  };
}
