import { UserError } from '../errors.ts';
import type { Package } from './nevra.ts';
import { attribute } from './xml-text.ts';
import { XmlReader, type XmlHandler } from './xml.ts';

/** What is looked for while filelists.xml is read. */
export interface FilelistsSink {
  /** The path of a file of the package, as it stands in the XML. */
  file(bytes: Buffer, from: number, to: number): void;
  /** The package, after all of its files. @returns false when nothing more is looked for */
  package(found: Package): boolean;
}

const NAMES = ['filelists', 'package', 'version', 'file'] as const;
const [FILELISTS, PACKAGE, VERSION, FILE] = NAMES.keys();
const A_NAME = Buffer.from('name');
const A_ARCH = Buffer.from('arch');
const A_EPOCH = Buffer.from('epoch');
const A_VER = Buffer.from('ver');
const A_REL = Buffer.from('rel');

/** Reads filelists.xml from its bytes. @throws UserError for another file */
export async function readFilelists(content: AsyncIterable<Buffer>, sink: FilelistsSink): Promise<void> {
  const handler = new FilelistsHandler(sink);
  const reader = new XmlReader(NAMES, handler);
  for await (const chunk of content) {
    reader.write(chunk);
    if (handler.enough) return;
  }
  reader.end();
}

class FilelistsHandler implements XmlHandler {
  takesText = false;
  enough = false;
  readonly #sink: FilelistsSink;
  #depth = 0;
  #found: Package = NOTHING;

  constructor(sink: FilelistsSink) {
    this.#sink = sink;
  }

  open(name: number, bytes: Buffer, from: number, to: number): void {
    this.#depth += 1;
    if (this.#depth === 1 && name !== FILELISTS) {
      throw new UserError('expected XML that begins with <filelists>; it is another file');
    }
    if (name === FILE) this.takesText = !this.enough;
    else if (name === PACKAGE) {
      this.#found = {
        ...NOTHING,
        name: attribute(bytes, from, to, A_NAME) ?? '',
        arch: attribute(bytes, from, to, A_ARCH) ?? '',
      };
    } else if (name === VERSION) {
      this.#found = {
        ...this.#found,
        epoch: attribute(bytes, from, to, A_EPOCH) ?? '',
        version: attribute(bytes, from, to, A_VER) ?? '',
        release: attribute(bytes, from, to, A_REL) ?? '',
      };
    }
  }

  close(name: number): void {
    this.#depth -= 1;
    this.takesText = false;
    if (name === PACKAGE && !this.enough) this.enough = !this.#sink.package(this.#found);
  }

  text(bytes: Buffer, from: number, to: number): void {
    this.#sink.file(bytes, from, to);
  }
}

const NOTHING: Package = { name: '', arch: '', epoch: '', version: '', release: '' };
