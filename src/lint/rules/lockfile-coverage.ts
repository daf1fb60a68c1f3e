import { files } from '../example.ts';
import { readLockfiles } from '../lockfiles.ts';
import type { Rule } from '../rule.ts';

/** Packages the lock of their architecture does not have. */
export const lockfileCoverage: Rule = {
  id: 'lockfile-coverage',
  severity: 'info',
  title: 'a package the lock file does not have',
  rationale:
    'What is asked for and not locked comes in whatever version the repositories have that day; with a strict lock the build fails. Strings that are no plain names are left out, and a name may be one a package only provides (iptables, grub2): look before acting. For that reason it is never more than an info, for a strict lock either.',
  bad: [
    files(
      {
        'manifest.yaml': 'packages:\n  - bash\n  - dash\n',
        'manifest-lock.x86_64.json': '{"packages": {"bash": {"evra": "5.2-3.fc40.x86_64"}}}\n',
      },
      'manifest.yaml:3',
    ),
  ],
  good: [
    files({
      'manifest.yaml': 'packages:\n  - bash\n  - /usr/sbin/zipl\n',
      'manifest-lock.x86_64.json': '{"packages": {"bash": {"evra": "5.2-3.fc40.x86_64"}}}\n',
    }),
  ],
  check: ({ tree, variants, entries }, report) => {
    const locks = readLockfiles(tree);
    for (const view of variants) {
      // The names of lock files do not tell the manifest: they go with manifest.yaml alone.
      if (entries.length > 1 && view.variant.entry !== 'manifest.yaml') continue;
      const base = locks.find(({ isOverride, arch }) => !isOverride && arch === view.variant.arch);
      if (base === undefined || base.packages.length === 0) continue;
      const names = new Set(
        locks
          .filter(({ arch }) => arch === undefined || arch === view.variant.arch)
          .flatMap(({ packages }) => packages.map(({ name }) => name)),
      );
      for (const { text, origin } of view.merged.packages()) {
        if (!/^[A-Za-z0-9][\w.+-]*$/.test(text) || names.has(text)) continue;
        report({
          message: `found ${text}, which manifest-lock.ARCH.json does not have; renew the lock, unless another package provides the name`,
          at: origin,
          in: view,
        });
      }
    }
  },
};
