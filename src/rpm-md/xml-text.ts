import { startsWithAt } from './xml.ts';

const EQUALS = 0x3d;
const SPACE = 0x20;
const AMPERSAND = 0x26;

const ENTITIES: Readonly<Record<string, string>> = { lt: '<', gt: '>', amp: '&', quot: '"', apos: "'" };

/** Text of a range of bytes of an XML file, with its entities replaced; one that is not known stays as it is. */
export function xmlText(bytes: Buffer, from: number, to: number): string {
  const text = bytes.toString('utf8', from, to);
  return text.includes('&') ? withoutEntities(text) : text;
}

function withoutEntities(text: string): string {
  return text.replaceAll(
    /&(?:#(\d{1,7})|#x([0-9a-fA-F]{1,6})|(\w{1,8}));/g,
    (whole, dec, hex, name: string) => {
      if (name !== undefined) return ENTITIES[name] ?? whole;
      const code = typeof dec === 'string' ? Number(dec) : Number.parseInt(String(hex), 16);
      return code <= 0x10_ff_ff ? String.fromCodePoint(code) : whole;
    },
  );
}

/** Where the value of an attribute is. One object is used for all: metadata have millions of attributes. */
export interface ValueRange {
  from: number;
  to: number;
  /** There is an entity in it. */
  escaped: boolean;
}

/**
 * Looks for an attribute among those of a tag.
 *
 * @param found filled in when it is there.
 * @returns whether it is there.
 */
export function findAttribute(
  bytes: Buffer,
  from: number,
  to: number,
  name: Buffer,
  found: ValueRange,
): boolean {
  let at = from;
  while (at < to) {
    while (at < to && (bytes[at] ?? 0) <= SPACE) at += 1;
    const nameFrom = at;
    while (at < to && bytes[at] !== EQUALS && (bytes[at] ?? 0) > SPACE) at += 1;
    const nameTo = at;
    while (at < to && (bytes[at] === EQUALS || (bytes[at] ?? 0) <= SPACE)) at += 1;
    const quote = bytes[at];
    at += 1;
    const valueFrom = at;
    let escaped = false;
    while (at < to && bytes[at] !== quote) {
      if (bytes[at] === AMPERSAND) escaped = true;
      at += 1;
    }
    if (nameTo - nameFrom === name.length && startsWithAt(bytes, nameFrom, name)) {
      found.from = valueFrom;
      found.to = at;
      found.escaped = escaped;
      return true;
    }
    at += 1;
  }
  return false;
}

const range: ValueRange = { from: 0, to: 0, escaped: false };

/** Text of an attribute; undefined when it is not there. */
export function attribute(bytes: Buffer, from: number, to: number, name: Buffer): string | undefined {
  return findAttribute(bytes, from, to, name, range) ? xmlText(bytes, range.from, range.to) : undefined;
}
