import { createHash } from 'node:crypto';
import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { gzipSync } from 'node:zlib';

/** A package of made metadata. */
export interface MadePackage {
  readonly name: string;
  /** `[epoch:]version-release`; 1-1 when left out. */
  readonly evr?: string;
  /** noarch when left out. */
  readonly arch?: string;
  /** Attributes after the name: `libx` or `libx" flags="GE" epoch="0" ver="2`. */
  readonly provides?: readonly string[];
  /** Files primary.xml has. */
  readonly files?: readonly string[];
  /** Files only filelists.xml has. */
  readonly moreFiles?: readonly string[];
}

/** The sha256 digest a made package is said to have. */
export function digestOf(made: MadePackage): string {
  return sha256(`${made.name}-${made.evr ?? '1-1'}`);
}

export function sha256(content: Buffer | string): string {
  return createHash('sha256').update(content).digest('hex');
}

function version(text = '1-1'): string {
  const [, epoch = '0', ver = '', rel = ''] = /^(?:(\d+):)?(.*)-([^-]*)$/.exec(text) ?? [];
  return `epoch="${epoch}" ver="${ver}" rel="${rel}"`;
}

/** primary.xml as createrepo_c writes it, with less in it. */
export function primaryXml(packages: readonly MadePackage[]): string {
  const bodies = packages.map((made) => {
    const entries = [...(made.provides ?? []), `${made.name}" flags="EQ" ${version(made.evr).slice(0, -1)}`];
    return `<package type="rpm">
  <name>${made.name}</name>
  <arch>${made.arch ?? 'noarch'}</arch>
  <version ${version(made.evr)}/>
  <checksum type="sha256" pkgid="YES">${digestOf(made)}</checksum>
  <summary>Not a <![CDATA[<name>]]> &lt;name&gt;</summary>
  <format>
    <rpm:requires><rpm:entry name="required-only"/></rpm:requires>
    <rpm:provides>
${entries.map((entry) => `      <rpm:entry name="${entry}"/>`).join('\n')}
    </rpm:provides>
${(made.files ?? []).map((file) => `    <file>${file}</file>`).join('\n')}
  </format>
</package>`;
  });
  return `<?xml version="1.0" encoding="UTF-8"?>
<metadata xmlns="http://linux.duke.edu/metadata/common" packages="${packages.length}">
<!-- <package> -->
${bodies.join('\n')}
</metadata>
`;
}

/** filelists.xml. */
export function filelistsXml(packages: readonly MadePackage[]): string {
  const bodies = packages.map(
    (made) => `<package pkgid="${digestOf(made)}" name="${made.name}" arch="${made.arch ?? 'noarch'}">
  <version ${version(made.evr)}/>
${[...(made.files ?? []), ...(made.moreFiles ?? [])].map((file) => `  <file>${file}</file>`).join('\n')}
</package>`,
  );
  return `<?xml version="1.0" encoding="UTF-8"?>\n<filelists packages="${packages.length}">\n${bodies.join('\n')}\n</filelists>\n`;
}

/** Files of a repository by their path below it. */
export type RepositoryFiles = Map<string, Buffer>;

/** A repository in memory. */
export function makeRepository(packages: readonly MadePackage[]): RepositoryFiles {
  const files: RepositoryFiles = new Map();
  const entries = Object.entries({ primary: primaryXml(packages), filelists: filelistsXml(packages) });
  const data = entries.map(([type, text]) => {
    const packed = gzipSync(text);
    const href = `repodata/${type}.xml.gz`;
    files.set(href, packed);
    return `<data type="${type}">
  <checksum type="sha256">${sha256(packed)}</checksum>
  <open-checksum type="sha256">${sha256(text)}</open-checksum>
  <location href="${href}"/>
  <size>${packed.length}</size>
  <open-size>${Buffer.byteLength(text)}</open-size>
</data>`;
  });
  files.set('repodata/repomd.xml', Buffer.from(`<repomd>\n${data.join('\n')}\n</repomd>\n`));
  return files;
}

/** Writes a repository to a directory. */
export async function writeRepository(dir: string, files: RepositoryFiles): Promise<void> {
  for (const [path, content] of files) {
    await mkdir(dirname(join(dir, path)), { recursive: true });
    await writeFile(join(dir, path), content);
  }
}
