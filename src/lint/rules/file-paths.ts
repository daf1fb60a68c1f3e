import { posix } from 'node:path';
import { files, manifest } from '../example.ts';
import type { LintContext } from '../context.ts';
import type { Reporter, Rule } from '../rule.ts';
import { conditionalsOf, entriesOf, stringsIn, textOf, type Origin, type Treefile } from '../treefile.ts';

/** What rpm-ostree copies into; everything else is refused. */
const ALLOWED = /^(usr\/(?!local\/)|etc\/|bin\/|sbin\/|lib\/|lib64\/)/;
/** Places of programs: what is copied there should be executable, for the mode is copied too. */
const PROGRAMS = /^(usr\/)?(bin|sbin|libexec)\//;

/** Paths of remove-files and add-files. */
export const filePaths: Rule = {
  id: 'file-paths',
  severity: 'error',
  title: 'a path remove-files or add-files cannot work with',
  rationale:
    'remove-files wants paths without a leading / and without .. anywhere, also inside a name. add-files copies below usr/ (not usr/local/), etc/ and bin/, sbin/, lib/, lib64/ only, from beside its manifest, with the mode of the file. Sources are known by their name alone: two of one name in two directories get one content.',
  bad: [
    manifest('remove-files:\n  - /etc/hosts\n', 2),
    manifest('remove-files:\n  - usr/share/foo..bar\n', 2),
    files({ 'manifest.yaml': 'add-files:\n  - [a.conf, /var/a.conf]\n', 'a.conf': '' }, 'manifest.yaml:2'),
    files({ 'manifest.yaml': 'add-files:\n  - [gone.conf, /etc/a.conf]\n' }, 'manifest.yaml:2'),
    files(
      { 'manifest.yaml': 'add-files:\n  - [run.sh, /usr/bin/run]\n', 'run.sh': '#!/bin/sh\n' },
      'manifest.yaml:2',
    ),
    files(
      {
        'manifest.yaml': 'add-files:\n  - [a.conf, /etc/a]\n  - [b.conf, /etc/a]\n',
        'a.conf': '',
        'b.conf': '',
      },
      'manifest.yaml:3',
    ),
    files(
      {
        'manifest.yaml': 'include: sub/a.yaml\nadd-files:\n  - [a.conf, /etc/a]\n',
        'a.conf': 'one',
        'sub/a.yaml': 'add-files:\n  - [a.conf, /etc/b]\n',
        'sub/a.conf': 'two',
      },
      'manifest.yaml:3',
    ),
  ],
  good: [
    files({
      'manifest.yaml':
        'remove-files:\n  - etc/hosts\nadd-files:\n  - [run.sh, /usr/bin/run]\n  - [a.conf, /etc/a.conf]\n',
      'run.sh': { text: '#!/bin/sh\n', executable: true },
      'a.conf': '',
    }),
  ],
  check: (context, report) => {
    for (const file of context.treefiles.values()) {
      const inline = conditionalsOf(file).flatMap(({ include }) => entriesOf(include));
      for (const { name, value } of [...file.entries, ...inline]) {
        if (name === 'remove-files')
          for (const { text, origin } of stringsIn(value)) removal(text, origin, report);
      }
      for (const addition of additionsOf(file)) look(addition, context, report);
    }
    together(context, report);
  },
};

function removal(text: string, at: Origin, report: Reporter): void {
  if (text.startsWith('/'))
    report({
      message: `remove-files: found ${text}, expected a path without the leading /; write ${text.replace(/^\/+/, '')}`,
      at,
    });
  else if (text.includes('..'))
    report({
      message: `remove-files: found ${text}, which has two dots in a row: rpm-ostree refuses them even inside a name`,
      at,
    });
}

interface Addition {
  readonly source: string;
  /** Path of the source from the tree's root. */
  readonly path: string;
  readonly target: string;
  readonly origin: Origin;
}

function additionsOf(file: Treefile): Addition[] {
  return file.entries
    .filter(({ name }) => name === 'add-files')
    .flatMap(({ value }) =>
      (value.items ?? []).flatMap((item) => {
        const source = textOf(item.items?.[0]);
        const target = textOf(item.items?.[1]);
        if (source === undefined || target === undefined) return [];
        const path = source.startsWith('/') ? source : posix.join(posix.dirname(file.path), source);
        return [{ source, path, target: target.replace(/^\/+/, ''), origin: item.origin }];
      }),
    );
}

function look({ source, path, target, origin }: Addition, { tree }: LintContext, report: Reporter): void {
  const at = origin;
  if (!ALLOWED.test(target))
    report({
      message: `add-files: found the target ${target}, expected one below usr/ (not usr/local/), etc/, bin/, sbin/, lib/ or lib64/`,
      at,
    });
  else if (target.split('/').includes('..'))
    report({
      message: `add-files: found the target ${target}, which leads somewhere else than it begins; write where it ends`,
      at,
      severity: 'warning',
    });
  const place = tree.locate(path);
  if (place.kind === 'outside')
    report({ message: `add-files: found the source ${source}, which is outside of the configuration`, at });
  else if (!tree.isFile(path))
    report({
      message: `add-files: found the source ${source}, but there is no file ${path}; sources are beside the manifest that names them`,
      at,
    });
  else if (PROGRAMS.test(target) && ((tree.mode(path) ?? 0) & 0o111) === 0)
    report({
      message: `add-files: ${path} goes to ${target} and is not executable, and its mode is copied; chmod +x it`,
      at,
      severity: 'warning',
    });
}

function together({ variants, treefiles, tree }: LintContext, report: Reporter): void {
  for (const view of variants) {
    const targets = new Map<string, Addition>();
    const sources = new Map<string, Addition>();
    for (const path of view.walk.files) {
      const file = treefiles.get(path);
      for (const addition of file === undefined ? [] : additionsOf(file).toReversed()) {
        const before = targets.get(addition.target);
        if (before === undefined) targets.set(addition.target, addition);
        else {
          const [upper, lower] =
            before.origin.file === addition.origin.file ? [addition, before] : [before, addition];
          report({
            message: `add-files: found the target ${addition.target}, which ${upper.origin.file}:${upper.origin.line} writes as well; keep one of the two`,
            at: lower.origin,
            severity: 'warning',
            in: view,
          });
        }
        const twin = sources.get(addition.source);
        if (twin === undefined) sources.set(addition.source, addition);
        else if (tree.identity(twin.path) !== tree.identity(addition.path))
          report({
            message: `add-files: the source ${addition.source} has the name of one at ${addition.origin.file}:${addition.origin.line}, and both targets get the content of ${addition.path}; give one another name`,
            at: twin.origin,
            severity: 'warning',
            in: view,
          });
      }
    }
  }
}
