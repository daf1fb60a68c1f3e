import { UserError } from '../../../src/errors.ts';
import { readFilelists } from '../../../src/rpm-md/filelists.ts';
import { parseMetalink } from '../../../src/rpm-md/metalink.ts';
import { readPrimary } from '../../../src/rpm-md/primary.ts';
import { parseRepomd } from '../../../src/rpm-md/repomd.ts';
import { mutate } from '../mutate.ts';
import { ESCAPES, type Target } from '../target.ts';

const CHECKSUM = `<checksum type="sha256">${'a'.repeat(64)}</checksum>`;
const SEEDS = [
  `<repomd><data type="primary">${CHECKSUM}<location href="repodata/p"/><size>1</size></data></repomd>`,
  `<metalink><file name="repomd.xml"><hash type="sha256">${'a'.repeat(64)}</hash><url preference="1">http://a/repodata/repomd.xml</url></file></metalink>`,
  `<?xml version="1.0"?><metadata><!-- x --><package type="rpm"><name>a&amp;b</name><arch>x</arch><version epoch="0" ver="1" rel="2"/>${CHECKSUM}<format><rpm:provides><rpm:entry name="a" flags="EQ" ver='1'/></rpm:provides><file><![CDATA[/a]]></file></format></package></metadata>`,
  '<filelists><package name="a" arch="x"><version ver="1"/><file type="dir">/usr</file></package></filelists>',
];
const WORDS = [
  ...ESCAPES,
  '<',
  '>',
  '/>',
  '"',
  "'",
  '&',
  '&#x110000;',
  '&#0;',
  '<!--',
  '-->',
  '<![CDATA[',
  ']]>',
  '<?',
  '<!DOCTYPE',
  '</package>',
  '<package>',
  '<file>',
  'xml:base="/"',
  '\uFEFF',
];

type Reader = (content: AsyncIterable<Buffer>) => Promise<string>;

const whole =
  (parse: (content: Buffer) => object): Reader =>
  async (content) => {
    const parts: Buffer[] = [];
    for await (const part of content) parts.push(part);
    return JSON.stringify(parse(Buffer.concat(parts)));
  };

/** A reader of lists, and everything it says. */
const READERS: readonly Reader[] = [
  whole((content) => {
    const { primary, filelists } = parseRepomd(content);
    for (const { href } of [primary, ...(filelists === undefined ? [] : [filelists])]) {
      if (href.startsWith('/') || href.split('/').includes('..')) throw new Error(`leads out: ${href}`);
    }
    return { primary, filelists };
  }),
  whole(parseMetalink),
  async (content) => {
    const said: unknown[] = [];
    await readPrimary<string>(content, {
      takesFiles: true,
      capability: (bytes, from, to) => bytes.toString('utf8', from, to),
      provided: (name, range) => void said.push(name, range),
      file: (bytes, from, to) => void said.push(bytes.toString('utf8', from, to)),
      package: (found) => said.push(found) > 0,
    });
    return JSON.stringify(said);
  },
  async (content) => {
    const said: unknown[] = [];
    await readFilelists(content, {
      file: (bytes, from, to) => void said.push(bytes.toString('utf8', from, to)),
      package: (found) => said.push(found) > 0,
    });
    return JSON.stringify(said);
  },
];

async function* pieces(input: Buffer, size: number): AsyncGenerator<Buffer> {
  for (let at = 0; at < input.length; at += size) yield input.subarray(at, at + size);
}

/** What a reader makes of a file that comes in pieces; its own refusal is an answer. */
async function answer(reader: Reader, input: Buffer, size: number): Promise<string> {
  try {
    return await reader(pieces(input, size));
  } catch (error) {
    if (error instanceof UserError) return 'refused';
    throw error;
  }
}

/** Metadata of repositories; a file in pieces has to mean what it means as a whole. */
export const metadata: Target = {
  name: 'metadata',
  generate: (random) => {
    const which = random.below(SEEDS.length);
    return Buffer.concat([
      Buffer.from([which, random.below(50)]),
      mutate(Buffer.from(SEEDS[which] ?? ''), random, WORDS),
    ]);
  },
  run: async (input) => {
    const reader = READERS[input.readUInt8(0)];
    if (reader === undefined) return;
    const content = input.subarray(2);
    const size = Math.max(1 + input.readUInt8(1), content.length >>> 9);
    const [one, two] = [
      await answer(reader, content, content.length + 1),
      await answer(reader, content, size),
    ];
    if (one !== two) throw new Error(`${one} as a whole, ${two} in pieces of ${size}`);
    if (one === 'refused') throw new UserError('refused');
  },
  refuses: (error) => error instanceof UserError,
};
