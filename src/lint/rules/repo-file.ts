import { suggest } from '../suggest.ts';
import { flagOf, listOf } from '../../release-rpm/repo-file.ts';
import { files } from '../example.ts';
import { lineOfKey, repositoriesIn, type Repository } from '../repositories.ts';
import { namedRepositories } from './repo-undefined.ts';
import type { Reporter, Rule } from '../rule.ts';

const M = { 'manifest.yaml': 'repos: [r]\npackages: [bash]\n' };
const KEY = 'gpgkey=file:///etc/pki/rpm-gpg/KEY\n';
/** Keys that are mistyped with grave results. */
const TELLING = [
  'name',
  'baseurl',
  'mirrorlist',
  'metalink',
  'gpgcheck',
  'gpgkey',
  'enabled',
  'repo_gpgcheck',
  'exclude',
  'excludepkgs',
  'includepkgs',
  'sslverify',
  'priority',
];

/** What .repo files say. */
export const repoFile: Rule = {
  id: 'repo-file',
  severity: 'warning',
  title: 'a .repo file that is incomplete or lets unsigned packages in',
  rationale:
    'Packages of a repository without gpgcheck=1 are installed whoever made them; over plain http nobody in between is noticed either. gpgcheck=1 without gpgkey depends on keys that happen to be installed where the solver runs. Of two sections with one id the later adds to and replaces the first, over all files.',
  bad: [
    files({ ...M, 'a.repo': `[r]\nname=R\nbaseurl=https://example.com/r\ngpgcheck=0\n${KEY}` }, 'a.repo:4'),
    files({ ...M, 'a.repo': `[r]\nname=R\nbaseurl=https://example.com/r\n${KEY}` }, 'a.repo:1'),
    files({ ...M, 'a.repo': `[r]\nname=R\ngpgcheck=1\n${KEY}` }, 'a.repo:1'),
    files({ ...M, 'a.repo': `[r]\nname=R\nbaseurl=http://example.com/r\ngpgcheck=1\n${KEY}` }, 'a.repo:3'),
    files({ ...M, 'a.repo': 'name=R\n[r]\nname=R\nbaseurl=https://example.com/r\ngpgcheck=1\n' }, 'a.repo:2'),
    files(
      {
        ...M,
        'a.repo': `[r]\nname=R\nbaseurl=https://example.com/r\ngpgcheck=1\n${KEY}`,
        'b.repo': `[r]\nname=R\nbaseurl=https://example.com/s\ngpgcheck=1\n${KEY}`,
      },
      'b.repo:1',
    ),
    files({ ...M, 'a.repo': `[r]\nname=R\nbaseurl=https://example.com/r\nGPGCheck=1\n${KEY}` }, 'a.repo:4'),
    files({ ...M, 'a.repo': `[r r]\nname=R\nbaseurl=https://example.com/r\ngpgcheck=1\n${KEY}` }, 'a.repo:1'),
    files({ ...M, 'a.repo': `[r]\nname=R\nbaseurl=https://example.com/r\ngpgcheck=ja\n${KEY}` }, 'a.repo:4'),
  ],
  good: [
    files({ ...M, 'a.repo': `[r]\nname=R\nbaseurl=https://example.com/$releasever\ngpgcheck=1\n${KEY}` }),
  ],
  check: (context, report) => {
    const all = repositoriesIn(context.tree);
    const named = context.variants.map((view) => namedRepositories(view).map(({ id }) => id));
    // A manifest that names none uses every one, and what a template lists is not all the build adds to it.
    const usesAll = context.isTemplate || named.some((ids) => ids.length === 0);
    const used = new Set(usesAll ? all.map(({ id }) => id) : named.flat());
    const first = new Map<string, Repository>();
    for (const repository of all) {
      const before = first.get(repository.id);
      const at = { file: repository.file, line: repository.line + 1 };
      if (before !== undefined)
        report({
          message: `found [${repository.id}], which ${before.file}:${before.line + 1} has already: the later one adds to it and replaces what both say; keep one`,
          at,
        });
      else first.set(repository.id, repository);
      look(repository, used, report);
    }
    unused(all, used, report);
  },
};

