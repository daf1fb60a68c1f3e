import { isRelation, type VersionRange } from './dependency.ts';
import type { Package } from './nevra.ts';
import { UserError } from '../errors.ts';
import { attribute, findAttribute, xmlText, type ValueRange } from './xml-text.ts';
import { XmlReader, type XmlHandler } from './xml.ts';

/** A package of primary.xml. */
export interface PrimaryPackage extends Package {
  /** `sha256:…` of the package's file. */
  readonly digest: string;
}

/** What is looked for while primary.xml is read. `T` is what the looker calls the things it looks for. */
export interface PrimarySink<T> {
  /** The thing looked for by the name of a capability, if any. Names are bytes, or text where they have entities. */
  capability(bytes: Buffer, from: number, to: number, escaped: boolean): T | undefined;
  /** The range of a capability that {@link capability} has found a thing for. */
  provided(thing: T, range: VersionRange | undefined): void;
  /** Whether {@link file} is to be called. */
  readonly takesFiles: boolean;
  /** The path of a file of the package, as it stands in the XML; primary.xml has the more important ones. */
  file(bytes: Buffer, from: number, to: number): void;
  /** The package, after all of its capabilities and files. @returns false when nothing more is looked for */
  package(found: PrimaryPackage): boolean;
}

const NAMES = [
  'metadata',
  'package',
  'name',
  'arch',
  'version',
  'checksum',
  'rpm:provides',
  'rpm:entry',
  'file',
] as const;
const [METADATA, PACKAGE, NAME, ARCH, VERSION, CHECKSUM, PROVIDES, ENTRY, FILE] = NAMES.keys();
const A_NAME = Buffer.from('name');
const A_TYPE = Buffer.from('type');
const A_FLAGS = Buffer.from('flags');
const A_EPOCH = Buffer.from('epoch');
const A_VER = Buffer.from('ver');
const A_REL = Buffer.from('rel');
/** Depth of what describes a package: metadata, package, and its members. */
const MEMBER = 3;

/** Reads primary.xml from its bytes. @returns how many packages were read @throws UserError for another file */
export async function readPrimary<T>(
  content: AsyncIterable<Buffer>,
  sink: PrimarySink<T>,
): Promise<{ readonly packages: number }> {
  const handler = new PrimaryHandler(sink);
  const reader = new XmlReader(NAMES, handler);
  for await (const chunk of content) {
    reader.write(chunk);
    if (handler.enough) return handler;
  }
  reader.end();
  return handler;
}

class PrimaryHandler<T> implements XmlHandler {
  takesText = false;
  enough = false;
  packages = 0;
  readonly #sink: PrimarySink<T>;
  readonly #value: ValueRange = { from: 0, to: 0, escaped: false };
  #depth = 0;
  #inProvides = false;
  #inFile = false;
  #text = '';
  #name = '';
  #arch = '';
  #epoch = '';
  #version = '';
  #release = '';
  #checksumType = '';
  #checksum = '';

  constructor(sink: PrimarySink<T>) {
    this.#sink = sink;
  }

  open(name: number, bytes: Buffer, from: number, to: number): void {
    this.#depth += 1;
    if (this.#depth === 1 && name !== METADATA) {
      throw new UserError('expected XML that begins with <metadata>; it is another file');
    }
    if (name < 0 || this.enough) return;
    if (name === ENTRY) {
      if (this.#inProvides) this.#entry(bytes, from, to);
    } else if (name === PROVIDES) {
      this.#inProvides = true;
    } else if (name === FILE) {
      this.#inFile = this.#sink.takesFiles;
      this.takesText = this.#inFile;
    } else if (this.#depth === MEMBER) {
      if (name === VERSION) {
        this.#epoch = attribute(bytes, from, to, A_EPOCH) ?? '';
        this.#version = attribute(bytes, from, to, A_VER) ?? '';
        this.#release = attribute(bytes, from, to, A_REL) ?? '';
      } else if (name === NAME || name === ARCH || name === CHECKSUM) {
        if (name === CHECKSUM) this.#checksumType = attribute(bytes, from, to, A_TYPE) ?? '';
        this.#takeText();
      }
    }
  }

  close(name: number): void {
    this.#depth -= 1;
    if (this.takesText) this.#took(name);
    if (name === PROVIDES) this.#inProvides = false;
    if (name === PACKAGE && this.#depth === 1 && !this.enough) this.#package();
  }

  text(bytes: Buffer, from: number, to: number, raw: boolean): void {
    if (this.#inFile) this.#sink.file(bytes, from, to);
    else this.#text += raw ? bytes.toString('utf8', from, to) : xmlText(bytes, from, to);
  }

  #takeText(): void {
    this.takesText = true;
    this.#text = '';
  }

  #took(name: number): void {
    this.takesText = false;
    if (name === FILE) this.#inFile = false;
    else if (name === NAME) this.#name = this.#text;
    else if (name === ARCH) this.#arch = this.#text;
    else if (name === CHECKSUM) this.#checksum = this.#text;
  }

  #entry(bytes: Buffer, from: number, to: number): void {
    const value = this.#value;
    if (!findAttribute(bytes, from, to, A_NAME, value)) return;
    const thing = this.#sink.capability(bytes, value.from, value.to, value.escaped);
    if (thing === undefined) return;
    const relation = attribute(bytes, from, to, A_FLAGS) ?? '';
    const range = isRelation(relation)
      ? {
          relation,
          evr: {
            epoch: attribute(bytes, from, to, A_EPOCH) ?? '',
            version: attribute(bytes, from, to, A_VER) ?? '',
            release: attribute(bytes, from, to, A_REL) ?? '',
          },
        }
      : undefined;
    this.#sink.provided(thing, range);
  }

  #package(): void {
    this.packages += 1;
    const go = this.#sink.package({
      name: this.#name,
      arch: this.#arch,
      epoch: this.#epoch,
      version: this.#version,
      release: this.#release,
      digest: `${this.#checksumType}:${this.#checksum.trim()}`,
    });
    if (!go) this.enough = true;
  }
}
