const I128_MIN = -(2n ** 127n);
const U128_MAX = 2n ** 128n - 1n;

/**
 * What a plain scalar means to serde_yaml 0.9, which is not what YAML 1.1 and not quite what YAML 1.2 readers make
 * of it: a leading zero makes a string, signs go before radix prefixes, and a float that overflows is a string.
 */
export function plainScalar(source: string): string | bigint | number | boolean | null {
  if (source === '' || isNull(source)) return null;
  // What begins otherwise is neither a word of YAML nor a number.
  if (!/^[tTfF\d.+-]/.test(source)) return source;
  return booleanOf(source) ?? integerOf(source) ?? floatOf(source) ?? source;
}

/** The same for a scalar with one of YAML's own tags (`int`, `str` …); what does not fit stays a string. */
export function taggedScalar(value: string, tag: string): string | bigint | number | boolean | null {
  switch (tag) {
    case 'bool':
      return booleanOf(value) ?? value;
    case 'int':
      return integerOf(value) ?? value;
    case 'float':
      return floatOf(value) ?? value;
    case 'null':
      return isNull(value) ? null : value;
    default:
      return value;
  }
}

function isNull(source: string): boolean {
  return ['~', 'null', 'Null', 'NULL'].includes(source);
}

function booleanOf(source: string): boolean | undefined {
  if (['true', 'True', 'TRUE'].includes(source)) return true;
  return ['false', 'False', 'FALSE'].includes(source) ? false : undefined;
}

/** Integers of up to 128 bits; beyond that decimal ones are floats. */
function integerOf(source: string): bigint | undefined {
  const match = /^([+-]?)(0x[0-9a-fA-F]+|0o[0-7]+|0b[01]+|0|[1-9][0-9]*)$/.exec(source);
  if (match?.[2] === undefined) return undefined;
  const value = match[1] === '-' ? -BigInt(match[2]) : BigInt(match[2]);
  return value >= I128_MIN && value <= U128_MAX ? value : undefined;
}

function floatOf(source: string): number | undefined {
  // Digits alone that are no integer begin with a zero, or are too many.
  if (/^[+-]?0[0-9]+$/.test(source)) return undefined;
  if (/^[+-]?\.(inf|Inf|INF)$/.test(source)) return source.startsWith('-') ? -Infinity : Infinity;
  if (/^\.(nan|NaN|NAN)$/.test(source)) return Number.NaN;
  if (!/^[+-]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][+-]?[0-9]+)?$/.test(source)) return undefined;
  const value = Number(source);
  return Number.isFinite(value) ? value : undefined;
}
