import { describe, expect, it } from 'vitest';
import { brief, lintFiles } from './trees.ts';

const M = 'packages: [bash]\n';

function extension(lines: string): Record<string, string> {
  return { 'manifest.yaml': M, 'extensions.yaml': `extensions:\n  a:\n    ${lines}\n` };
}

/** What the examples of the rules leave out: files, and the one finding that is expected. */
const CASES: readonly (readonly [string, Record<string, string>, string])[] = [
  [
    'an extension of no known kind',
    extension('{kind: devel, packages: [x]}'),
    'extensions-file extensions.yaml:3 error',
  ],
  [
    'repositories of one extension',
    extension('{repos: [r], packages: [x]}'),
    'extensions-file extensions.yaml:3 info',
  ],
  [
    'a base package nobody asks for',
    extension('{match-base-evr: kernel, packages: [x]}'),
    'extensions-file extensions.yaml:3 warning',
  ],
  [
    'extensions that are no YAML',
    { 'manifest.yaml': M, 'extensions.yaml': 'extensions: [\n' },
    'extensions-file extensions.yaml:2 error',
  ],
  [
    'another key of extensions',
    { 'manifest.yaml': M, 'extensions.yaml': 'packages: []\n' },
    'extensions-file extensions.yaml:1 warning',
  ],
  [
    'an exclusion with a blank',
    { 'manifest.yaml': 'exclude-packages: ["a b"]\n' },
    'requested-and-excluded manifest.yaml:1 warning',
  ],
  [
    'an exclusion with a version',
    { 'manifest.yaml': 'exclude-packages: ["a>1"]\n' },
    'requested-and-excluded manifest.yaml:1 warning',
  ],
  [
    'an exclusion of a path',
    { 'manifest.yaml': 'exclude-packages: [/usr/bin/a]\n' },
    'requested-and-excluded manifest.yaml:1 warning',
  ],
  [
    'an exclusion with an architecture',
    { 'manifest.yaml': 'exclude-packages: [a.noarch]\n' },
    'requested-and-excluded manifest.yaml:1 warning',
  ],
  [
    'a package by name, version and architecture',
    { 'manifest.yaml': 'packages: [a-1.0-1.el9.x86_64]\nexclude-packages: [a]\n' },
    'requested-and-excluded manifest.yaml:1 error',
  ],
  [
    'a file of accounts inside a condition',
    {
      'manifest.yaml':
        'check-groups: {type: none}\nconditional-include:\n  - if: basearch != "a"\n    include:\n      check-passwd: {type: file, filename: passwd}\n',
    },
    'inline-body-pitfall manifest.yaml:5 warning',
  ],
  [
    'an old spelling inside a condition',
    { 'manifest.yaml': 'conditional-include:\n  - if: basearch != "a"\n    include: {default_target: a}\n' },
    'inline-body-pitfall manifest.yaml:3 warning',
  ],
  [
    'an image configuration with a key twice',
    { 'manifest.yaml': M, 'image.yaml': 'size: 10\nextra-kargs: []\nsize: 12\n' },
    'image-config image.yaml:3 warning',
  ],
  [
    'two kernel arguments in one',
    { 'manifest.yaml': M, 'image.yaml': 'size: 10\nextra-kargs: ["a b"]\n' },
    'image-config image.yaml:2 warning',
  ],
  [
    'a lock override without the digest',
    {
      'manifest.yaml': M,
      'manifest-lock.x86_64.json': '{"packages": {"bash": {"evra": "1-1.x86_64", "digest": "sha256:a"}}}',
      'manifest-lock.overrides.yaml': 'packages:\n  bash: {evr: 1-2}\n',
    },
    'lockfile-override-stale manifest-lock.overrides.yaml:2 warning',
  ],
  [
    'a lock entry of another architecture',
    { 'manifest.yaml': M, 'manifest-lock.x86_64.json': '{"packages": {"bash": {"evra": "1-1.s390x"}}}' },
    'lockfile-schema manifest-lock.x86_64.json:1 warning',
  ],
  [
    'a lock entry without a dot',
    { 'manifest.yaml': M, 'manifest-lock.x86_64.json': '{"packages": {"bash": {"evra": "1-1"}}}' },
    'lockfile-schema manifest-lock.x86_64.json:1 error',
  ],
  [
    'a repository without TLS checks',
    {
      'manifest.yaml': M,
      'a.repo': '[a]\nname=A\nbaseurl=https://example.com/\ngpgcheck=1\ngpgkey=file:///k\nsslverify=0\n',
    },
    'repo-file a.repo:6 warning',
  ],
  [
    'a wide regular expression',
    { 'manifest.yaml': 'remove-from-packages:\n  - [a, ".*"]\n' },
    'remove-from-packages manifest.yaml:2 info',
  ],
  [
    'a name that is none',
    { 'manifest.yaml': 'remove-from-packages:\n  - ["a*", "/x"]\n' },
    'remove-from-packages manifest.yaml:2 warning',
  ],
  [
    'accounts in no order',
    {
      'manifest.yaml': 'check-passwd: {type: file, filename: p}\ncheck-groups: {type: file, filename: g}\n',
      p: '',
      g: 'b:x:1:\na:x:3:\nc:x:2:\n',
    },
    'passwd-pairing g:3 info',
  ],
  [
    'a group twice',
    {
      'manifest.yaml': 'check-passwd: {type: file, filename: p}\ncheck-groups: {type: file, filename: g}\n',
      p: '',
      g: 'a:x:1:\na:x:2:\n',
    },
    'passwd-pairing g:2 error',
  ],
  ['an experimental directory', { 'manifest.yaml': M, 'finalize.d/a': '' }, 'deprecated-key finalize.d info'],
  [
    'a variable that comes too late',
    {
      'manifest.yaml':
        'conditional-include:\n  - if: releasever > 1\n    include: {packages: [a]}\n  - if: basearch != "a"\n    include: b.yaml\n',
      'b.yaml': 'releasever: 9\n',
    },
    'undefined-variable manifest.yaml:2 error',
  ],
  [
    'kickstart: a package excluded elsewhere',
    { 'manifest.yaml': 'include: a.ks\nexclude-packages: [bash]\n', 'a.ks': '# c\n%packages\nbash\n%end\n' },
    'requested-and-excluded a.ks:3 error',
  ],
  [
    'kickstart: an exclusion',
    { 'manifest.yaml': 'include: a.ks\npackages: [bash]\n', 'a.ks': '%packages\n-bash\n%end\n' },
    'requested-and-excluded manifest.yaml:2 error',
  ],
  [
    'kickstart: an include that is not there',
    { 'manifest.yaml': 'include: a.ks\n', 'a.ks': '%include b.ks\n' },
    'missing-include a.ks:1 error',
  ],
];

