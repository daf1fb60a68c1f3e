import { describe, expect, it } from 'vitest';
import { attribute, xmlText } from '../../../src/rpm-md/xml-text.ts';
import { XmlReader, type XmlHandler } from '../../../src/rpm-md/xml.ts';

/** Everything a reader is told of a document that comes in pieces of a size. */
function events(text: string, size: number): string[] {
  const said: string[] = [];
  const handler: XmlHandler = {
    takesText: true,
    open: (name, bytes, from, to) => {
      said.push(`<${name} ${bytes.toString('utf8', from, to).trim()}`);
    },
    close: (name) => {
      said.push(`/${name}`);
    },
    text: (bytes, from, to, raw) => {
      said.push(raw ? `raw ${bytes.toString('utf8', from, to)}` : `text ${xmlText(bytes, from, to)}`);
    },
  };
  const reader = new XmlReader(['a', 'b', 'rpm:entry'], handler);
  const bytes = Buffer.from(text);
  for (let at = 0; at < bytes.length; at += size) reader.write(bytes.subarray(at, at + size));
  reader.end();
  return said;
}

const DOCUMENT =
  '\uFEFF<?xml version="1.0"?>\n<!-- <b> --><a><b x="1>2" y=\'"/\'/>t\u00e4xt &lt;&amp;&#x41;&#66;&no;' +
  '<!-- </a> --><![CDATA[<b>&amp;]]><rpm:entry\n/><other></other ></a>\n';

const EVENTS = [
  '<0 ',
  `<1 x="1>2" y='"/'`,
  '/1',
  'text t\u00e4xt <&AB&no;',
  'raw <b>&amp;',
  '<2 ',
  '/2',
  '<-1 ',
  '/-1',
  '/0',
];

describe('the reader of XML', () => {
  it.each([1, 2, 3, 7, 16, 1000])('tells the same whether it comes in pieces of %d bytes or not', (size) => {
    expect(events(DOCUMENT, size)).toEqual(EVENTS);
  });

  it.each([
    ['<a>', 'the XML ends after 3 bytes, before its last tag'],
    ['<a></a', 'before its last tag'],
    ['', 'before its last tag'],
    ['<a></b>', 'byte 3: an element is ended that is not the open one'],
    ['</a>', 'byte 0: an element is ended'],
    ['<a/><a/>', 'byte 4: a second document'],
    ['<!DOCTYPE a [<!ENTITY x "y">]><a/>', 'byte 0: found "<!DOCTYPE", which metadata do not have'],
    ['<a>< b/></a>', 'byte 3: a tag without a name'],
    ['<a <b/></a>', 'byte 3: a tag inside a tag'],
    ['Not Found', 'byte 0: found text, expected XML'],
    ['<a/>rest', 'byte 4: found text, expected XML'],
    ['<a><!-- x </a>', 'before its last tag'],
    ['<b>'.repeat(70), 'more than 64 elements in each other'],
  ])('refuses %j', (text, expected) => {
    expect(() => events(text, 1000)).toThrow(expected);
    expect(() => events(text, 3)).toThrow(/\w/);
  });

  it('holds no piece of any size', () => {
    expect(() => events(`<a>${'x'.repeat(5_000_000)}</a>`, 65_536)).toThrow('more than 4194304 bytes');
  });

  it('takes many megabytes of small pieces', () => {
    expect(events(`<a>${'<b/>'.repeat(500_000)}</a>`, 65_536)).toHaveLength(1_000_002);
  });
});

describe('attributes', () => {
  const bytes = Buffer.from(` first='1' second = "a&quot;b"  ver="" last="z"`);
  it.each([
    ['first', '1'],
    ['second', 'a"b'],
    ['ver', ''],
    ['last', 'z'],
    ['las', undefined],
    ['a', undefined],
  ])('%s is %j', (name, expected) => {
    expect(attribute(bytes, 0, bytes.length, Buffer.from(name))).toBe(expected);
  });

  it.each(['', ' ', ' name', ' name=', ' name="x', ' =', ' "'])(
    '%j has none that makes it run away',
    (text) => {
      const odd = Buffer.from(text);
      expect(() => attribute(odd, 0, odd.length, Buffer.from('other'))).not.toThrow();
    },
  );
});
