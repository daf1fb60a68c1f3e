import { UserError } from '../errors.ts';

/** What a reader of XML is told. Ranges are bytes of `bytes`, which are good for the time of the call only. */
export interface XmlHandler {
  /** False while text is of no interest: most of it is not, and not telling it is cheaper. */
  readonly takesText: boolean;
  /** An element begins; `name` is its index in the list of known names, -1 for another one. */
  open(name: number, bytes: Buffer, attributesFrom: number, attributesTo: number): void;
  /** An element ends; also told of one that is empty. */
  close(name: number): void;
  /** Text between tags, in pieces where comments interrupt it. `raw` text (CDATA) has no entities. */
  text(bytes: Buffer, from: number, to: number, raw: boolean): void;
}

const LESS = 0x3c;
const GREATER = 0x3e;
const SLASH = 0x2f;
const BANG = 0x21;
const QUESTION = 0x3f;
const DOUBLE = 0x22;
const SINGLE = 0x27;
const SPACE = 0x20;
/** Bytes one piece of text, tag or comment may have. */
const PIECE_LIMIT = 4 * 1024 * 1024;
const DEPTH_LIMIT = 64;
/** Text up to this length is looked through here; a native search costs more than it gains. */
const SHORT = 24;

interface KnownName {
  readonly index: number;
  readonly bytes: Buffer;
}

/**
 * Reads XML as it comes, without ever holding more of it than one piece of markup: repository metadata have hundreds
 * of megabytes. Works on bytes, because most of them need never become text.
 *
 * Takes the XML that metadata are written in: UTF-8, no document type. Checks that tags match.
 */
export class XmlReader {
  readonly #handler: XmlHandler;
  /** Known names by the low bits of the hash of their bytes. */
  readonly #names: (KnownName[] | undefined)[] = Array.from({ length: 256 });
  /** Hash of the name of each open element; stands for the name. */
  readonly #open = new Int32Array(DEPTH_LIMIT);
  #depth = 0;
  /** One buffer for all: a new one for each piece would be garbage of the size of the document. */
  #buffer: Buffer = Buffer.alloc(0);
  /** How many bytes of it are the beginning of a piece whose end has not come. */
  #held = 0;
  #started = false;
  /** Bytes of the document before those in hand. */
  #before = 0;

