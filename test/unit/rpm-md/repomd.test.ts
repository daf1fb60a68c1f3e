import { describe, expect, it } from 'vitest';
import { parseMetalink } from '../../../src/rpm-md/metalink.ts';
import { mirrorList } from '../../../src/rpm-md/mirrors.ts';
import { parseRepomd } from '../../../src/rpm-md/repomd.ts';
import { fillVariables, openVariables, repositoryVariables } from '../../../src/rpm-md/variables.ts';

const HEX = 'a'.repeat(64);

function repomd(location: string, checksum = `<checksum type="sha256">${HEX}</checksum>`): Buffer {
  return Buffer.from(
    `<?xml version="1.0"?><repomd xmlns="x"><revision>1</revision>
    <data type="primary_db">${checksum}<location href="db"/></data>
    <data type="primary">${checksum}<open-checksum type="sha256">${'b'.repeat(64)}</open-checksum>
      <location ${location}/><size>10</size><open-size> 20 </open-size></data></repomd>`,
  );
}

describe('repomd.xml', () => {
  it('names the primary metadata with what is known of them', () => {
    expect(parseRepomd(repomd('href="repodata/p.xml.gz"'))).toEqual({
      primary: {
        href: 'repodata/p.xml.gz',
        checksum: { algorithm: 'sha256', hex: HEX },
        size: 10,
        openSize: 20,
      },
      filelists: undefined,
    });
  });

  it.each([
    'href="/etc/passwd"',
    'href="../x"',
    'href="a/../../x"',
    'href="a/.."',
    'href="http://x/y"',
    'href="a\\..\\x"',
    'href=""',
    'other=""',
    'xml:base="http://elsewhere/" href="x"',
  ])('a location with %s is refused', (location) => {
    expect(() => parseRepomd(repomd(location))).toThrow(
      /location of primary: found .* inside the repository/,
    );
  });

  it.each([
    ['<checksum type="md5">0</checksum>', 'found the checksum "md5 0"'],
    ['<checksum type="sha256">abc</checksum>', 'found the checksum "sha256 abc"'],
    [`<checksum type="sha256">${'g'.repeat(64)}</checksum>`, 'in hex digits'],
    ['', 'found the checksum " "'],
  ])('with %s is refused', (checksum, expected) => {
    expect(() => parseRepomd(repomd('href="x"', checksum))).toThrow(expected);
  });

  it('that is another file is refused', () => {
    expect(() => parseRepomd(Buffer.from('<html></html>'))).toThrow('begins with <repomd>');
    expect(() => parseRepomd(Buffer.from('<repomd></repomd>'))).toThrow('no primary metadata');
  });
});

describe('a metalink', () => {
  const link = (body: string): Buffer =>
    Buffer.from(
      `<metalink version="3.0" xmlns:mm0="x"><files>
        <file name="other"><resources><url preference="100">https://wrong/repodata/repomd.xml</url></resources></file>
        <file name="repomd.xml">${body}</file></files></metalink>`,
    );

  it('gives mirrors by preference, and the strongest checksum of each version', () => {
    const found = parseMetalink(
      link(`<verification><hash type="md5">1</hash><hash type="sha256">${HEX}</hash>
          <hash type="sha512">${'c'.repeat(128)}</hash></verification>
        <mm0:alternates><mm0:alternate><verification><hash type="sha1">${'d'.repeat(40)}</hash></verification>
        </mm0:alternate></mm0:alternates>
        <resources><url protocol="rsync" preference="100">rsync://a/repodata/repomd.xml</url>
          <url protocol="http" preference="90">http://low/x/repodata/repomd.xml</url>
          <url protocol="https" preference="99"> https://high/x/repodata/repomd.xml </url></resources>`),
    );
    expect(found).toEqual({
      mirrors: ['https://high/x/', 'http://low/x/'],
      checksums: [
        { algorithm: 'sha512', hex: 'c'.repeat(128) },
        { algorithm: 'sha1', hex: 'd'.repeat(40) },
      ],
    });
  });

  it('without a usable mirror is refused', () => {
    expect(() =>
      parseMetalink(link('<resources><url>ftp://a/repodata/repomd.xml</url></resources>')),
    ).toThrow('names no web address');
    expect(() => parseMetalink(Buffer.from('<a/>'))).toThrow('begins with <metalink>');
  });
});

describe('a mirrorlist', () => {
  it('is read line by line, with variables', () => {
    const text = '# comment\r\nhttps://a/$basearch/\n\nrsync://b/\nhttp://c/os\n';
    expect(mirrorList(text, { basearch: 's390x' })).toEqual(['https://a/s390x/', 'http://c/os']);
  });

  it.each(['', '# no mirrors\n', 'root:secret\n'])('%j is refused, and not quoted', (text) => {
    expect(() => mirrorList(text, {})).toThrow(`found no addresses in ${text.length} bytes`);
  });
});

describe('variables', () => {
  it('are filled in, with and without braces, and the rest stays', () => {
    const variables = repositoryVariables({ releasever: '9.4', stream: '$x' }, 'aarch64');
    const text = '$releasever/${basearch}/$arch/$releasever_major-$releasever_minor/$stream/$other/$';
    const filled = fillVariables(text, variables);
    expect(filled).toBe('9.4/aarch64/aarch64/9-4/$x/$other/$');
    expect(openVariables(filled)).toEqual(['x', 'other']);
  });

  it('that every object has are none', () => {
    expect(fillVariables('$constructor', {})).toBe('$constructor');
  });
});
