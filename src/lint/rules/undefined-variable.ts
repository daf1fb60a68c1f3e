import { files } from '../example.ts';
import type { LintContext } from '../context.ts';
import type { Rule } from '../rule.ts';
import { entriesOf } from '../treefile.ts';

/** Variables a build hands to a base's manifest from outside. */
const HANDED = new Set(['stream', 'osversion', 'id', 'deriving']);

/** Conditions on a variable nobody has defined yet. */
export const undefinedVariable: Rule = {
  id: 'undefined-variable',
  severity: 'error',
  title: 'a condition on a variable that is not defined',
  rationale:
    'A condition sees the variables of its own file, of the files that include it, and of what was included before; never those of its own includes or of later ones. rpm-ostree refuses an undefined variable without naming the file.',
  bad: [
    files(
      {
        'manifest.yaml': 'conditional-include:\n  - if: stream == "next"\n    include: next.yaml\n',
        'next.yaml': 'packages: [bash]\n',
      },
      'manifest.yaml:2',
    ),
    files(
      {
        'manifest.yaml': 'include: [a.yaml, b.yaml]\n',
        'a.yaml': 'conditional-include:\n  - if: prod == true\n    include: c.yaml\n',
        'b.yaml': 'variables: {prod: true}\n',
        'c.yaml': '',
      },
      'a.yaml:2',
    ),
  ],
  good: [
    files({
      'manifest.yaml':
        'variables:\n  stream: stable\nconditional-include:\n  - if: stream == "next"\n    include: next.yaml\n',
      'next.yaml': 'packages: [bash]\n',
    }),
  ],
  check: (context, report) => {
    for (const view of context.variants) {
      for (const { condition, error } of view.walk.evaluated) {
        if (error?.startsWith('undefined variable') !== true) continue;
        report({ message: explain(condition.name, context), at: condition.origin, in: view });
      }
    }
  },
};

function explain(name: string, { treefiles }: LintContext): string {
  const base = `found the variable ${name}, which nothing defines up to here`;
  for (const file of treefiles.values()) {
    for (const { name: key, value } of file.entries) {
      if (key === 'releasever' && name === 'releasever')
        return `${base}: ${file.path}:${value.origin.line} sets releasever, but comes later; set it in the manifest itself`;
      const entry =
        key === 'variables' ? entriesOf(value).find((variable) => variable.name === name) : undefined;
      if (entry !== undefined)
        return `${base}: ${file.path}:${entry.key.origin.line} does, but its file is included later; define it in this file or in one that includes it`;
    }
  }
  if (HANDED.has(name))
    return `${base}: a container build hands it over, from a build-args*.conf; define it under variables:, or give it with --var ${name}=…`;
  return `${base}; define it under variables: here or in a file that includes this one`;
}
