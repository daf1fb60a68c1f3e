import { expect, it } from 'vitest';
import { metadataRetention } from '../../../src/publish/retention.ts';

it.each([
  [undefined, undefined, 90],
  [5, undefined, 90],
  [200, undefined, 200],
  [5, '30', 30],
  [undefined, '400', 90],
])('metadata of images kept for %s days where %s are allowed are kept for %s', (images, allowed, days) => {
  const env = allowed === undefined ? {} : { GITHUB_RETENTION_DAYS: allowed };
  expect(metadataRetention(images, env)).toBe(days);
});
