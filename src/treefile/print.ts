import { keyText, type Located, type LocatedEntry } from './located.ts';

/**
 * Prints a value as rpm-ostree prints JSON: two blanks a level, integers with all their digits, floats as floats.
 *
 * @returns the text without a line end.
 */
export function printJson(node: Located, indent = ''): string {
  const inner = `${indent}  `;
  if (node.items !== undefined) {
    if (node.items.length === 0) return '[]';
    const lines = node.items.map((item) => `${inner}${printJson(item, inner)}`);
    return `[\n${lines.join(',\n')}\n${indent}]`;
  }
  if (node.entries !== undefined) {
    if (node.entries.length === 0) return '{}';
    const lines = node.entries.map(
      ({ key, value }) => `${inner}${JSON.stringify(keyText(key))}: ${printJson(value, inner)}`,
    );
    return `{\n${lines.join(',\n')}\n${indent}}`;
  }
  const { scalar } = node;
  if (typeof scalar === 'bigint') return String(scalar);
  if (typeof scalar === 'number') return printFloat(scalar);
  return JSON.stringify(scalar ?? null);
}

/** The shortest digits that are the number, never without a point or an exponent; null for what JSON has no word for. */
function printFloat(value: number): string {
  if (!Number.isFinite(value)) return 'null';
  const [mantissa = '0', exponentText = '0'] = value.toExponential().split('e');
  const exponent = Number(exponentText);
  const sign = mantissa.startsWith('-') || Object.is(value, -0) ? '-' : '';
  const digits = mantissa.replace(/[-.]/g, '');
  const point = exponent + 1;
  if (value === 0) return `${sign}0.0`;
  if (point >= digits.length && point <= 16) return `${sign}${digits.padEnd(point, '0')}.0`;
  if (point > 0 && point <= 16) return `${sign}${digits.slice(0, point)}.${digits.slice(point)}`;
  if (point > -5 && point <= 0) return `${sign}0.${'0'.repeat(-point)}${digits}`;
  const tail = digits.length > 1 ? `.${digits.slice(1)}` : '';
  return `${sign}${digits.slice(0, 1)}${tail}e${exponent}`;
}

/** A map out of values that are located already. */
export function mapNode(entries: readonly LocatedEntry[], origin: Located['origin']): Located {
  return { scalar: undefined, entries, origin };
}

/** A value of the program's own as one to print; it stands in no file. */
export function ownValue(value: unknown): Located {
  const origin = { file: '', line: 1, column: 1 };
  if (Array.isArray(value)) return { scalar: undefined, items: value.map(ownValue), origin };
  if (value instanceof Map) return ownValue(Object.fromEntries(value));
  if (typeof value === 'object' && value !== null) {
    const entries = Object.entries(value)
      .filter(([, member]) => member !== undefined)
      .map(([name, member]) => ({ key: { scalar: name, origin }, value: ownValue(member) }));
    return mapNode(entries, origin);
  }
  if (typeof value === 'number') return { scalar: Number.isInteger(value) ? BigInt(value) : value, origin };
  const isScalar = typeof value === 'string' || typeof value === 'boolean' || typeof value === 'bigint';
  return { scalar: isScalar ? value : null, origin };
}
