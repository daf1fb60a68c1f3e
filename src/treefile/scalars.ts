/**
 * What a plain scalar means to serde_yaml 0.9, which is not what YAML 1.1 and not quite what YAML 1.2 readers make
 * of it: a leading zero makes a string, signs go before radix prefixes, and a float that overflows is a string.
 */
export function plainScalar(source: string): string | bigint | number | boolean | null {
  if (['', '~', 'null', 'Null', 'NULL'].includes(source)) return null;
  if (['true', 'True', 'TRUE'].includes(source)) return true;
  if (['false', 'False', 'FALSE'].includes(source)) return false;
  const radix = /^([+-]?)(0x[0-9a-fA-F]+|0o[0-7]+|0b[01]+)$/.exec(source);
  if (radix?.[2] !== undefined) return radix[1] === '-' ? -BigInt(radix[2]) : BigInt(radix[2]);
  if (/^[+-]?(0|[1-9][0-9]*)$/.test(source)) return BigInt(source.replace(/^\+/, ''));
  if (/^[+-]?0[0-9]/.test(source)) return source;
  if (/^[+-]?\.(inf|Inf|INF)$/.test(source)) return source.startsWith('-') ? -Infinity : Infinity;
  if (/^\.(nan|NaN|NAN)$/.test(source)) return Number.NaN;
  if (/^[+-]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][+-]?[0-9]+)?$/.test(source)) {
    const value = Number(source);
    return Number.isFinite(value) ? value : source;
  }
  return source;
}