function look(repository: Repository, used: ReadonlySet<string>, report: Reporter): void {
  const { id, values, file } = repository;
  const at = (key: string): { file: string; line: number } => ({ file, line: lineOfKey(repository, key) });
  if (!/^[\w.:/-]+$/.test(id))
    report({
      message: `found the id ${JSON.stringify(id)}, expected letters, digits and -_.: only`,
      at: at(''),
      severity: 'error',
    });
  const sources = ['baseurl', 'mirrorlist', 'metalink'].filter((key) => listOf(values.get(key)).length > 0);
  if (sources.length === 0 && id !== 'main')
    report({
      message: `[${id}] has no address; give it baseurl, mirrorlist or metalink`,
      at: at(''),
      severity: 'error',
    });
  // What no manifest names is as if it were not there: its faults are for whoever takes it up.
  const severity = used.has(id) ? undefined : ({ severity: 'info' } as const);
  const flag = flagOf(values.get('gpgcheck'));
  if (values.has('gpgcheck') && flag === undefined)
    report({
      message: `gpgcheck: found ${values.get('gpgcheck') ?? ''}, expected 1 or 0`,
      at: at('gpgcheck'),
      severity: 'error',
    });
  else if (id !== 'main' && flag !== true)
    report({
      message: `[${id}] does not check signatures (${flag === false ? 'gpgcheck=0' : 'no gpgcheck, and the solver does not check by itself'}): packages are installed whoever made them; set gpgcheck=1 and gpgkey`,
      at: at('gpgcheck'),
      ...severity,
    });
  else if (id !== 'main' && listOf(values.get('gpgkey')).length === 0)
    report({
      message: `[${id}] checks signatures and names no gpgkey: only keys that are installed where the solver runs count; name the key`,
      at: at(''),
      severity: 'info',
    });
  for (const key of [...sources, 'gpgkey']) {
    for (const address of listOf(values.get(key))) {
      if (!/^(http|ftp):\/\//.test(address)) continue;
      const isSafe = flag === true && key !== 'gpgkey';
      report({
        message: `${key}: found ${address}, which anybody in between can change; use https`,
        at: at(key),
        ...(isSafe && !used.has(id) ? { severity: 'info' } : {}),
      });
    }
  }
  if (flagOf(values.get('sslverify')) === false)
    report({
      message: 'sslverify: found 0: anybody in between can answer; take it out, or give sslcacert',
      at: at('sslverify'),
    });
  for (const key of values.keys()) {
    if (TELLING.includes(key)) continue;
    const meant =
      TELLING.find((known) => known === key.toLowerCase()) ??
      suggest(key, TELLING).find(
        (known) => Math.abs(known.length - key.length) <= 1 && known[0] === key[0] && known.length > 4,
      );
    if (meant !== undefined && !KNOWN.has(key))
      report({
        message: `found ${key}, which counts as another key than ${meant}; write ${meant}`,
        at: at(key),
      });
  }
}

/** Keys of libdnf that are near one of the telling ones. */
const KNOWN = new Set([
  'exclude',
  'excludes',
  'enabled',
  'enabled_metadata',
  'enablegroups',
  'metadata',
  'gpgcakey',
  'type',
  'cost',
  'countme',
  'proxy',
]);

function unused(all: readonly Repository[], used: ReadonlySet<string>, report: Reporter): void {
  if (used.size === 0) return;
  const unnamed = new Map<string, Repository[]>();
  for (const repository of all) {
    if (used.has(repository.id)) continue;
    const known = unnamed.get(repository.file);
    if (known === undefined) unnamed.set(repository.file, [repository]);
    else known.push(repository);
  }
  for (const [file, repositories] of unnamed) {
    if (all.filter((entry) => entry.file === file).length > repositories.length) continue;
    report({
      message: `no manifest names a repository of this file (${repositories.map(({ id }) => id).join(', ')}); name one under repos:, or delete the file`,
      at: { file },
      severity: 'info',
    });
  }
}
