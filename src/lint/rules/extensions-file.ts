import { ARCHES } from '../../arch.ts';
import { files } from '../example.ts';
import type { LintContext } from '../context.ts';
import type { Reporter, Rule } from '../rule.ts';
import {
  entriesOf,
  memberOf,
  readLocated,
  stringsIn,
  textOf,
  TreefileError,
  type Entry,
  type Located,
} from '../treefile.ts';

const KEYS = ['packages', 'repos', 'architectures', 'match-base-evr', 'kind'];
const GONE: Readonly<Record<string, string>> = {
  modules: 'modularity was removed; name the packages',
  match_base_evr: 'write match-base-evr',
};

/** extensions.yaml, whose unknown keys rpm-ostree passes over. */
export const extensionsFile: Rule = {
  id: 'extensions-file',
  severity: 'warning',
  title: 'an entry of extensions.yaml that fails or does not count',
  rationale:
    'extensions.yaml is not checked for unknown keys, and its packages are not split at blanks. A package of an os-extension must not be part of the base, and match-base-evr has to name one that is. Repositories of one extension are on for all of them.',
  bad: [
    files(
      {
        'manifest.yaml': 'packages: [bash]\n',
        'extensions.yaml': 'extensions:\n  shell:\n    packages:\n      - bash\n',
      },
      'extensions.yaml:4',
    ),
    files(
      {
        'manifest.yaml': 'packages: [bash]\n',
        'extensions.yaml': 'extensions:\n  shell:\n    packages: [a b]\n',
      },
      'extensions.yaml:3',
    ),
    files(
      {
        'manifest.yaml': 'packages: [bash]\n',
        'extensions.yaml': 'extensions:\n  shell:\n    match_base_evr: kernel\n    packages: [a]\n',
      },
      'extensions.yaml:3',
    ),
    files(
      {
        'manifest.yaml': 'packages: [bash]\n',
        'extensions.yaml': 'extensions:\n  shell:\n    architectures: [amd64]\n    packages: [a]\n',
      },
      'extensions.yaml:3',
    ),
    files(
      {
        'manifest.yaml': 'packages: [bash]\n',
        'extensions.yaml': 'extensions:\n  shell:\n    kind: os-extension\n',
      },
      'extensions.yaml:2',
    ),
  ],
  good: [
    files({
      'manifest.yaml': 'packages: [kernel]\n',
      'extensions.yaml':
        'extensions:\n  rt:\n    match-base-evr: kernel\n    architectures: [x86_64]\n    packages:\n      - kernel-devel\n',
    }),
  ],
  check: (context, report) => {
    for (const file of context.tree
      .names('.')
      .filter((name) => /^extensions(?:-[^/]*)?\.ya?ml$/.test(name))) {
      const root = open(file, context.tree.read(file) ?? '', report);
      for (const { name, key } of entriesOf(root))
        if (!['repos', 'extensions'].includes(name))
          report({
            message: `found the key ${name}, which is passed over in silence; expected repos and extensions`,
            at: key.origin,
          });
      for (const extension of entriesOf(memberOf(root, 'extensions'))) look(extension, context, report);
    }
  },
};

function open(file: string, text: string, report: Reporter): Located | undefined {
  try {
    return readLocated(file, text);
  } catch (error) {
    if (!(error instanceof TreefileError)) throw error;
    report({ message: error.upstream, at: error.location ?? { file }, severity: 'error' });
    return undefined;
  }
}

function look({ name: extension, key: at, value }: Entry, { variants }: LintContext, report: Reporter): void {
  for (const { name, key } of entriesOf(value)) {
    if (KEYS.includes(name)) continue;
    report({
      message: `found ${name} in ${extension}, which is passed over in silence; ${GONE[name] ?? `expected ${KEYS.join(', ')}`}`,
      at: key.origin,
    });
  }
  const packages = memberOf(value, 'packages');
  if (packages === undefined)
    report({
      message: `found no packages in ${extension}, which rpm-ostree refuses; list them`,
      at: at.origin,
      severity: 'error',
    });
  const kind = memberOf(value, 'kind');
  if (kind !== undefined && !['os-extension', 'development'].includes(textOf(kind) ?? ''))
    report({
      message: `found the kind ${textOf(kind) ?? ''}, expected os-extension or development`,
      at: kind.origin,
      severity: 'error',
    });
  for (const { text, origin } of stringsIn(memberOf(value, 'architectures')))
    if (!ARCHES.some((arch) => arch === text))
      report({ message: `found the architecture ${text}, expected ${ARCHES.join(', ')}`, at: origin });
  if (memberOf(value, 'repos') !== undefined)
    report({
      message: `repositories of ${extension} are on for all extensions; list them under repos: at the top`,
      at: memberOf(value, 'repos')?.origin ?? at.origin,
      severity: 'info',
    });
  const arches = new Set(stringsIn(memberOf(value, 'architectures')).map(({ text }) => text));
  const isOs = (textOf(kind) ?? 'os-extension') === 'os-extension';
  for (const { text, origin } of stringsIn(packages)) {
    if (/[\s']/.test(text))
      report({
        message: `found ${JSON.stringify(text)}, which is one package of that name here; give each an item of its own`,
        at: origin,
      });
    for (const view of variants) {
      const applies = arches.size === 0 || arches.has(view.variant.arch);
      const base = applies && isOs ? view.merged.packages().find((item) => item.text === text) : undefined;
      if (base !== undefined)
        report({
          message: `found ${text}, which ${base.origin.file}:${base.origin.line} has in the base already: rpm-ostree refuses that`,
          at: origin,
          severity: 'error',
          in: view,
        });
    }
  }
  const match = memberOf(value, 'match-base-evr');
  for (const view of match === undefined ? [] : variants) {
    const applies = arches.size === 0 || arches.has(view.variant.arch);
    const names = new Set(view.merged.packages().map(({ text }) => text));
    if (applies && match !== undefined && !names.has(textOf(match) ?? ''))
      report({
        message: `match-base-evr: found ${textOf(match) ?? ''}, which the manifest does not ask for by that name; it fails unless another package brings it`,
        at: match.origin,
        in: view,
      });
  }
}
