import { describe, expect, it } from 'vitest';
import type { PackageChanges, ReplacedPackage } from '../../../src/changes/changes.ts';
import { comparePackages } from '../../../src/changes/packages.ts';
import { record } from './builds.ts';

function compared(before: readonly string[], after: readonly string[]): PackageChanges {
  return comparePackages(record(before), record(after));
}

/** `name before>after`, with the notes of the pair. */
function told({ name, before, after, rebuilt, beside }: ReplacedPackage): string {
  const notes = [...(rebuilt ? ['rebuilt'] : []), ...(beside ?? []).map((other) => `beside ${other}`)];
  return `${name} ${before.evr}.${before.arch}>${after.evr}.${after.arch}${notes.map((note) => ` ${note}`).join('')}`;
}

/** Everything as texts, empty lists left out. */
function texts(changes: PackageChanges): Record<string, unknown> {
  const { added, removed, upgraded, downgraded, replaced, unchanged } = changes;
  const lists = {
    added: added.map(({ name, evr, arch }) => `${name} ${evr}.${arch}`),
    removed: removed.map(({ name, evr, arch }) => `${name} ${evr}.${arch}`),
    upgraded: upgraded.map(told),
    downgraded: downgraded.map(told),
    replaced: replaced.map(told),
  };
  return { ...Object.fromEntries(Object.entries(lists).filter(([, list]) => list.length > 0)), unchanged };
}

