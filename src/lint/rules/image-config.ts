import { posix } from 'node:path';
import { files } from '../example.ts';
import type { LintContext } from '../context.ts';
import type { Reporter, Rule } from '../rule.ts';
import { entriesOf, memberOf, readLocated, textOf, TreefileError, type Located } from '../treefile.ts';

const M = { 'manifest.yaml': 'packages: [bash]\n' };

/** image.yaml and its variants. */
export const imageConfig: Rule = {
  id: 'image-config',
  severity: 'error',
  title: 'an image.yaml the assembler cannot use',
  rationale:
    'The assembler wants image.yaml beside manifest.yaml, with the size of the disk in GiB and extra-kargs, in it or in the file it includes. Its text goes through a formatter of Python since 2025, for which braces are placeholders.',
  bad: [
    files({ ...M, 'image.yaml': 'size: ten\nextra-kargs: []\n' }, 'image.yaml:1'),
    files({ ...M, 'image.yaml': 'include: gone.yaml\nsize: 10\nextra-kargs: []\n' }, 'image.yaml:1'),
    files({ ...M, 'image.yaml': 'size: 10\nextra-kargs: quiet\n' }, 'image.yaml:2'),
    files({ ...M, 'image.yaml': 'extra-kargs: []\n' }, 'image.yaml'),
    files({ ...M, 'image.yaml': 'size: 10\nextra-kargs: ["a={b}"]\n' }, 'image.yaml:2'),
    files({ ...M, 'image.yaml': 'size: [10\n' }, 'image.yaml:2'),
  ],
  good: [
    files({
      ...M,
      'image.yaml': 'include: image-base.yaml\n',
      'image-base.yaml': 'size: 10\nextra-kargs:\n  - quiet\n',
    }),
  ],
  check: (context, report) => {
    const names = context.tree.names('.').filter((name) => /^image(?:-[^/]*)?\.yaml$/.test(name));
    const included = new Set<string>();
    const parsed = names.map((name) => ({ name, root: open(name, context, report, included) }));
    for (const { name, root } of parsed) {
      if (root === undefined) continue;
      values(root, report);
      braces(name, context, report);
      // What others include need not be whole, and what a template's base brings is not here.
      if (!included.has(name) && !context.isTemplate) complete(name, root, context, report);
    }
  },
};

function open(
  name: string,
  { tree, isTemplate }: LintContext,
  report: Reporter,
  included: Set<string>,
): Located | undefined {
  try {
    const root = readLocated(name, tree.read(name) ?? '');
    const include = memberOf(root, 'include');
    const target = textOf(include);
    if (include !== undefined && target !== undefined) {
      const path = posix.join(posix.dirname(name), target);
      included.add(path);
      if (!tree.isFile(path) && !isTemplate)
        report({
          message: `found an include of ${path}, which is not there; correct the path, or add the file`,
          at: include.origin,
        });
    }
    return root;
  } catch (error) {
    if (!(error instanceof TreefileError)) throw error;
    report({ message: error.upstream, at: error.location ?? { file: name } });
    return undefined;
  }
}

function values(root: Located, report: Reporter): void {
  const size = memberOf(root, 'size');
  if (size !== undefined && !(typeof size.scalar === 'bigint' && size.scalar > 0n))
    report({
      message: `size: found ${textOf(size) ?? 'something else'}, expected a whole number of GiB`,
      at: size.origin,
    });
  for (const name of ['extra-kargs', 'ignition-network-kcmdline']) {
    const list = memberOf(root, name);
    if (list === undefined) continue;
    if (list.items === undefined)
      report({ message: `${name}: found one value, expected a list of kernel arguments`, at: list.origin });
    for (const item of list.items ?? []) {
      const text = textOf(item);
      if (text === undefined || /\s/.test(text))
        report({
          message: `${name}: found ${JSON.stringify(text ?? null)}, expected one kernel argument; give each an item of its own`,
          at: item.origin,
          severity: 'warning',
        });
    }
  }
  const seen = new Map<string, number>();
  for (const { name, key } of entriesOf(root)) {
    const first = seen.get(name);
    if (first !== undefined)
      report({
        message: `found ${name} again: what line ${first} says is lost in silence; keep one of the two`,
        at: key.origin,
        severity: 'warning',
      });
    seen.set(name, key.origin.line);
  }
}

function braces(name: string, { tree }: LintContext, report: Reporter): void {
  for (const [index, line] of (tree.read(name) ?? '').split('\n').entries()) {
    const code = line.replace(/(^|\s)#.*$/, '');
    if (/\{[^{}]+\}/.test(code) && !/^\s*[\w-]+:\s*\{/.test(code))
      report({
        message:
          'found braces, which the formatter of newer assemblers takes for a placeholder; do without them',
        at: { file: name, line: index + 1 },
        severity: 'warning',
      });
  }
}

function complete(name: string, root: Located, { tree, buildArgs }: LintContext, report: Reporter): void {
  const include = textOf(memberOf(root, 'include'));
  const base = include === undefined ? undefined : tree.read(posix.join(posix.dirname(name), include));
  let below: Located | undefined;
  try {
    below = base === undefined ? undefined : readLocated(include ?? '', base);
  } catch (error) {
    if (!(error instanceof TreefileError)) throw error;
    return;
  }
  if (include !== undefined && below === undefined) return;
  for (const key of ['size', 'extra-kargs']) {
    const has = memberOf(root, key) ?? memberOf(below, key);
    if (has === undefined)
      report({
        message: `found no ${key}, which the assembler wants; add it${key === 'size' ? ', in GiB' : ', if only as []'}`,
        at: { file: name },
        severity: key === 'size' ? 'error' : buildArgs.length > 0 ? 'warning' : 'info',
      });
  }
}
