import { matchCondition } from './conditions.ts';
import { keyText, type Located } from './located.ts';
import { below, invalidType, refuse, type Reading } from './reading.ts';

/** Other spellings of enumerated values, and how they are printed. */
const CANONICAL: Readonly<Record<string, string>> = { stateoverlay: 'state-overlay', 'b-d-b': 'bdb' };
const U32_MAX = 0xffff_ffffn;
const U64_MAX = 2n ** 64n - 1n;

/** @throws Mismatch */
export function decodeString(node: Located, reading: Reading): Located {
  if (typeof node.scalar === 'string') return node;
  // Read at once, `5`, `true` and `~` are names as they stand.
  if (reading.raw && node.source !== undefined && node.scalar !== undefined)
    return { ...node, scalar: node.source };
  return invalidType(node, 'a string', reading);
}

/** @throws Mismatch */
export function decodeU32(node: Located, reading: Reading): Located {
  if (typeof node.scalar !== 'bigint') return invalidType(node, 'u32', reading);
  if (node.scalar >= 0n && node.scalar <= U32_MAX) return node;
  return refuse(`invalid value: integer \`${node.scalar}\`, expected u32`, node, reading);
}

/** @throws Mismatch */
export function decodeEnum(values: readonly string[], node: Located, reading: Reading): Located {
  const text = reading.raw && node.source !== undefined ? node.source : node.scalar;
  if (typeof text !== 'string') return invalidType(node, 'string or map', reading);
  if (!values.includes(text)) return unknownVariant(text, values, node, reading);
  return { ...node, scalar: CANONICAL[text] ?? text };
}

/** @throws Mismatch always */
export function unknownVariant(
  found: string,
  values: readonly string[],
  node: Located,
  reading: Reading,
): never {
  return refuse(`unknown variant \`${found}\`, expected ${oneOf(values)}`, node, reading);
}

/** A list of names in the deserializer's words: `a` or `b`; one of `a`, `b`, `c`. */
export function oneOf(names: readonly string[]): string {
  const quoted = names.map((name) => `\`${name}\``);
  return quoted.length > 2 ? `one of ${quoted.join(', ')}` : quoted.join(' or ');
}

/** @throws Mismatch unless it is an unsigned integer or a string */
export function decodeReleasever(node: Located, reading: Reading): Located {
  return isUnsigned(node) || typeof node.scalar === 'string' ? node : noVariant('ReleaseVer', node, reading);
}

/** @throws Mismatch unless it is a boolean, an unsigned integer or a string */
export function decodeVariable(node: Located, reading: Reading): Located {
  const fits = isUnsigned(node) || typeof node.scalar === 'string' || typeof node.scalar === 'boolean';
  return fits ? node : noVariant('VarValue', node, reading);
}

/** @throws Mismatch unless it is a uid, `[uid]` or `[uid, gid]` */
export function decodePasswdId(node: Located, reading: Reading): Located {
  const ids = node.items ?? [node];
  const fits = ids.length > 0 && ids.length <= 2 && ids.every((id) => isUnsigned(id, U32_MAX));
  return fits ? node : noVariant('CheckPasswdDataEntries', node, reading);
}

/** @throws Mismatch unless it is a string or a list of strings */
export function decodeInclude(node: Located, reading: Reading): Located {
  const fits = (node.items ?? [node]).every(({ scalar }) => typeof scalar === 'string');
  return fits ? node : noVariant('Include', node, reading);
}

/** @throws Mismatch unless it is a condition or a list of them */
export function decodeConditions(node: Located, reading: Reading): Located {
  for (const [index, item] of (node.items ?? [node]).entries()) {
    if (typeof item.scalar !== 'string' || matchCondition(item.scalar) === undefined)
      noVariant('IncludeConditions', item, below(reading, index));
  }
  return node;
}

/** @throws Mismatch always */
export function noVariant(name: string, node: Located, reading: Reading): never {
  return refuse(`data did not match any variant of untagged enum ${name}`, node, reading);
}

function isUnsigned({ scalar }: Located, most = U64_MAX): boolean {
  return typeof scalar === 'bigint' && scalar >= 0n && scalar <= most;
}

/** The digits of RFC 3339, and how far from it a text is, in the words of the reader of times. @throws Mismatch */
export function decodeTime(node: Located, reading: Reading): Located {
  if (typeof node.scalar !== 'string')
    return invalidType(node, 'an RFC 3339 formatted date and time string', reading);
  const text = keyText(node);
  const match = /^(\d{4})-(\d\d)-(\d\d)[Tt ](\d\d):(\d\d):(\d\d)(\.\d+)?\s*([Zz]|[+-]\d\d:?\d\d)(.*)$/s.exec(
    text,
  );
  if (match === null) {
    const short = /^[\d\-T:.+ ]*$/.test(text) && text.length < 20;
    return refuse(short ? 'premature end of input' : 'input contains invalid characters', node, reading);
  }
  if (match[9] !== '') return refuse('trailing input', node, reading);
  const [year = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0] = match.slice(1, 7).map(Number);
  const days = new Date(Date.UTC(year, month, 0)).getUTCDate();
  const inRange =
    month >= 1 && month <= 12 && day >= 1 && day <= days && hour < 24 && minute < 60 && second <= 60;
  return inRange ? node : refuse('input is out of range', node, reading);
}