describe('packages', () => {
  it.each<[string, string[], string[], Record<string, unknown>]>([
    ['nothing', ['a-1-1.x86_64'], ['a-1-1.x86_64'], { unchanged: 1 }],
    [
      'an upgrade',
      ['a-1.9-1.x86_64'],
      ['a-1.10-1.x86_64'],
      { upgraded: ['a 1.9-1.x86_64>1.10-1.x86_64'], unchanged: 0 },
    ],
    [
      'a downgrade',
      ['a-1.10-1.x86_64'],
      ['a-1.9-3.x86_64'],
      { downgraded: ['a 1.10-1.x86_64>1.9-3.x86_64'], unchanged: 0 },
    ],
    [
      'an epoch that beats the version',
      ['a-9-1.noarch'],
      ['a-1:2-1.noarch'],
      { upgraded: ['a 9-1.noarch>1:2-1.noarch'], unchanged: 0 },
    ],
    [
      'an epoch that was lost',
      ['a-2:1-1.noarch'],
      ['a-3-1.noarch'],
      { downgraded: ['a 2:1-1.noarch>3-1.noarch'], unchanged: 0 },
    ],
    [
      'a pre-release',
      ['a-2~rc1-1.noarch'],
      ['a-2-1.noarch'],
      { upgraded: ['a 2~rc1-1.noarch>2-1.noarch'], unchanged: 0 },
    ],
    [
      'a rebuild',
      ['a-1:2-9.el9.noarch'],
      ['a-1:2-10.el9.noarch'],
      { upgraded: ['a 1:2-9.el9.noarch>1:2-10.el9.noarch rebuilt'], unchanged: 0 },
    ],
    [
      'a rebuild that went back',
      ['a-2-10.noarch'],
      ['a-2-9.noarch'],
      { downgraded: ['a 2-10.noarch>2-9.noarch rebuilt'], unchanged: 0 },
    ],
    [
      'one that came and one that went',
      ['b-1-1.noarch', 'both-1-1.noarch'],
      ['a-1-1.noarch', 'both-1-1.noarch'],
      { added: ['a 1-1.noarch'], removed: ['b 1-1.noarch'], unchanged: 1 },
    ],
    [
      'another architecture of the same version',
      ['a-1-1.noarch'],
      ['a-1-1.x86_64'],
      { replaced: ['a 1-1.noarch>1-1.x86_64'], unchanged: 0 },
    ],
    [
      'another architecture and a newer version',
      ['a-1-1.noarch'],
      ['a-2-1.x86_64'],
      { upgraded: ['a 1-1.noarch>2-1.x86_64'], unchanged: 0 },
    ],
    [
      'one of two architectures',
      ['a-1-1.i686', 'a-1-1.x86_64'],
      ['a-2-1.x86_64'],
      { upgraded: ['a 1-1.x86_64>2-1.x86_64'], removed: ['a 1-1.i686'], unchanged: 0 },
    ],
    [
      'a version written otherwise',
      ['a-1.01-1.noarch'],
      ['a-1.1-1.noarch'],
      { replaced: ['a 1.01-1.noarch>1.1-1.noarch'], unchanged: 0 },
    ],
    [
      'a kernel beside the one before',
      ['kernel-1-1.x86_64'],
      ['kernel-1-1.x86_64', 'kernel-2-1.x86_64'],
      { added: ['kernel 2-1.x86_64'], unchanged: 1 },
    ],
    [
      'kernels that moved on by one',
      ['kernel-1-1.x86_64', 'kernel-2-1.x86_64'],
      ['kernel-3-1.x86_64', 'kernel-2-1.x86_64'],
      { upgraded: ['kernel 1-1.x86_64>3-1.x86_64 beside 2-1'], unchanged: 1 },
    ],
    [
      'kernels that fell back',
      ['kernel-2-1.x86_64', 'kernel-3-1.x86_64'],
      ['kernel-1-1.x86_64', 'kernel-2-1.x86_64'],
      { downgraded: ['kernel 3-1.x86_64>1-1.x86_64 beside 2-1'], unchanged: 1 },
    ],
    [
      'two kernels for which one newer came',
      ['kernel-9-1.x86_64', 'kernel-10-1.x86_64'],
      ['kernel-11-1.x86_64'],
      { upgraded: ['kernel 10-1.x86_64>11-1.x86_64'], removed: ['kernel 9-1.x86_64'], unchanged: 0 },
    ],
  ])('%s', (_title, before, after, expected) => {
    const changes = compared(before, after);
    expect(texts(changes)).toEqual(expected);
    const pairs = changes.upgraded.length + changes.downgraded.length + changes.replaced.length;
    expect(changes.unchanged + pairs + changes.removed.length).toBe(before.length);
    expect(changes.unchanged + pairs + changes.added.length).toBe(after.length);
  });

  it('an epoch of 0 is the same as none', () => {
    const before = record([], { packages: [['a', '0', '1', '1', 'noarch']] });
    const after = record([], { packages: [['a', '', '1', '1', 'noarch']] });
    expect(comparePackages(before, after)).toMatchObject({ unchanged: 1, upgraded: [], replaced: [] });
  });

  it('an architecture that a lock leaves open is any', () => {
    const before = record([], {
      packages: [
        ['a', '', '1', '1', ''],
        ['b', '', '1', '1', ''],
      ],
    });
    const after = record(['a-1-1.x86_64', 'b-2-1.x86_64']);
    expect(texts(comparePackages(before, after))).toEqual({ upgraded: ['b 1-1.>2-1.x86_64'], unchanged: 1 });
  });

  it('the other way round is the opposite, on any pair of lists', () => {
    const pool = [
      'a-1-1.noarch',
      'a-2-1.noarch',
      'a-2-1.x86_64',
      'a-10-1.x86_64',
      'b-1:1-1.noarch',
      'b-2-1.noarch',
    ];
    const subsets = Array.from({ length: 2 ** pool.length }, (_item, bits) =>
      pool.filter((_name, index) => (bits >> index) % 2 === 1),
    );
    for (const before of subsets) {
      for (const after of subsets) {
        const [there, back] = [compared(before, after), compared(after, before)];
        expect(there.unchanged).toBe(back.unchanged);
        expect(there.added).toEqual(back.removed);
        expect(there.upgraded.map(({ after: { evr } }) => evr)).toEqual(
          back.downgraded.map(({ before: { evr } }) => evr),
        );
        expect(there.unchanged + there.added.length).toBe(
          after.length - there.upgraded.length - there.downgraded.length - there.replaced.length,
        );
      }
    }
  });

  it('have sizes where both records do, and a sum only where all of them have one', () => {
    const sizes = { 'a-1-1.noarch': 100, 'b-1-1.noarch': 50 };
    const before = record(['a-1-1.noarch', 'b-1-1.noarch'], { packageSizes: sizes });
    const after = record(['a-2-1.noarch', 'b-1-1.noarch'], {
      packageSizes: { ...sizes, 'a-2-1.noarch': 300 },
    });
    const changes = comparePackages(before, after);
    expect(changes.size).toEqual({ before: 150, after: 350 });
    expect(changes.upgraded[0]).toMatchObject({ before: { size: 100 }, after: { size: 300 } });
    expect(comparePackages(before, record(['a-2-1.noarch'], { packageSizes: {} }))).not.toHaveProperty(
      'size',
    );
    expect(comparePackages(before, record(['a-2-1.noarch']))).not.toHaveProperty('size');
  });
});
