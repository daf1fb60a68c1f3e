import { isIPv4 } from 'node:net';
import { expect, it } from 'vitest';
import { hostAddress } from './host.ts';

it('finds an address that is not the loopback one', () => {
  expect(isIPv4(hostAddress())).toBe(true);
  expect(hostAddress()).not.toMatch(/^127\./);
});
