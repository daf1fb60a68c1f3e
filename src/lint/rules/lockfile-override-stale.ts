import { compareEvr, parseEvr } from '../../rpm-md/version.ts';
import { files } from '../example.ts';
import { readLockfiles, versionOf, type LockedPackage, type Lockfile } from '../lockfiles.ts';
import type { LintContext } from '../context.ts';
import type { Reporter, Rule } from '../rule.ts';
import { memberOf, textOf } from '../treefile.ts';

const M = { 'manifest.yaml': 'releasever: 40\npackages: [bash]\n' };
const LOCK = '{"packages": {"bash": {"evra": "5.2-3.fc40.x86_64"}}}\n';

function override(text: string): Record<string, string> {
  return {
    ...M,
    'manifest-lock.x86_64.json': LOCK,
    'manifest-lock.overrides.yaml': `packages:\n  ${text}\n`,
  };
}

/** Overrides that are not needed any more, or say too little. */
export const lockfileOverrideStale: Rule = {
  id: 'lockfile-override-stale',
  severity: 'warning',
  title: 'a lock override that is stale or says too little',
  rationale:
    'An override holds a package back (pin) or ahead (fast-track) of the generated lock. Once the lock has reached it, it only holds back updates. A pin has to name the reason, a fast-track its update; the dist tag has to be that of releasever. An override for one architecture hides the common one whole.',
  bad: [
    files(
      override('bash: {evr: 5.2-1.fc40, metadata: {type: fast-track, bodhi: https://example.com/1}}'),
      'manifest-lock.overrides.yaml:2',
    ),
    files(
      override('bash: {evr: 5.2-4.fc39, metadata: {type: fast-track, bodhi: https://example.com/1}}'),
      'manifest-lock.overrides.yaml:2',
    ),
    files(override('bash: {evr: 5.2-4.fc40, metadata: {type: pin}}'), 'manifest-lock.overrides.yaml:2'),
    files(
      override('dash: {evr: 5.2-4.fc40, metadata: {type: fast-track, bodhi: https://example.com/1}}'),
      'manifest-lock.overrides.yaml:2',
    ),
    files(
      {
        ...override('bash: {evr: 5.2-5.fc40, metadata: {type: fast-track, bodhi: https://example.com/1}}'),
        'manifest-lock.overrides.x86_64.yaml':
          'packages:\n  bash: {evra: 5.2-4.fc40.x86_64, metadata: {type: fast-track, bodhi: https://example.com/1}}\n',
      },
      'manifest-lock.overrides.x86_64.yaml:2',
    ),
  ],
  good: [
    files(override('bash: {evr: 5.2-4.fc40, metadata: {type: fast-track, bodhi: https://example.com/1}}')),
  ],
  check: (context, report) => {
    const locks = readLockfiles(context.tree);
    const bases = locks.filter(({ isOverride }) => !isOverride);
    const overrides = locks.filter(({ isOverride }) => isOverride);
    for (const lock of overrides) {
      for (const entry of lock.packages) {
        stale(entry, lock, bases, report);
        convention(entry, report);
        distTag(entry, context, report);
        if (lock.arch !== undefined) hidden(entry, overrides, report);
      }
    }
  },
};

function stale(entry: LockedPackage, lock: Lockfile, bases: readonly Lockfile[], report: Reporter): void {
  const own = versionOf(entry);
  const fitting = bases.filter(({ arch }) => lock.arch === undefined || arch === lock.arch);
  if (own === undefined || fitting.length === 0) return;
  const found = fitting.flatMap((base) => {
    const other = base.packages.findLast(({ name }) => name === entry.name);
    const version = other === undefined ? undefined : versionOf(other);
    return version === undefined ? [] : [{ base, evr: version.evr }];
  });
  if (found.length === 0) {
    report({
      message: `${entry.name} is in none of ${fitting.map(({ file }) => file).join(', ')}: the override does nothing unless the package is asked for newly`,
      at: entry.key.origin,
      severity: 'info',
    });
    return;
  }
  const isPin = textOf(memberOf(memberOf(entry.value, 'metadata'), 'type')) === 'pin';
  if (!isPin && found.every(({ evr }) => isOlder(own.evr, evr)))
    report({
      message: `${entry.name}: found ${own.evr}, but ${found[0]?.base.file ?? ''} has ${found[0]?.evr ?? ''}, which is newer; take the override out`,
      at: entry.key.origin,
    });
  const digest = found.some(
    ({ base }) =>
      memberOf(base.packages.findLast(({ name }) => name === entry.name)?.value, 'digest') !== undefined,
  );
  if (digest && memberOf(entry.value, 'digest') === undefined)
    report({
      message: `${entry.name}: the generated lock has a digest, which the override takes away with the whole entry; add the digest of the new package`,
      at: entry.key.origin,
    });
}

function convention(entry: LockedPackage, report: Reporter): void {
  const metadata = memberOf(entry.value, 'metadata');
  const type = textOf(memberOf(metadata, 'type'));
  const has = (name: string): boolean => /^https?:\/\//.test(textOf(memberOf(metadata, name)) ?? '');
  if (type === 'pin' && !has('reason'))
    report({
      message: `${entry.name}: found a pin without metadata: reason:, expected the address of an issue that says when it may go`,
      at: entry.key.origin,
    });
  if (type === 'fast-track' && !has('bodhi'))
    report({
      message: `${entry.name}: found a fast-track without metadata: bodhi:, expected the address of the update`,
      at: entry.key.origin,
      severity: 'info',
    });
}

function distTag(entry: LockedPackage, { variants }: LintContext, report: Reporter): void {
  const tag = /\.(fc|el)(\d+)/.exec(versionOf(entry)?.evr ?? '');
  const releases = new Set(
    variants.flatMap(({ walk }) => {
      const value = walk.variables.get('releasever');
      return value === undefined ? [] : [String(value).split('.')[0] ?? ''];
    }),
  );
  if (tag?.[2] === undefined || releases.size === 0 || releases.has(tag[2])) return;
  report({
    message: `${entry.name}: found the dist tag ${tag[0].slice(1)}, but releasever is ${[...releases].join(', ')}; override with a package of that release`,
    at: entry.key.origin,
  });
}

/** An override of one architecture that is older than the common one was forgotten when that changed. */
function hidden(entry: LockedPackage, overrides: readonly Lockfile[], report: Reporter): void {
  const common = overrides.find(({ arch }) => arch === undefined);
  const other = common?.packages.findLast(({ name }) => name === entry.name);
  const [own, theirs] = [versionOf(entry), other === undefined ? undefined : versionOf(other)];
  if (own === undefined || theirs === undefined || common === undefined || !isOlder(own.evr, theirs.evr))
    return;
  report({
    message: `${entry.name}: found ${own.evr}, which hides the newer ${theirs.evr} of ${common.file}; update it, or take it out`,
    at: entry.key.origin,
  });
}

function isOlder(one: string, two: string): boolean {
  return compareEvr(parseEvr(one), parseEvr(two)) < 0;
}
