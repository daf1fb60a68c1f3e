import { files } from '../example.ts';
import type { Rule } from '../rule.ts';

/** One file reached on two ways. */
export const fileIncludedTwice: Rule = {
  id: 'file-included-twice',
  severity: 'error',
  title: 'one file included twice',
  rationale:
    'rpm-ostree takes a file it meets a second time for a loop and refuses, also when it is no loop: two manifests that include a third, two conditions that hold together, a link to a file that is included as well.',
  bad: [
    files(
      {
        'manifest.yaml': 'include:\n  - a.yaml\n  - b.yaml\n',
        'a.yaml': 'include: common.yaml\n',
        'b.yaml': 'include: common.yaml\n',
        'common.yaml': 'packages: [bash]\n',
      },
      'b.yaml:1',
    ),
    files(
      { 'manifest.yaml': 'include:\n  - a.yaml\n  - b.yaml\n', 'a.yaml': '', 'b.yaml': { link: 'a.yaml' } },
      'manifest.yaml:3',
    ),
  ],
  good: [
    files({
      'manifest.yaml': 'include:\n  - a.yaml\n  - b.yaml\n  - common.yaml\n',
      'a.yaml': '',
      'b.yaml': '',
      'common.yaml': 'packages: [bash]\n',
    }),
  ],
  check: ({ variants }, report) => {
    for (const view of variants) {
      for (const { kind, path, origin, first } of view.walk.problems) {
        if (kind !== 'twice' && kind !== 'depth') continue;
        const before =
          first === undefined ? 'the manifest itself' : `included at ${first.file}:${first.line} already`;
        report({
          message:
            kind === 'depth'
              ? `found an include of ${path} more than 50 files deep, expected at most 50`
              : `found an include of ${path}, which is ${before}; keep one of the two`,
          at: origin,
          in: view,
        });
      }
    }
  },
};
