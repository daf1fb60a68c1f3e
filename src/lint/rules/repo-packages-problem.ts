import { files, manifest } from '../example.ts';
import type { Rule } from '../rule.ts';
import {
  conditionalsOf,
  entriesOf,
  memberOf,
  stringsIn,
  textOf,
  type Entry,
  type Located,
  type Treefile,
} from '../treefile.ts';
import { wordsOf } from '../merged.ts';

const REPO = '[r]\nname=R\nbaseurl=https://example.com/r\ngpgcheck=1\ngpgkey=file:///etc/pki/rpm-gpg/KEY\n';

/** Entries of repo-packages that do not do what they say. */
export const repoPackagesProblem: Rule = {
  id: 'repo-packages-problem',
  severity: 'warning',
  title: 'an entry of repo-packages that fails or does nothing',
  rationale:
    'repo-packages takes names (and name-version forms) only: no version queries, provides, paths or patterns. A package of a later entry is taken out of earlier ones, and the including file is the latest; the same package twice in one file is not tidied. The repository has to be under repos as well.',
  bad: [
    manifest('repos: [r]\nrepo-packages:\n  - repo: r\n    packages:\n      - "\'kernel = 6.9\'"\n', 5),
    manifest(
      'repos: [r]\nrepo-packages:\n  - repo: r\n    packages: [a]\n  - repo: r\n    packages: [a]\n',
      4,
    ),
    files(
      { 'manifest.yaml': 'repos: [r]\nrepo-packages:\n  - repo: s\n    packages: [a]\n', 'r.repo': REPO },
      'manifest.yaml:3',
    ),
    files(
      {
        'manifest.yaml': 'include: a.yaml\nrepos: [r]\nrepo-packages:\n  - repo: r\n    packages: [a]\n',
        'a.yaml': 'repo-packages:\n  - repo: r\n    packages: [a]\n',
      },
      'a.yaml:3',
    ),
  ],
  good: [manifest('repos: [r]\nrepo-packages:\n  - repo: r\n    packages: [kernel, kernel-core]\n')],
  check: ({ treefiles, variants }, report) => {
    for (const file of treefiles.values()) {
      const seen = new Map<string, { line: number }>();
      for (const { entry, inline } of entriesIn(file).toReversed()) {
        for (const { text, origin } of stringsIn(memberOf(entry, 'packages'))) {
          for (const word of namesIn(text, inline)) {
            // What was meant to be split inside a condition has a rule of its own.
            const isUnsplit = inline && /[\s']/.test(word);
            if (!isUnsplit && /[\s<>=()*?[/]/.test(word))
              report({
                message: `repo-packages: found ${JSON.stringify(word)}, expected the name of a package: version queries, provides, paths and patterns match nothing`,
                at: origin,
                severity: 'error',
              });
            const later = seen.get(word);
            if (later !== undefined)
              report({
                message: `repo-packages: found ${word}, which the entry at line ${later.line} has as well; keep one of the two`,
                at: origin,
              });
            else seen.set(word, { line: origin.line });
          }
        }
      }
    }
    for (const view of variants) {
      const repos = new Set(view.merged.strings('repos').map(({ text }) => text));
      const later = new Map<string, { file: string; line: number }>();
      for (const { node, file, inline } of view.merged.items('repo-packages').toReversed()) {
        const repo = memberOf(node, 'repo');
        const id = textOf(repo);
        if (repo !== undefined && id !== undefined && repos.size > 0 && !repos.has(id))
          report({
            message: `repo-packages: found the repository ${id}, which is not under repos; list it there`,
            at: repo.origin,
            severity: 'error',
            in: view,
          });
        for (const { text, origin } of stringsIn(memberOf(node, 'packages'))) {
          for (const word of namesIn(text, inline)) {
            const winner = later.get(word);
            if (winner === undefined) later.set(word, { file, line: origin.line });
            else if (winner.file !== file)
              report({
                message: `repo-packages: ${word} has no effect here: ${winner.file}:${winner.line} takes it`,
                at: origin,
                severity: 'info',
                in: view,
              });
          }
        }
      }
    }
  },
};

/** One text as rpm-ostree takes it: nothing is split that is written inside a condition. */
function namesIn(text: string, inline: boolean): string[] {
  return inline ? [text] : wordsOf(text);
}

/** Entries of the file itself, then those inside its conditions. */
function entriesIn(file: Treefile): { entry: Located; inline: boolean }[] {
  const from = (entries: readonly Entry[], inline: boolean): { entry: Located; inline: boolean }[] =>
    entries
      .filter(({ name }) => name === 'repo-packages')
      .flatMap(({ value }) => (value.items ?? []).map((entry) => ({ entry, inline })));
  const bodies = conditionalsOf(file).flatMap(({ include }) => entriesOf(include));
  return [...from(file.entries, false), ...from(bodies, true)];
}
