import { describe, expect, it } from 'vitest';
import { disabledOn, isFor, needsOf, repoCandidates } from '../../../src/release-rpm/choose.ts';
import {
  flagOf,
  listOf,
  readRepoFile,
  readRepositories,
  setValue,
} from '../../../src/release-rpm/repo-file.ts';

const TEXT = `# top
[one]
name=One
baseurl=http://a.example/
 http://b.example/
# exclude what
exclude=
 x
 y
enabled=1

[two]
name = Two
gpgcheck = no
`;

describe('readRepoFile', () => {
  it('reads continuation lines, comments and blanks around the separator', () => {
    const [one, two] = readRepoFile(TEXT);
    expect(listOf(one?.values.get('baseurl'))).toEqual(['http://a.example/', 'http://b.example/']);
    expect(listOf(one?.values.get('exclude'))).toEqual(['x', 'y']);
    expect(two?.id).toBe('two');
    expect(flagOf(two?.values.get('gpgcheck'))).toBe(false);
    expect(flagOf(two?.values.get('enabled'))).toBeUndefined();
  });

  it('changes one value of one section and nothing else', () => {
    expect(setValue(TEXT, 'one', 'enabled', '0')).toBe(TEXT.replace('enabled=1', 'enabled=0'));
    expect(setValue(TEXT, 'two', 'enabled', '0')).toBe(TEXT.replace('[two]\n', '[two]\nenabled=0\n'));
    expect(setValue(TEXT, 'three', 'enabled', '0')).toBe(TEXT);
  });
});

describe('setValue', () => {
  // Found by the fuzzer: what was set was not what was read.
  it.each([
    ['a section that is there twice', '[a]\nx=1\n[b]\n[a]\nx=1\n', '[a]\nx=0\n[b]\n[a]\nx=0\n'],
    ['a key that is there twice', '[a]\nx=1\ny=2\nx=1\n', '[a]\nx=0\ny=2\n'],
    ['a value that goes on', '[a]\nx=1\n 2\n# c\n 3\ny=4\n', '[a]\nx=0\n# c\ny=4\n'],
    ['a value after a line that looks like a section', '[a]\n[\nx=1\n', '[a]\n[\nx=0\n'],
    ['a key with blanks before its sign', '[a]\nx  = 1\n', '[a]\nx=0\n'],
    ['a header in the last line', '[a]', '[a]\nx=0'],
    ['line ends of Windows', '[a]\r\nx=1\r\n[b]\r\n', '[a]\r\nx=0\r\n[b]\r\n'],
    ['line ends of Windows, added', '[a]\r\ny=1\r\n', '[a]\r\nx=0\r\ny=1\r\n'],
    ['a header that something indented follows', '[a]\n y=1\n', '[a]\n y=1\nx=0\n'],
    ['a header that something indented and a key follow', '[a]\n y=1\nz=1\n', '[a]\n y=1\nx=0\nz=1\n'],
    ['a section without anything', '[a]\n\n[b]\n', '[a]\nx=0\n\n[b]\n'],
  ])('sets %s', (_what, before, after) => {
    expect(setValue(before, 'a', 'x', '0')).toBe(after);
  });
});

describe('a key that is written more than once, or otherwise', () => {
  it('is written by its last value, in this section or a later one of the same id', () => {
    const checked = (text: string): boolean | undefined =>
      flagOf(
        readRepositories(text)
          .find(({ id }) => id === 'x')
          ?.values.get('gpgcheck'),
      );
    expect(checked('[x]\ngpgcheck=1\ngpgcheck=0\n')).toBe(false);
    expect(checked('[x]\ngpgcheck=0\ngpgcheck=1\n')).toBe(true);
    expect(checked('[x]\ngpgcheck=1\n[y]\nname=y\n[x]\ngpgcheck=0\n')).toBe(false);
    expect(readRepositories('[x]\nname=a\n[x]\nbaseurl=b\n')).toHaveLength(1);
  });

  it.each(['GPGCHECK=1', 'Gpgcheck=1', 'gpgcheck: 1', 'gpgcheck=enabled', 'gpgcheck=1 # yes', 'gpgcheck=2'])(
    'does not count as gpgcheck=1 when it is spelled %j',
    (line) => {
      expect(flagOf(readRepositories(`[x]\n${line}\n`)[0]?.values.get('gpgcheck'))).not.toBe(true);
    },
  );

  it('is set in the place of the first, and the others go with what continues them', () => {
    const text = '[x]\ngpgcheck=1\n 1\nname=x\ngpgcheck = 1\n# c\n[y]\ngpgcheck=1\n[x]\ngpgcheck=1\n';
    expect(setValue(text, 'x', 'gpgcheck', '0')).toBe(
      '[x]\ngpgcheck=0\nname=x\n# c\n[y]\ngpgcheck=1\n[x]\ngpgcheck=0\n',
    );
    expect(setValue('[x]\nGPGCHECK=0\n', 'x', 'gpgcheck', '1')).toBe('[x]\ngpgcheck=1\nGPGCHECK=0\n');
  });
});

describe('choice of repo files', () => {
  const files = [
    'usr/share/ovirt-release-master/ovirt-snapshot.repo',
    'usr/share/ovirt-release-master/ovirt-el9-stream-x86_64-deps.repo',
    'usr/share/ovirt-release-master/ovirt-el9-stream-aarch64-deps.repo',
    'usr/share/ovirt-release-master/ovirt-el10-stream-x86_64-deps.repo',
    'usr/share/ovirt-release-master/ovirt-f31-deps.repo',
  ];
  const candidates = repoCandidates(
    files.map((path) => ({ path, mode: 0o100644, content: Buffer.from('') })),
  );

  it.each([
    ['el9', 'x86_64', [0, 1]],
    ['el9', 'aarch64', [0, 2]],
    ['el10', 'x86_64', [0, 3]],
    ['fc31', 'x86_64', [0, 4]],
  ])('for %s on %s takes %j', (target, arch, expected) => {
    const chosen = candidates.flatMap((candidate, index) => (isFor(candidate, target, arch) ? [index] : []));
    expect(chosen).toEqual(expected);
  });

  it('knows what %post turns on and off', () => {
    expect(needsOf('el9')).toEqual(['crb']);
    expect(needsOf('el10')).toEqual(['crb', 'epel']);
    expect(disabledOn('el10')).toContain('ovirt-node-master-snapshot');
    expect(disabledOn('el9')).toEqual([]);
  });
});
