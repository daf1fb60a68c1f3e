import { keyText, type Located } from './located.ts';
import { Mismatch } from './mismatch.ts';

/** What cannot be buffered, told while the file is read and so with path and position. @throws Mismatch */
export function checkBuffered(node: Located, path: string): void {
  if (node.tag !== undefined) {
    const words = 'untagged and internally tagged enums do not support enum input';
    throw new Mismatch(words, node.origin, { path, node });
  }
  const { scalar } = node;
  if (typeof scalar === 'bigint' && (scalar >= 2n ** 64n || scalar < -(2n ** 63n))) {
    const words = `invalid type: integer \`${scalar}\` as ${scalar < 0n ? 'i' : 'u'}128, expected any value`;
    throw new Mismatch(words, node.origin, { path, node });
  }
  for (const [index, item] of (node.items ?? []).entries()) checkBuffered(item, `${path}[${index}]`);
  for (const { key, value } of node.entries ?? []) {
    checkBuffered(key, path);
    checkBuffered(value, `${path}.${keyText(key)}`);
  }
}
