import { createHash } from 'node:crypto';
import { createWriteStream } from 'node:fs';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createGzip } from 'node:zlib';

const WORDS =
  'lib perl python3 devel tools server client data font golang rust texlive doc common extra plugin core qt'.split(
    ' ',
  );

/** A repository as large as a distribution's. */
export interface BigRepository {
  /** Names of its packages, in order. */
  readonly names: readonly string[];
  /** MB of primary.xml, unpacked. */
  readonly size: number;
}

/**
 * Writes metadata of made packages whose sizes are those of a distribution: 3.5 kB of XML for each, with 8 capabilities,
 * 17 requirements and a few files. The same for the same number. There are no lists of files: dnf would read them too.
 */
export async function writeBigRepository(dir: string, count: number): Promise<BigRepository> {
  await mkdir(join(dir, 'repodata'), { recursive: true });
  const names: string[] = [];
  let size = 0;
  const parts = function* (): Generator<string> {
    yield `<?xml version="1.0" encoding="UTF-8"?>\n<metadata xmlns="http://linux.duke.edu/metadata/common" xmlns:rpm="http://linux.duke.edu/metadata/rpm" packages="${count}">\n`;
    let state = 1;
    const next = (below: number): number => {
      state = (Math.imul(state, 1_103_515_245) + 12_345) & 0x7f_ff_ff_ff;
      return (state >>> 8) % below;
    };
    for (let index = 0; index < count; index += 1) {
      const name = `${word(next)}-${word(next)}-${word(next)}${index}`;
      names.push(name);
      yield packageXml(name, index, next);
    }
    yield '</metadata>\n';
  };
  const counted = function* (): Generator<string> {
    for (const part of parts()) {
      size += Buffer.byteLength(part);
      yield part;
    }
  };
  const file = join(dir, 'repodata', 'primary.xml.gz');
  await pipeline(Readable.from(counted()), createGzip({ level: 6 }), createWriteStream(file));
  const packed = await readFile(file);
  const sha256 = createHash('sha256').update(packed).digest('hex');
  await writeFile(
    join(dir, 'repodata', 'repomd.xml'),
    `<?xml version="1.0" encoding="UTF-8"?>
<repomd xmlns="http://linux.duke.edu/metadata/repo" xmlns:rpm="http://linux.duke.edu/metadata/rpm">
<revision>1</revision><data type="primary"><checksum type="sha256">${sha256}</checksum>
<location href="repodata/primary.xml.gz"/><timestamp>1</timestamp><size>${packed.length}</size><open-size>${size}</open-size></data>
</repomd>\n`,
  );
  return { names, size: size / 1e6 };
}

type Next = (below: number) => number;

function word(next: Next): string {
  return WORDS[next(WORDS.length)] ?? '';
}

function packageXml(name: string, index: number, next: Next): string {
  const evr = `epoch="0" ver="${index % 9}.${index % 31}" rel="${index % 5}.el9"`;
  const list = (length: number, line: (at: number) => string): string =>
    Array.from({ length }, (_, at) => line(at)).join('');
  const text = list(40, () => `${word(next)} `);
  return `<package type="rpm">
  <name>${name}</name>
  <arch>x86_64</arch>
  <version ${evr}/>
  <checksum type="sha256" pkgid="YES">${createHash('sha256').update(name).digest('hex')}</checksum>
  <summary>The ${name} package</summary>
  <description>${text}&lt;${name}&gt;</description>
  <packager>Packagers &lt;packagers@example.invalid&gt;</packager>
  <url>https://example.invalid/${name}</url>
  <time file="1700000000" build="1699999999"/>
  <size package="${index * 13}" installed="${index * 41}" archive="${index * 42}"/>
  <location href="Packages/${name}.rpm"/>
  <format>
    <rpm:license>GPLv2+ and MIT</rpm:license>
    <rpm:vendor>Example</rpm:vendor>
    <rpm:group>Unspecified</rpm:group>
    <rpm:buildhost>builder.example.invalid</rpm:buildhost>
    <rpm:sourcerpm>${name}.src.rpm</rpm:sourcerpm>
    <rpm:header-range start="4504" end="20000"/>
    <rpm:provides>
${list(1 + next(14), (at) => `      <rpm:entry name="lib${name}${at}.so.${at}()(64bit)" flags="EQ" ${evr}/>\n`)}      <rpm:entry name="${name}" flags="EQ" ${evr}/>
    </rpm:provides>
    <rpm:requires>
${list(5 + next(25), (at) => `      <rpm:entry name="lib${word(next)}-${next(3000)}.so.${at}(GLIBC_2.${at})(64bit)"/>\n`)}    </rpm:requires>
${list(next(5), (at) => `    <file>/usr/bin/${name}-${at}</file>\n`)}  </format>
</package>
`;
}
