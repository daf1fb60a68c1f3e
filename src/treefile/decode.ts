import { checkBuffered } from './buffering.ts';
import {
  decodeConditions,
  decodeEnum,
  decodeInclude,
  decodePasswdId,
  decodeReleasever,
  decodeString,
  decodeTime,
  decodeU32,
  decodeVariable,
  noVariant,
  oneOf,
  unknownVariant,
} from './decode-scalar.ts';
import { keyText, type Located, type LocatedEntry } from './located.ts';
import { Mismatch } from './mismatch.ts';
import { below, BUFFERED, invalidType, refuse, type Reading } from './reading.ts';
import type { Shape, StructShape } from './shapes.ts';
import { anyValue, sortedMap, sortedSet } from './sorted.ts';

/**
 * Checks a value against what it is read as, and brings it into the form it is printed in: members in their order,
 * unknown ones dropped, maps and sets sorted.
 *
 * @throws Mismatch in the deserializer's words.
 */
export function decode(shape: Shape, node: Located, reading: Reading): Located {
  switch (shape.is) {
    case 'bool':
      return typeof node.scalar === 'boolean' ? node : invalidType(node, 'a boolean', reading);
    case 'string':
      return decodeString(node, reading);
    case 'u32':
      return decodeU32(node, reading);
    case 'enum':
      return decodeEnum(shape.values, node, reading);
    case 'releasever':
      return decodeReleasever(node, reading);
    case 'variable':
      return decodeVariable(node, reading);
    case 'passwd-id':
      return decodePasswdId(node, reading);
    case 'time':
      return decodeTime(node, reading);
    case 'include':
      return decodeInclude(node, reading);
    case 'conditions':
      return decodeConditions(node, reading);
    case 'untouched':
      return node;
    case 'any':
      return anyValue(node);
    case 'list':
      return { ...node, items: decodeItems(shape.of, node, 'a sequence', reading) };
    case 'set':
      return { ...node, items: sortedSet(decodeItems(shape.of, node, 'a sequence', reading)) };
    case 'pair':
      return decodePair(shape.of, node, reading);
    case 'map':
      return decodeMap(shape.of, node, reading);
    case 'struct':
      return decodeStruct(shape, node, reading);
    case 'tagged':
      return decodeTagged(shape.name, shape.variants, node, reading);
    case 'one-of':
      return decodeOneOf(shape.name, shape.variants, node, reading);
    default:
      return shape satisfies never;
  }
}

/** An empty plain scalar read at once stands for an empty list or map. */
function isEmpty(node: Located, { path, raw }: Reading): boolean {
  return raw && path !== undefined && node.scalar === null && node.source === '';
}

function decodeItems(of: Shape, node: Located, expected: string, reading: Reading): Located[] {
  if (isEmpty(node, reading)) return [];
  const items = node.items ?? invalidType(node, expected, reading);
  return items.map((item, index) => decode(of, item, below(reading, index)));
}

/** @throws Mismatch unless there are exactly two items */
function decodePair(of: Shape, node: Located, reading: Reading): Located {
  const expected = 'a tuple of size 2';
  const items = decodeItems(of, node, expected, reading);
  if (items.length < 2) refuse(`invalid length ${items.length}, expected ${expected}`, node, reading);
  if (items.length > 2)
    refuse(`invalid length ${items.length}, expected 2 elements in sequence`, node, reading);
  return { ...node, items };
}

function decodeMap(of: Shape, node: Located, reading: Reading): Located {
  if (isEmpty(node, reading)) return { ...node, entries: [] };
  const entries = node.entries ?? invalidType(node, 'a map', reading);
  return {
    ...node,
    entries: sortedMap(
      entries.map(({ key, value }) => ({
        key: decodeString(key, reading),
        value: decode(of, value, below(reading, keyText(key))),
      })),
    ),
  };
}

/** @throws Mismatch for a member that is missing, doubled or of the wrong type. */
function decodeStruct(shape: StructShape, node: Located, reading: Reading): Located {
  const { name, fields, strict } = shape;
  const entries = isEmpty(node, reading)
    ? []
    : (node.entries ?? invalidType(node, `struct ${name}`, reading));
  const members = new Map<string, LocatedEntry>();
  for (const { key, value } of entries) {
    const member = keyText(key);
    const field = Object.hasOwn(fields, member) ? fields[member] : undefined;
    if (field === undefined) {
      if (strict === true)
        refuse(`unknown field \`${member}\`, expected ${oneOf(Object.keys(fields))}`, key, reading);
      continue;
    }
    if (members.has(member)) refuse(`duplicate field \`${member}\``, node, reading);
    const isUnset = field.optional !== undefined && value.scalar === null;
    members.set(member, {
      key,
      value: isUnset ? value : decode(field.shape, value, below(reading, member)),
    });
  }
  const { origin } = node;
  const inOrder = Object.entries(fields).flatMap(([member, field]): LocatedEntry[] => {
    const entry = members.get(member);
    const isSet = entry !== undefined && (field.optional === undefined || entry.value.scalar !== null);
    if (isSet) return [entry];
    const scalar = field.default ?? (field.optional === 'null' ? null : undefined);
    if (scalar !== undefined) return [{ key: { scalar: member, origin }, value: { scalar, origin } }];
    return field.optional === undefined ? refuse(`missing field \`${member}\``, node, reading) : [];
  });
  return { ...node, entries: inOrder };
}

function decodeTagged(
  name: string,
  variants: Readonly<Record<string, StructShape>>,
  node: Located,
  reading: Reading,
): Located {
  if (node.entries === undefined) invalidType(node, `internally tagged enum ${name}`, reading);
  const types = node.entries.filter(({ key }) => keyText(key) === 'type');
  const [type] = types;
  if (type === undefined) return refuse('missing field `type`', node, reading);
  if (types.length > 1) refuse('duplicate field `type`', node, reading);
  if (typeof type.value.scalar !== 'string') return invalidType(type.value, 'variant identifier', reading);
  const variant = Object.hasOwn(variants, type.value.scalar) ? variants[type.value.scalar] : undefined;
  if (variant === undefined)
    return unknownVariant(type.value.scalar, Object.keys(variants), type.value, reading);
  const { entries = [] } = decodeStruct(variant, node, reading);
  return { ...node, entries: [type, ...entries] };
}

/** The first structure that fits; upstream tells only that none does. @throws Mismatch */
function decodeOneOf(
  name: string,
  variants: readonly StructShape[],
  node: Located,
  reading: Reading,
): Located {
  if (reading.raw) checkBuffered(node, reading.path ?? '');
  for (const variant of variants) {
    try {
      return decodeStruct(variant, node, BUFFERED);
    } catch (error) {
      if (!(error instanceof Mismatch)) throw error;
    }
  }
  return noVariant(name, node, reading);
}
