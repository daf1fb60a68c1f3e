import { UserError } from '../errors.ts';
import { parseChecksum, strengthOf, type Checksum } from './checksum.ts';
import { attribute, xmlText } from './xml-text.ts';
import { XmlReader, type XmlHandler } from './xml.ts';

/** What a metalink says of repomd.xml. */
export interface Metalink {
  /** Base addresses of mirrors, the preferred ones first. */
  readonly mirrors: readonly string[];
  /** The strongest checksum of each version that is fine: the newest, and those mirrors may lag behind with. */
  readonly checksums: readonly Checksum[];
}

const NAMES = ['metalink', 'file', 'mm0:alternate', 'hash', 'url'] as const;
const [METALINK, FILE, ALTERNATE, HASH, URL_NAME] = NAMES.keys();
const TYPE = Buffer.from('type');
const NAME = Buffer.from('name');
const PREFERENCE = Buffer.from('preference');
const SUFFIX = 'repodata/repomd.xml';

/**
 * Reads a metalink (version 3, with MirrorManager's alternates). Only web addresses count: rsync and ftp are not
 * spoken here.
 *
 * @throws UserError for one that is damaged or does not describe repomd.xml
 */
export function parseMetalink(content: Buffer): Metalink {
  const urls: { readonly preference: number; text: string }[] = [];
  const versions: { readonly type: string; text: string }[][] = [];
  let root = -1;
  let depth = 0;
  let wanted = false;
  let into: { text: string } | undefined;
  const handler: XmlHandler & { takesText: boolean } = {
    takesText: false,
    open(name, bytes, from, to) {
      depth += 1;
      if (depth === 1) root = name;
      if (name === FILE) wanted = attribute(bytes, from, to, NAME) === 'repomd.xml';
      if (!wanted) return;
      if (name === FILE || name === ALTERNATE) versions.push([]);
      if (name === HASH) {
        const hash = { type: attribute(bytes, from, to, TYPE) ?? '', text: '' };
        versions.at(-1)?.push(hash);
        into = hash;
      }
      if (name === URL_NAME) {
        const url = { preference: Number(attribute(bytes, from, to, PREFERENCE) ?? 0) || 0, text: '' };
        urls.push(url);
        into = url;
      }
      this.takesText = into !== undefined;
    },
    close() {
      depth -= 1;
      into = undefined;
      this.takesText = false;
    },
    text(bytes, from, to) {
      if (into !== undefined) into.text += xmlText(bytes, from, to);
    },
  };
  const reader = new XmlReader(NAMES, handler);
  reader.write(content);
  reader.end();
  if (root !== METALINK) throw new UserError('expected XML that begins with <metalink>; it is another file');
  const mirrors = urls
    .sort((one, two) => two.preference - one.preference)
    .map(({ text }) => text.trim())
    .filter((text) => /^https?:\/\//i.test(text) && text.endsWith(SUFFIX))
    .map((text) => text.slice(0, -SUFFIX.length));
  const checksums = versions.flatMap((hashes) => {
    const [best] = hashes
      .filter(({ type }) => strengthOf(type) >= 0)
      .sort((one, two) => strengthOf(two.type) - strengthOf(one.type));
    return best === undefined ? [] : [parseChecksum(best.type, best.text)];
  });
  if (mirrors.length === 0) throw new UserError('the metalink names no web address of repomd.xml');
  return { mirrors: [...new Set(mirrors)], checksums };
}
