import { TreefileError } from './error.ts';
import { KEYS, type KeySpec } from './keys.ts';
import { describe, keyText, type Located } from './located.ts';

function refuse(node: Located, expected: string): never {
  throw new TreefileError(`invalid type: ${describe(node)}, expected ${expected}`, node.origin);
}

function text(node: Located, expected = 'a string'): void {
  if (typeof node.scalar !== 'string') refuse(node, expected);
}

function sequence(node: Located): readonly Located[] {
  return node.items ?? refuse(node, 'a sequence');
}

function entriesOf(node: Located, expected = 'a map'): NonNullable<Located['entries']> {
  return node.entries ?? refuse(node, expected);
}

/** These two are read from the raw scalar: `5`, `true` and `~` are names there. */
const RAW = new Set(['packages', 'cliwrap-binaries']);

/** Checks a value against the type of its key, in the deserializer's words. @throws TreefileError */
export function checkType(key: string, node: Located): void {
  const spec = KEYS[key];
  if (spec === undefined) return;
  switch (spec.type) {
    case 'bool':
      if (typeof node.scalar !== 'boolean') refuse(node, 'a boolean');
      return;
    case 'string':
      text(node, spec.values === undefined ? 'a string' : 'string or map');
      checkValues(key, spec, node);
      return;
    case 'u32':
      if (typeof node.scalar !== 'bigint' || node.scalar < 0n || node.scalar > 0xffffffffn)
        refuse(node, 'u32');
      return;
    case 'string-or-int':
      if (typeof node.scalar !== 'string' && !(typeof node.scalar === 'bigint' && node.scalar >= 0n)) {
        throw new TreefileError('data did not match any variant of untagged enum ReleaseVer', node.origin);
      }
      return;
    case 'strings':
      if (key === 'include') return;
      for (const item of sequence(node)) {
        if (RAW.has(key) && item.source !== undefined) continue;
        text(item);
      }
      return;
    case 'string-lists':
      for (const item of sequence(node)) {
        const inner = sequence(item);
        for (const part of inner) text(part);
        if (key === 'add-files' && inner.length !== 2) {
          throw new TreefileError(`invalid length ${inner.length}, expected a tuple of size 2`, item.origin);
        }
      }
      return;
    case 'entries':
      for (const item of sequence(node)) entriesOf(item, 'a struct');
      return;
    case 'string-map':
      for (const { value } of entriesOf(node)) text(value);
      return;
    case 'map':
    case 'any-map':
      for (const { key: name } of entriesOf(node)) {
        if (typeof name.scalar !== 'string') {
          throw new TreefileError(`invalid type: ${describe(name)}, expected a string`, name.origin);
        }
      }
      return;
    default:
      spec.type satisfies never;
  }
}

function checkValues(key: string, { values }: KeySpec, node: Located): void {
  if (values === undefined || values.includes(keyText(node))) return;
  const listed = values.map((value) => `\`${value}\``).join(values.length === 2 ? ' or ' : ', ');
  throw new TreefileError(
    `unknown variant \`${keyText(node)}\`, expected ${values.length > 2 ? `one of ${listed}` : listed} (${key})`,
    node.origin,
  );
}