describe('further cases', () => {
  it.each(CASES)('%s', async (_name, files, expected) => {
    expect((await lintFiles(files)).map(brief)).toContain(expected);
  });

  it('strings of repo-packages are not split inside a condition either, and said to be wrong once', async () => {
    const found = await lintFiles({
      'manifest.yaml': `repos: [r]
repo-packages:
  - repo: r
    packages: [a]
conditional-include:
  - if: basearch == "x86_64"
    include:
      repo-packages:
        - repo: r
          packages: ["a b"]
boot-location: modules
`,
    });
    expect(found.filter(({ location }) => location.line !== 1).map(brief)).toEqual([
      'inline-body-pitfall manifest.yaml:10 error',
    ]);
  });

  it('a default is told of those variants that take it', async () => {
    const found = await lintFiles(
      {
        'manifest.yaml':
          'conditional-include:\n  - if: stream == "next"\n    include: next.yaml\narch-include: {s390x: s.yaml}\n',
        'next.yaml': 'boot-location: modules\n',
        's.yaml': 'packages: [a]\n',
      },
      { vars: { stream: ['next', 'stable'] } },
    );
    expect(found.map(({ rule, severity, location, when }) => [rule, severity, location.file, when])).toEqual([
      ['deprecated-key', 'warning', 'manifest.yaml', 'only with stream=stable'],
    ]);
  });

  it('lines of a kickstart file are never split', async () => {
    const found = await lintFiles({
      'manifest.yaml': 'include: a.ks\n',
      'a.ks': "%packages\nit's >= 1\n%end\n",
    });
    expect(found.map(({ rule }) => rule)).not.toContain('version-query-quoting');
  });
});
