import { ARCHES } from '../../arch.ts';
import { files } from '../example.ts';
import { readLockfiles, refusalOf, versionOf, type Lockfile, type LockedPackage } from '../lockfiles.ts';
import type { Reporter, Rule } from '../rule.ts';
import { entriesOf, memberOf, type Entry } from '../treefile.ts';

const M = { 'manifest.yaml': 'packages: [bash]\n' };

/** Lock files rpm-ostree cannot read. */
export const lockfileSchema: Rule = {
  id: 'lockfile-schema',
  severity: 'error',
  title: 'a lock file rpm-ostree cannot read, or reads otherwise',
  rationale:
    'A lock file is {packages: {NAME: {evr or evra, digest?, metadata?}}, metadata?: {generated?, rpmmd_repos?}}, with no other keys, and versions and digests are texts: 1.0 without quotes is a number. evra is split at its last dot, whatever stands behind it: a forgotten architecture makes one of the dist tag. Of a name that is there twice the last counts in silence.',
  bad: [
    files(
      {
        ...M,
        'manifest-lock.overrides.yaml':
          'packages:\n  bash:\n    evr: 5.2-1.el9\n    evra: 5.2-1.el9.x86_64\n',
      },
      'manifest-lock.overrides.yaml:2',
    ),
    files(
      { ...M, 'manifest-lock.overrides.yaml': 'packages:\n  bash:\n    evr: 1.0\n' },
      'manifest-lock.overrides.yaml:3',
    ),
    files(
      { ...M, 'manifest-lock.overrides.yaml': 'packages:\n  bash:\n    evra: 5.2-1.el9\n' },
      'manifest-lock.overrides.yaml:3',
    ),
    files(
      {
        ...M,
        'manifest-lock.x86_64.json':
          '{"packages": {"bash": {"evra": "5-1.x86_64"}, "bash": {"evra": "5-2.x86_64"}}}\n',
      },
      'manifest-lock.x86_64.json:1',
    ),
    files(
      { ...M, 'manifest-lock.overrides.yaml': 'packages: {}\nreason: none\n' },
      'manifest-lock.overrides.yaml:2',
    ),
    files({ ...M, 'manifest-lock.overrides.yaml': 'metadata: {}\n' }, 'manifest-lock.overrides.yaml'),
    files({ ...M, 'manifest-lock.x86_64.json': '{"packages": {\n' }, 'manifest-lock.x86_64.json:2'),
    files(
      { ...M, 'manifest-lock.overrides.yaml': 'packages: {}\nmetadata:\n  foo: 1\n' },
      'manifest-lock.overrides.yaml:3',
    ),
    files(
      {
        ...M,
        'manifest-lock.overrides.yaml': 'packages:\n  bash:\n    evr: 5.2-1.el9\n    digest: 7\n',
      },
      'manifest-lock.overrides.yaml:4',
    ),
    files(
      {
        ...M,
        'manifest-lock.overrides.yaml': 'packages:\n  bash:\n    evr: 5.2-1.el9\n    metadata: pinned\n',
      },
      'manifest-lock.overrides.yaml:3',
    ),
    files(
      { ...M, 'manifest-lock.overrides.yaml': 'packages: {}\nmetadata:\n  generated: today\n' },
      'manifest-lock.overrides.yaml:3',
    ),
  ],
  good: [
    files({
      ...M,
      'manifest-lock.x86_64.json':
        '{"packages": {"bash": {"evra": "5-1.x86_64", "digest": "sha256:aa"}}, "metadata": {"generated": "2026-01-01T00:00:00Z", "rpmmd_repos": {"r": {"generated": "2026-01-01T00:00:00Z"}}}}\n',
    }),
    files({
      ...M,
      'manifest-lock.overrides.yaml':
        'packages:\n  bash:\n    evr: 5.2-1.el9\n    metadata: {type: pin, reason: https://example.com/1}\n',
    }),
  ],
  check: ({ tree }, reporter) => {
    for (const lock of readLockfiles(tree)) {
      if (lock.error !== undefined) {
        reporter(lock.error);
        continue;
      }
      let isRefused = false;
      const report: Reporter = (found) => {
        isRefused ||= (found.severity ?? 'error') === 'error';
        reporter(found);
      };
      known(entriesOf(lock.root), ['packages', 'metadata'], report);
      const metadata = memberOf(lock.root, 'metadata');
      known(entriesOf(metadata), ['generated', 'rpmmd_repos'], report);
      for (const { value } of entriesOf(memberOf(metadata, 'rpmmd_repos')))
        known(entriesOf(value), ['generated'], report);
      const packages = memberOf(lock.root, 'packages');
      if (packages?.entries === undefined) {
        report({
          message: 'found no mapping packages:, which has to be there, if only as {}',
          at: packages?.origin ?? { file: lock.file },
        });
        continue;
      }
      const seen = new Map<string, number>();
      for (const entry of lock.packages) {
        const first = seen.get(entry.name);
        if (first !== undefined)
          report({
            message: `found ${entry.name} again, which line ${first} has already: the last one counts, in silence`,
            at: entry.key.origin,
            severity: 'warning',
          });
        seen.set(entry.name, entry.key.origin.line);
        locked(entry, lock, report);
      }
      // What is said better above is not said again in rpm-ostree's words, which tell only the first of several.
      const refusal = isRefused ? undefined : refusalOf(lock);
      if (refusal !== undefined) report(refusal);
    }
  },
};

function known(entries: readonly Entry[], expected: readonly string[], report: Reporter): void {
  for (const { name, key } of entries) {
    if (!expected.includes(name))
      report({
        message: `found the key ${name}, expected ${expected.join(', ')}: rpm-ostree refuses any other`,
        at: key.origin,
      });
  }
}

function locked(entry: LockedPackage, lock: Lockfile, report: Reporter): void {
  known(entriesOf(entry.value), ['evr', 'evra', 'digest', 'metadata'], report);
  const nodes = ['evr', 'evra'].flatMap((name) => memberOf(entry.value, name) ?? []);
  const [node] = nodes;
  if (node === undefined || nodes.length > 1) {
    report({
      message: `${entry.name}: found ${node === undefined ? 'neither evr nor evra' : 'evr and evra'}, expected one of the two`,
      at: entry.key.origin,
    });
    return;
  }
  for (const [name, text] of [
    ['', node],
    ['digest: ', memberOf(entry.value, 'digest')],
  ] as const)
    if (text !== undefined && typeof text.scalar !== 'string' && (text === node || text.scalar !== null))
      report({
        message: `${entry.name}: ${name}found ${text.source ?? 'no text'}, which is no text; write it in double quotes`,
        at: text.origin,
      });
  if (entry.evra === undefined) return;
  const version = versionOf(entry);
  const arches = lock.arch === undefined ? ARCHES : [lock.arch];
  if (version === undefined)
    report({
      message: `${entry.name}: found ${entry.evra}, expected .${arches[0] ?? ''} or .noarch at its end`,
      at: node.origin,
    });
  else if (version.arch !== 'noarch' && !arches.some((arch) => arch === version.arch))
    report({
      message: `${entry.name}: found the architecture ${version.arch ?? ''} in ${entry.evra}, expected ${arches.join(', ')} or noarch; write evr without one`,
      at: node.origin,
      severity: 'warning',
    });
}
