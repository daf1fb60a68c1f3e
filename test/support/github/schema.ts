import { isObject, type JsonObject } from '../../../src/json.ts';

/** Words of a schema that say nothing about whether a value fits. */
const IGNORED = new Set([
  'title',
  'description',
  'default',
  'deprecated',
  'format',
  'discriminator',
  'readOnly',
  'additionalProperties',
  'x-multi-segment',
]);
const KNOWN = new Set([
  '$ref',
  'type',
  'nullable',
  'properties',
  'required',
  'items',
  'enum',
  'oneOf',
  'anyOf',
  'allOf',
  'minimum',
  'maximum',
  'minLength',
  'maxLength',
]);

/**
 * Everything about a value that does not fit a schema of an OpenAPI 3.0 description.
 *
 * @param spec the description, for references.
 * @throws Error for a word of a schema that is not known here: a check that is passed over is none.
 */
export function misfits(value: unknown, schema: unknown, spec: JsonObject, at = '$'): string[] {
  if (!isObject(schema)) throw new Error(`${at}: no schema`);
  const odd = Object.keys(schema).filter((word) => !KNOWN.has(word) && !IGNORED.has(word));
  if (odd.length > 0) throw new Error(`${at}: schemas with ${odd.join(', ')} are not understood here`);
  if (typeof schema['$ref'] === 'string') return misfits(value, resolveRef(schema['$ref'], spec), spec, at);
  if (value === null && schema['nullable'] === true) return [];
  const problems: string[] = [];
  for (const word of ['oneOf', 'anyOf', 'allOf'] as const) {
    const options: unknown = schema[word];
    if (!Array.isArray(options)) continue;
    const results = options.map((option) => misfits(value, option, spec, at));
    const good = results.filter((result) => result.length === 0).length;
    if (word === 'allOf') problems.push(...results.flat());
    else if (good === 0 || (word === 'oneOf' && good > 1)) problems.push(`${at}: fits ${good} of ${word}`);
  }
  const { type, minimum, maximum, minLength, maxLength } = schema;
  if (typeof type === 'string' && !hasType(value, type)) return [...problems, `${at}: is no ${type}`];
  if (Array.isArray(schema['enum']) && !schema['enum'].includes(value))
    problems.push(`${at}: is none of the values`);
  if (typeof value === 'number') {
    if (typeof minimum === 'number' && value < minimum) problems.push(`${at}: is below ${minimum}`);
    if (typeof maximum === 'number' && value > maximum) problems.push(`${at}: is above ${maximum}`);
  }
  if (typeof value === 'string') {
    if (typeof minLength === 'number' && value.length < minLength) problems.push(`${at}: is too short`);
    if (typeof maxLength === 'number' && value.length > maxLength) problems.push(`${at}: is too long`);
  }
  if (Array.isArray(value) && schema['items'] !== undefined)
    problems.push(...value.flatMap((item, index) => misfits(item, schema['items'], spec, `${at}[${index}]`)));
  if (isObject(value)) {
    const required: readonly unknown[] = Array.isArray(schema['required']) ? schema['required'] : [];
    for (const name of required) if (!(String(name) in value)) problems.push(`${at}: lacks ${String(name)}`);
    for (const [name, inner] of Object.entries(isObject(schema['properties']) ? schema['properties'] : {}))
      if (name in value) problems.push(...misfits(value[name], inner, spec, `${at}.${name}`));
  }
  return problems;
}

/** What `#/a/b` stands for. */
export function resolveRef(ref: string, spec: JsonObject): unknown {
  return ref
    .replace(/^#\//, '')
    .split('/')
    .reduce<unknown>((place, name) => (isObject(place) ? place[name] : undefined), spec);
}

function hasType(value: unknown, type: string): boolean {
  if (type === 'array') return Array.isArray(value);
  if (type === 'object') return isObject(value);
  if (type === 'integer') return Number.isInteger(value);
  return typeof value === type;
}
