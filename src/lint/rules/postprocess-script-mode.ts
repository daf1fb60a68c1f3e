import { posix } from 'node:path';
import { files } from '../example.ts';
import type { Rule } from '../rule.ts';
import { textOf } from '../treefile.ts';

/** A postprocess-script that cannot be executed. */
export const postprocessScriptMode: Rule = {
  id: 'postprocess-script-mode',
  severity: 'error',
  title: 'a postprocess-script that is not executable',
  rationale:
    'The compose refuses it: the file itself is executed. git records the bit: git update-index --chmod=+x FILE.',
  bad: [
    files({ 'manifest.yaml': 'postprocess-script: post.sh\n', 'post.sh': '#!/bin/sh\n' }, 'manifest.yaml:1'),
  ],
  good: [
    files({
      'manifest.yaml': 'postprocess-script: post.sh\n',
      'post.sh': { text: '#!/bin/sh\n', executable: true },
    }),
  ],
  check: ({ treefiles, tree }, report) => {
    for (const { path: from, entries } of treefiles.values()) {
      for (const { name, value } of entries) {
        const script = name === 'postprocess-script' ? textOf(value) : undefined;
        if (script === undefined || script.startsWith('/')) continue;
        const path = posix.join(posix.dirname(from), script);
        const mode = tree.mode(path);
        if (mode === undefined)
          report({
            message: `found ${script}, but there is no file ${path}; scripts are beside the manifest that names them`,
            at: value.origin,
          });
        else if ((mode & 0o111) === 0)
          report({
            message: `found ${script}, which is not executable; git update-index --chmod=+x ${path}`,
            at: value.origin,
          });
      }
    }
  },
};
