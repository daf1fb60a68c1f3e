import { listOf, type Draft } from './draft.ts';
import { TreefileError } from './error.ts';
import type { KeySpec } from './keys.ts';
import { keyText, type Located, type LocatedEntry } from './located.ts';
import { printJson } from './print.ts';
import type { FlattenOptions } from './types.ts';
import { asMap, valuesOf } from './values.ts';

const ADD_FILES = /^(usr\/(?!local\/)|etc\/|bin\/|sbin\/|lib\/|lib64\/)/;

/** Fields of a base composition a client-side treefile may have all the same. */
const CLIENT_MAY = new Set(['basearch', 'variables', 'releasever', 'repos']);

/**
 * What is checked once everything is merged; the mode decides how much.
 *
 * @param extra unknown keys of the top file, which only JSON may have.
 * @throws TreefileError
 */
export function validate(
  draft: Draft,
  extra: readonly LocatedEntry[],
  mode: NonNullable<FlattenOptions['mode']>,
): void {
  for (const { items = [], origin } of listOf(draft, 'add-files') ?? []) {
    const [, target = { scalar: '', origin }] = items;
    if (!ADD_FILES.test(keyText(target).replace(/^\/+/, '')))
      throw new TreefileError(`Unsupported path in add-files: ${keyText(target)}`, target.origin);
  }
  const suffix = draft.firsts.get('automatic-version-suffix')?.value;
  if (suffix !== undefined && !isOneAscii(keyText(suffix))) {
    throw new TreefileError(
      `Invalid automatic-version-suffix, must be exactly one ASCII character: ${keyText(suffix)}`,
      suffix.origin,
    );
  }
  if (mode === 'compose') {
    validateBase(draft);
    const isDerive = ({ derive }: KeySpec): boolean => derive === true;
    refuseFields(draft, isDerive, isDerive, [], 'derivation');
  } else if (mode === 'client') {
    const isBase = ({ derive, direct }: KeySpec): boolean => derive !== true && direct !== true;
    const isOdd = (spec: KeySpec, key: string): boolean => isBase(spec) && !CLIENT_MAY.has(key);
    refuseFields(draft, isBase, isOdd, extra, 'base');
  }
}

function validateBase(draft: Draft): void {
  const repovars = draft.maps.get('repovars');
  for (const [name, text] of [
    ['releasever', 'Treefile repo var "releasever" invalid; use "releasever" field instead'],
    ['basearch', 'Treefile repo var "basearch" invalid; it is automatically filled in'],
  ] as const) {
    const entry = repovars?.get(name);
    if (entry !== undefined) throw new TreefileError(text, entry.key.origin);
  }
  const label = draft.firsts.get('selinux-label-version')?.value;
  if (label !== undefined && label.scalar !== 0n && label.scalar !== 1n)
    throw new TreefileError(`Invalid selinux-label-version: ${keyText(label)}`, label.origin);
}

/** @throws TreefileError where a field is set that the other kind of treefile has, showing all of those */
function refuseFields(
  draft: Draft,
  shown: (spec: KeySpec, key: string) => boolean,
  odd: (spec: KeySpec, key: string) => boolean,
  extra: readonly LocatedEntry[],
  kind: 'base' | 'derivation',
): void {
  const found: Located | undefined = [...valuesOf(draft, odd).values()][0] ?? extra[0]?.value;
  if (found === undefined) return;
  const fields = asMap(valuesOf(draft, (spec, key) => shown(spec, key) && spec.hidden !== true));
  const json = printJson({ ...fields, entries: [...(fields.entries ?? []), ...extra] });
  throw new TreefileError(
    `the following ${kind} fields are not supported:\n${json}`,
    found.origin.file === '' ? undefined : found.origin,
  );
}

function isOneAscii(text: string): boolean {
  return text.length === 1 && text.charCodeAt(0) < 128;
}
