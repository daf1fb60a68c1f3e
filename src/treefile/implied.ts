import type { Located } from './located.ts';

/**
 * What `container` and `edition` set in their own file: the former over what is written there, the latter only where
 * nothing is.
 *
 * @param keys changed in place.
 * @returns what was written and is covered now, by key.
 */
export function applyImplied(keys: Map<string, Located>): Map<string, Located> {
  const covered = new Map<string, Located>();
  const container = keys.get('container');
  if (container?.scalar === true) {
    const { origin } = container;
    const value = (scalar: Located['scalar']): Located => ({ scalar, origin, implied: 'container' });
    const none: Located = {
      ...value(undefined),
      entries: [{ key: value('type'), value: value('none') }],
    };
    const forced = {
      'boot-location': value('modules'),
      selinux: value(false),
      'tmp-is-dir': value(true),
      'preserve-passwd': value(false),
      'check-passwd': none,
      'check-groups': none,
    };
    for (const [key, forcedValue] of Object.entries(forced)) {
      const written = keys.get(key);
      if (written !== undefined) covered.set(key, written);
      keys.set(key, forcedValue);
    }
  }
  const edition = keys.get('edition');
  if (edition?.scalar === '2024') {
    const { origin } = edition;
    for (const [key, scalar] of [
      ['boot-location', 'modules'],
      ['tmp-is-dir', true],
    ] as const) {
      if (!keys.has(key)) keys.set(key, { scalar, origin, implied: 'edition' });
    }
  }
  return covered;
}
