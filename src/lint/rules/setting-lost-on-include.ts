import { files } from '../example.ts';
import { isOlder } from '../versions.ts';
import type { Rule } from '../rule.ts';

/** Keys that older rpm-ostree forgot when it merged includes. */
const FORGOTTEN: Readonly<Record<string, string>> = { metadata: '2022.14', 'repo-metadata': '2025.11' };

/** Keys that only count in the manifest itself. */
export const settingLostOnInclude: Rule = {
  id: 'setting-lost-on-include',
  severity: 'warning',
  title: 'a key that does not count in an included file',
  rationale:
    'platform-module is dropped when an included file sets it, and has had no effect at all since modularity was removed. metadata and repo-metadata were dropped so by rpm-ostree before 2022.14 and 2025.11.',
  bad: [
    files({ 'manifest.yaml': 'include: a.yaml\n', 'a.yaml': 'platform-module: platform:el9\n' }, 'a.yaml:1'),
    files({ 'manifest.yaml': 'include: a.yaml\n', 'a.yaml': 'repo-metadata: disabled\n' }, 'a.yaml:1', {
      rpmOstree: '2025.5',
    }),
  ],
  good: [
    files({ 'manifest.yaml': 'include: a.yaml\n', 'a.yaml': 'repo-metadata: disabled\n' }, undefined, {
      rpmOstree: '2025.11',
    }),
  ],
  check: ({ treefiles, entries, includes, rpmOstree }, report) => {
    const included = new Set(includes.map(({ path }) => path));
    for (const [path, file] of treefiles) {
      for (const { name, key } of file.entries) {
        const since = FORGOTTEN[name];
        if (name === 'platform-module') {
          const where =
            entries.includes(path) && !included.has(path) ? '' : ' of an included file is dropped, and';
          report({
            message: `platform-module${where} has no effect since modularity was removed; take it out`,
            at: key.origin,
          });
        } else if (
          since !== undefined &&
          rpmOstree !== undefined &&
          included.has(path) &&
          isOlder(rpmOstree, since)
        ) {
          report({
            message: `${name} of an included file is dropped by rpm-ostree ${rpmOstree}, which merges it since ${since}; move it into the manifest itself`,
            at: key.origin,
          });
        }
      }
    }
  },
};
