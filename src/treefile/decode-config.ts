import { checkBuffered } from './buffering.ts';
import { decode } from './decode.ts';
import { decodeInclude, noVariant } from './decode-scalar.ts';
import { ALIASES, KEYS, keySpec } from './keys.ts';
import { keyText, memberOf, type Located, type LocatedEntry } from './located.ts';
import { Mismatch } from './mismatch.ts';
import { BUFFERED, type Reading } from './reading.ts';
import { shapeOf } from './shapes.ts';

/** The keys of a treefile or inline body as they were read, before anything is made of them. */
export interface DecodedConfig {
  /** Known keys; null ones are not there. */
  readonly keys: Map<string, Located>;
  /** Underscore spellings, by the name they stand for. */
  readonly legacy: Map<string, Located>;
  /** Keys that are not known, `packages-<arch>` among them, in the order of the file. */
  readonly extra: readonly LocatedEntry[];
}

/**
 * Reads the keys in the order the deserializer does, so that of several mistakes the same one is told: the four keys
 * of the outer structure as they come, then those of client-side treefiles, then all others.
 *
 * @param direct how the four are read; inline bodies were buffered as a whole.
 * @throws Mismatch
 */
export function decodeConfig(entries: readonly LocatedEntry[], direct: Reading): DecodedConfig {
  const keys = new Map<string, Located>();
  const legacy = new Map<string, Located>();
  const seen = new Set<string>();
  const take = ({ key, value }: LocatedEntry, reading: Reading): void => {
    const name = keyText(key);
    if (seen.has(name)) throw new Mismatch(`duplicate field \`${name}\``, key.origin);
    seen.add(name);
    if (value.scalar === null) return;
    const canonical = ALIASES[name] ?? name;
    const decoded =
      canonical === 'conditional-include'
        ? decodeConditionals(value)
        : decode(shapeOf(canonical), value, reading);
    (canonical === name ? keys : legacy).set(canonical, decoded);
  };
  const buffered: LocatedEntry[] = [];
  for (const entry of entries) {
    const name = keyText(entry.key);
    if (keySpec(name)?.direct !== true) {
      if (direct.path !== undefined) checkBuffered(entry.value, name);
      buffered.push(entry);
    } else take(entry, direct.path === undefined ? direct : { ...direct, path: name });
  }
  const isDerive = ({ key }: LocatedEntry): boolean => keySpec(keyText(key))?.derive === true;
  const isLegacy = ({ key }: LocatedEntry): boolean => Object.hasOwn(ALIASES, keyText(key));
  const isKnown = ({ key }: LocatedEntry): boolean => Object.hasOwn(KEYS, keyText(key));
  for (const entry of buffered.filter(isDerive)) take(entry, BUFFERED);
  for (const entry of buffered.filter((each) => isKnown(each) && !isDerive(each))) take(entry, BUFFERED);
  for (const entry of buffered.filter(isLegacy)) take(entry, BUFFERED);
  return { keys, legacy, extra: buffered.filter((entry) => !isKnown(entry) && !isLegacy(entry)) };
}

/** Conditions with files or with an inline body, which is read as well, whether its condition holds or not. */
function decodeConditionals(value: Located): Located {
  const decoded = decode(shapeOf('conditional-include'), value, BUFFERED);
  for (const entry of decoded.items ?? []) {
    const include = memberOf(entry, 'include');
    if (include !== undefined) checkIncludeOrInline(include);
  }
  return decoded;
}

function checkIncludeOrInline(include: Located): void {
  try {
    if (include.entries === undefined) decodeInclude(include, BUFFERED);
    else decodeConfig(include.entries, BUFFERED);
  } catch (error) {
    if (!(error instanceof Mismatch)) throw error;
    // Upstream tells only that nothing fits; the place is that of the mistake within.
    noVariant('IncludeFilesOrInlined', { ...include, origin: error.origin }, BUFFERED);
  }
}
