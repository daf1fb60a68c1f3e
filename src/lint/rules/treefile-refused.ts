import { files, manifest } from '../example.ts';
import type { Rule } from '../rule.ts';

/** What rpm-ostree itself says, where no other rule says it better. */
export const treefileRefused: Rule = {
  id: 'treefile-refused',
  severity: 'error',
  title: 'rpm-ostree refuses the manifest',
  rationale:
    "The words are rpm-ostree's own; the line is added, which rpm-ostree often does not tell. Nothing can be built before it is mended.",
  bad: [
    manifest('packages:\n  - bash\nselinux: maybe\n', 3),
    files({ 'manifest.yaml': 'include: more.yaml\n', 'more.yaml': 'packages: [bash\n' }, 'more.yaml:2'),
  ],
  good: [manifest('packages:\n  - bash\nselinux: true\n')],
  check: ({ variants, treefiles }, report) => {
    for (const view of variants) if (view.refusal !== undefined) report({ ...view.refusal, in: view });
    for (const { error } of treefiles.values()) if (error !== undefined) report(error);
  },
};
