import { posix } from 'node:path';
import { suggest } from '../suggest.ts';
import { files } from '../example.ts';
import { repositoriesIn } from '../repositories.ts';
import { memberOf, textOf, type Origin } from '../treefile.ts';
import type { LintContext, VariantView } from '../context.ts';
import type { Rule } from '../rule.ts';

/** Names that say they exist nowhere: a guard against a build without the variant's own list. */
const GUARD = /^(?:E?NOEXIST|does-?not-?exist)/i;

const REPO =
  '[baseos]\nname=BaseOS\nbaseurl=https://example.com/baseos\ngpgcheck=1\ngpgkey=file:///etc/pki/rpm-gpg/KEY\n';

/** Repositories a manifest names and no .repo file defines. */
export const repoUndefined: Rule = {
  id: 'repo-undefined',
  severity: 'error',
  title: 'a repository no .repo file defines',
  rationale:
    'Ids under repos, lockfile-repos and repo-packages have to be in a .repo file right beside the manifest that is built; one beside an included manifest is not read. Where they come from a private checkout, name them under lint: repos: of the settings file.',
  bad: [
    files({ 'manifest.yaml': 'repos:\n  - baseos\n  - appstream\n', 'c9s.repo': REPO }, 'manifest.yaml:3'),
    files(
      {
        'manifest.yaml': 'include: base/a.yaml\nrepos:\n  - baseos\n',
        'base/a.yaml': '',
        'base/c9s.repo': REPO,
        'own.repo': REPO.replace('[baseos]', '[own]'),
      },
      'manifest.yaml:3',
    ),
  ],
  good: [files({ 'manifest.yaml': 'repos:\n  - baseos\n', 'c9s.repo': REPO })],
  check: (context, report) => {
    const { variants, openRepos, tree } = context;
    const defined = new Set([...repositoriesIn(tree).map(({ id }) => id), ...context.knownRepos]);
    // A tree without any brings them from somewhere else: the build of a template from the release rpm and the base.
    const isOpen = openRepos || defined.size === 0;
    if (isOpen) return;
    for (const view of variants) {
      const named = namedRepositories(view);
      const [first] = named;
      const isForeign = named.every(
        ({ id }) => !defined.has(id) && besideIncludes(context, id) === undefined,
      );
      if (first !== undefined && isForeign && view.variant.entry !== 'manifest.yaml') {
        report({
          message: `no .repo file here defines any of the repositories of ${view.variant.entry}, so they were not looked at; name them under lint: repos: of the settings when they are defined elsewhere`,
          at: first.origin,
          severity: 'info',
          in: view,
        });
        continue;
      }
      for (const { id, origin } of named) {
        if (defined.has(id) || GUARD.test(id)) continue;
        const elsewhere = besideIncludes(context, id);
        const near = suggest(id, [...defined]);
        report({
          message:
            elsewhere === undefined
              ? `found the repository ${id}, which no .repo file beside the manifest defines${near.length > 0 ? `; did you mean ${near.join(', ')}?` : `; add one, or name it under lint: repos: of the settings when it is defined elsewhere`}`
              : `found the repository ${id}, which only ${elsewhere} defines: .repo files beside an included manifest are not read; put it beside the manifest`,
          at: origin,
          in: view,
        });
      }
    }
  },
};

/** Every id a variant names, with its place. */
export function namedRepositories({ merged }: VariantView): { id: string; origin: Origin; key: string }[] {
  const lists = ['repos', 'lockfile-repos'].flatMap((key) =>
    merged.strings(key).map(({ text, origin }) => ({ id: text, origin, key })),
  );
  const packages = merged.items('repo-packages').flatMap(({ node }) => {
    const id = memberOf(node, 'repo');
    const text = textOf(id);
    return id === undefined || text === undefined
      ? []
      : [{ id: text, origin: id.origin, key: 'repo-packages' }];
  });
  return [...lists, ...packages];
}

function besideIncludes({ tree, treefiles }: LintContext, id: string): string | undefined {
  const directories = new Set(
    [...treefiles.keys()].flatMap((path) => [posix.dirname(path), posix.dirname(posix.dirname(path))]),
  );
  directories.delete('.');
  for (const directory of directories) {
    const found = repositoriesIn(tree, directory).find((repository) => repository.id === id);
    if (found !== undefined) return found.file;
  }
  return undefined;
}
