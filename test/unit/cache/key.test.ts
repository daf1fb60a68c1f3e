import { expect, it } from 'vitest';
import { keyOf, keyPrefixes } from '../../../src/cache/key.ts';

const SUBJECT = { dialect: 'D2', target: 'el9', arch: 'x86_64', assembler: 'sha256:1' };
const lock = (version: string, generated = ''): string =>
  JSON.stringify({ packages: { bash: { evra: version } }, metadata: { generated } });

it('a key moves with the packages, and not with the time their lock was written', () => {
  expect(keyOf(SUBJECT, lock('1', 'today'))).toBe(keyOf(SUBJECT, lock('1', 'tomorrow')));
  expect(keyOf(SUBJECT, lock('1'))).not.toBe(keyOf(SUBJECT, lock('2')));
  expect(keyOf(SUBJECT, '')).not.toBe(keyOf(SUBJECT, lock('2')));
});

it('an entry is found for its assembler first, then for its dialect, target and architecture, and for no other', () => {
  const key = keyOf(SUBJECT, lock('1'));
  const [same, others] = keyPrefixes(SUBJECT);
  expect(key.startsWith(same)).toBe(true);
  expect(key.startsWith(keyPrefixes({ ...SUBJECT, assembler: 'sha256:2' })[0])).toBe(false);
  expect(key.startsWith(keyPrefixes({ ...SUBJECT, assembler: 'sha256:2' })[1])).toBe(true);
  expect(same.startsWith(others)).toBe(true);
  for (const other of [{ dialect: 'D3' }, { target: 'el10' }, { target: undefined }, { arch: 's390x' }])
    expect(key.startsWith(keyPrefixes({ ...SUBJECT, ...other })[1])).toBe(false);
  // What the service takes.
  expect(key).toMatch(/^[^,]{1,512}$/);
});
