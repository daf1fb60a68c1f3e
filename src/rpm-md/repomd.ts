import { UserError } from '../errors.ts';
import { parseChecksum, type Checksum } from './checksum.ts';
import { attribute, xmlText } from './xml-text.ts';
import { XmlReader, type XmlHandler } from './xml.ts';

/** A file of metadata, as repomd.xml describes it. */
export interface MetadataFile {
  /** Path below the repository. */
  readonly href: string;
  readonly checksum: Checksum;
  /** Bytes of the file; undefined when it is not said. */
  readonly size: number | undefined;
  /** Bytes of its content unpacked. */
  readonly openSize: number | undefined;
}

/** The files of a repository that count here. */
export interface Repomd {
  readonly primary: MetadataFile;
  /** undefined for a repository without lists of files. */
  readonly filelists: MetadataFile | undefined;
}

const NAMES = ['repomd', 'data', 'checksum', 'location', 'size', 'open-size'] as const;
const [REPOMD, DATA, CHECKSUM, LOCATION, SIZE, OPEN_SIZE] = NAMES.keys();
const TYPE = Buffer.from('type');
const HREF = Buffer.from('href');
const BASE = Buffer.from('xml:base');

interface Entry {
  type: string;
  href?: string;
  base?: string | undefined;
  checksumType?: string | undefined;
  texts: Map<number, string>;
}

/** Reads repomd.xml. @throws UserError for one that is damaged, unsafe, or has no primary metadata */
export function parseRepomd(content: Buffer): Repomd {
  const entries: Entry[] = [];
  let root = -1;
  let depth = 0;
  let text = -1;
  const handler: XmlHandler & { takesText: boolean } = {
    takesText: false,
    open(name, bytes, from, to) {
      depth += 1;
      if (depth === 1) root = name;
      const entry = entries.at(-1);
      if (depth === 2 && name === DATA) {
        entries.push({ type: attribute(bytes, from, to, TYPE) ?? '', texts: new Map() });
      } else if (depth === 3 && entry !== undefined) {
        if (name === LOCATION) {
          entry.href = attribute(bytes, from, to, HREF) ?? '';
          entry.base = attribute(bytes, from, to, BASE);
        }
        if (name === CHECKSUM) entry.checksumType = attribute(bytes, from, to, TYPE);
        text = name;
        this.takesText = name === CHECKSUM || name === SIZE || name === OPEN_SIZE;
      }
    },
    close() {
      depth -= 1;
      this.takesText = false;
    },
    text(bytes, from, to) {
      const { texts } = entries.at(-1) ?? {};
      texts?.set(text, (texts.get(text) ?? '') + xmlText(bytes, from, to));
    },
  };
  const reader = new XmlReader(NAMES, handler);
  reader.write(content);
  reader.end();
  if (root !== REPOMD) throw new UserError('expected XML that begins with <repomd>; it is another file');
  const primary = fileOf(entries, 'primary');
  if (primary === undefined) throw new UserError('it names no primary metadata');
  return { primary, filelists: fileOf(entries, 'filelists') };
}

function fileOf(entries: readonly Entry[], type: string): MetadataFile | undefined {
  const entry = entries.find((candidate) => candidate.type === type);
  if (entry === undefined) return undefined;
  const { href = '', base, checksumType = '', texts } = entry;
  // Everything is looked for below the repository; a path that leads elsewhere is no mistake createrepo makes.
  if (
    base !== undefined ||
    href === '' ||
    /^\/|\\|^[A-Za-z][A-Za-z0-9+.-]*:|(?:^|\/)\.\.(?:\/|$)/.test(href)
  ) {
    throw new UserError(
      `location of ${type}: found ${JSON.stringify(base ?? href)}, expected a path inside the repository`,
    );
  }
  const number = (name: number | undefined): number | undefined => {
    const found = texts.get(name ?? -1)?.trim() ?? '';
    return /^\d{1,15}$/.test(found) ? Number(found) : undefined;
  };
  return {
    href,
    checksum: parseChecksum(checksumType, texts.get(CHECKSUM ?? -1) ?? ''),
    size: number(SIZE),
    openSize: number(OPEN_SIZE),
  };
}