  constructor(names: readonly string[], handler: XmlHandler) {
    this.#handler = handler;
    for (const [index, name] of names.entries()) {
      const bytes = Buffer.from(name);
      let hash = 0;
      for (const byte of bytes) hash = (Math.imul(hash, 31) + byte) | 0;
      (this.#names[hash & 255] ??= []).push({ index, bytes });
    }
  }

  /** Takes the next bytes. @throws UserError for what is not well formed */
  write(chunk: Buffer): void {
    const bytes = this.#held === 0 ? chunk : this.#joined(chunk);
    const done = this.#scan(bytes);
    const left = bytes.length - done;
    if (left > PIECE_LIMIT) {
      throw new UserError(`byte ${this.#before + done}: a piece of XML of more than ${PIECE_LIMIT} bytes`);
    }
    this.#reserve(left);
    bytes.copy(this.#buffer, 0, done);
    this.#held = left;
    this.#before += done;
  }

  /** Says that this was all. @throws UserError when something is missing */
  end(): void {
    this.#outside(this.#buffer, 0, this.#held);
    if (this.#depth > 0 || !this.#started || this.#buffer.subarray(0, this.#held).includes(LESS)) {
      throw new UserError(`the XML ends after ${this.#before + this.#held} bytes, before its last tag`);
    }
  }

  /** The bytes that are held, and the next ones behind them. */
  #joined(chunk: Buffer): Buffer {
    const length = this.#held + chunk.length;
    this.#reserve(length);
    chunk.copy(this.#buffer, this.#held);
    return this.#buffer.subarray(0, length);
  }

  #reserve(length: number): void {
    if (length <= this.#buffer.length) return;
    const larger = Buffer.allocUnsafeSlow(Math.max(length, 2 * this.#buffer.length));
    this.#buffer.copy(larger, 0, 0, this.#held);
    this.#buffer = larger;
  }

  /** @returns up to where the bytes are done with. */
  #scan(bytes: Buffer): number {
    const { length } = bytes;
    let at = 0;
    for (;;) {
      const less = nextLess(bytes, at);
      if (less < 0 || less + 1 >= length) return at;
      const kind = bytes[less + 1];
      const end =
        kind === BANG || kind === QUESTION ? this.#special(bytes, at, less) : this.#tag(bytes, at, less);
      if (end < 0) return at;
      at = end;
    }
  }

  /** Index behind the tag at `less`; -1 when it is not here as a whole. */
  #tag(bytes: Buffer, textFrom: number, less: number): number {
    const { length } = bytes;
    const closing = bytes[less + 1] === SLASH;
    const nameFrom = closing ? less + 2 : less + 1;
    let hash = 0;
    let at = nameFrom;
    for (; at < length; at += 1) {
      const byte = bytes[at] ?? 0;
      if (byte <= SPACE || byte === GREATER || byte === SLASH) break;
      hash = (Math.imul(hash, 31) + byte) | 0;
    }
    const nameTo = at;
    for (; at < length; at += 1) {
      const byte = bytes[at] ?? 0;
      if (byte === GREATER) break;
      if (byte === DOUBLE || byte === SINGLE) {
        at += 1;
        while (at < length && bytes[at] !== byte) at += 1;
      } else if (byte === LESS) throw this.#bad(at, 'a tag inside a tag');
    }
    if (at >= length) return -1;
    if (nameTo === nameFrom) throw this.#bad(less, 'a tag without a name');
    this.#text(bytes, textFrom, less);
    const name = this.#nameOf(bytes, nameFrom, nameTo, hash);
    if (closing) this.#closed(name, hash, less);
    else {
      const empty = bytes[at - 1] === SLASH;
      this.#opened(hash, less);
      this.#handler.open(name, bytes, nameTo, empty ? at - 1 : at);
      if (empty) this.#closed(name, hash, less);
    }
    return at + 1;
  }

  /** The same for what is no tag: comments, CDATA, processing instructions. */
  #special(bytes: Buffer, textFrom: number, less: number): number {
    const head = bytes.toString('latin1', less, less + 9);
    const kind = SPECIALS.find(({ begin }) => head.startsWith(begin));
    if (kind === undefined) {
      // It may only not be here yet.
      if (head.length < 9 && SPECIALS.some(({ begin }) => begin.startsWith(head))) return -1;
      throw this.#bad(less, `found ${JSON.stringify(head)}, which metadata do not have`);
    }
    const from = less + kind.begin.length;
    const to = bytes.indexOf(kind.end, from, 'latin1');
    if (to < 0) return -1;
    this.#text(bytes, textFrom, less);
    if (kind.text && this.#depth > 0 && this.#handler.takesText) this.#handler.text(bytes, from, to, true);
    return to + kind.end.length;
  }

  #text(bytes: Buffer, from: number, to: number): void {
    if (this.#depth === 0) this.#outside(bytes, from, to);
    else if (from < to && this.#handler.takesText) this.#handler.text(bytes, from, to, false);
  }

  /** Outside of the document's element there are only blanks, and a byte order mark. */
  #outside(bytes: Buffer, from: number, to: number): void {
    if (this.#depth > 0) return;
    const less = bytes.subarray(from, to).indexOf(LESS);
    const text = bytes.toString('utf8', from, less < 0 ? to : from + less).replace(/^\uFEFF/, '');
    // It is not quoted: the address of a foreign configuration may be that of somebody's file.
    if (text.trim() !== '') throw this.#bad(from, 'found text, expected XML');
  }

  #opened(hash: number, at: number): void {
    if (this.#depth === 0 && this.#started) throw this.#bad(at, 'a second document');
    if (this.#depth === DEPTH_LIMIT) throw this.#bad(at, `more than ${DEPTH_LIMIT} elements in each other`);
    this.#started = true;
    this.#open[this.#depth] = hash;
    this.#depth += 1;
  }

  #closed(name: number, hash: number, at: number): void {
    if (this.#depth === 0 || this.#open[this.#depth - 1] !== hash) {
      throw this.#bad(at, 'an element is ended that is not the open one');
    }
    this.#depth -= 1;
    this.#handler.close(name);
  }

  #nameOf(bytes: Buffer, from: number, to: number, hash: number): number {
    const candidates = this.#names[hash & 255];
    if (candidates === undefined) return -1;
    for (const { index, bytes: name } of candidates) {
      if (name.length === to - from && startsWithAt(bytes, from, name)) return index;
    }
    return -1;
  }

  #bad(at: number, why: string): UserError {
    return new UserError(`byte ${this.#before + at}: ${why}`);
  }
}

/** Markup that is no tag, by how it begins and ends. A document type is not among it: it could define entities. */
const SPECIALS = [
  { begin: '<!--', end: '-->', text: false },
  { begin: '<![CDATA[', end: ']]>', text: true },
  { begin: '<?', end: '?>', text: false },
] as const;

/** Compares itself: names are short, and a native call for each tag costs more than all the rest. */
export function startsWithAt(bytes: Buffer, from: number, name: Buffer): boolean {
  for (let at = 0; at < name.length; at += 1) if (bytes[from + at] !== name[at]) return false;
  return true;
}

function nextLess(bytes: Buffer, from: number): number {
  const near = Math.min(bytes.length, from + SHORT);
  for (let at = from; at < near; at += 1) if (bytes[at] === LESS) return at;
  return near === bytes.length ? -1 : bytes.indexOf(LESS, near);
}
