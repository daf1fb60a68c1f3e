import { createHash } from 'node:crypto';
import { gzipSync } from 'node:zlib';
import { TAG } from '../../../src/release-rpm/tags.ts';
import { makeArchive, type ArchiveEntry } from './archive.ts';
import { makeHeader, type TagValue } from './header.ts';

/** A file of a made package. */
export interface MadeFile {
  /** Absolute, as rpm lists it. */
  readonly path: string | Buffer;
  readonly content?: string | Buffer;
  /** Full st_mode; a regular file by default. */
  readonly mode?: number;
  /** Same number for hard links; by default each file has its own. */
  readonly inode?: number;
  /** What the header says, where that is to be something else than what the payload holds. */
  readonly claims?: { readonly size?: number; readonly digest?: string };
}

/** What a made package looks like where it is not as usual. */
export interface MadeOptions {
  readonly files?: readonly MadeFile[];
  /** Instead of an archive of the files. */
  readonly archive?: readonly ArchiveEntry[];
  /** Instead of the archive packed with gzip. */
  readonly payload?: Buffer;
  /** Main header: more tags, or others than usual; undefined leaves one out. */
  readonly tags?: Readonly<Record<number, TagValue | undefined>>;
  /** Signature header: the same. */
  readonly signatureTags?: Readonly<Record<number, TagValue | undefined>>;
}

const REPO: MadeFile = {
  path: '/usr/share/ovirt-release-master/ovirt-el9-stream-x86_64-deps.repo',
  content: '[crb]\nname=crb\nbaseurl=https://repo.invalid/crb\nenabled=1\ngpgcheck=1\n',
};

/** A package with right digests of everything, as rpm 4.18 makes them unless told otherwise. */
export function makePackage(options: MadeOptions = {}): Buffer {
  const { header, payload } = makeParts(options);
  return sealPackage(header, payload, options);
}

/** Header and payload of such a package, to be signed. */
export function makeParts(options: MadeOptions = {}): { header: Buffer; payload: Buffer } {
  const files = options.files ?? [REPO];
  const payload = options.payload ?? gzipSync(makeArchive(options.archive ?? files.map(asEntry)));
  return { header: makeHeader(63, present({ ...usual(files, payload), ...options.tags })), payload };
}

/** Puts a header and a payload, whatever they hold, into a package whose own digests are right. */
export function sealPackage(
  header: Buffer,
  payload: Buffer,
  { signatureTags }: Pick<MadeOptions, 'signatureTags'> = {},
): Buffer {
  const digest = (name: string, ...parts: Buffer[]): string =>
    createHash(name).update(Buffer.concat(parts)).digest('hex');
  const signatures = makeHeader(
    62,
    present({
      [TAG.sigSha1]: { text: digest('sha1', header) },
      [TAG.sigSha256]: { text: digest('sha256', header) },
      [TAG.sigSize]: { int32: [header.length + payload.length] },
      [TAG.sigMd5]: { bytes: Buffer.from(digest('md5', header, payload), 'hex') },
      ...signatureTags,
    }),
  );
  const lead = Buffer.alloc(96);
  lead.write('edabeedb0300', 'hex');
  const padding = Buffer.alloc((8 - (signatures.length % 8)) % 8);
  return Buffer.concat([lead, signatures, padding, header, payload]);
}

function asEntry({ path, content, mode }: MadeFile): ArchiveEntry {
  return {
    name: Buffer.concat([Buffer.from('.'), Buffer.from(path)]),
    ...(content === undefined ? {} : { content }),
    ...(mode === undefined ? {} : { mode }),
  };
}

function usual(files: readonly MadeFile[], payload: Buffer): Record<number, TagValue> {
  const isRegular = ({ mode }: MadeFile): boolean => ((mode ?? 0o100000) & 0o170000) === 0o100000;
  const lists: Record<number, TagValue> = {
    [TAG.oldFileNames]: { texts: files.map(({ path }) => path) },
    [TAG.fileSizes]: {
      int32: files.map(({ content, claims }) => claims?.size ?? Buffer.from(content ?? '').length),
    },
    [TAG.fileModes]: { int16: files.map(({ mode }) => mode ?? 0o100644) },
    [TAG.fileDigests]: {
      texts: files.map((file) =>
        isRegular(file)
          ? (file.claims?.digest ??
            createHash('sha256')
              .update(Buffer.from(file.content ?? ''))
              .digest('hex'))
          : '',
      ),
    },
    [TAG.fileDevices]: { int32: files.map(() => 1) },
    [TAG.fileInodes]: { int32: files.map(({ inode }, index) => inode ?? index + 100) },
  };
  return {
    [TAG.name]: { text: 'ovirt-release-master' },
    [TAG.version]: { text: '4.5.7' },
    [TAG.release]: { text: '1.el9' },
    ...(files.length === 0 ? {} : lists),
    [TAG.payloadFormat]: { text: 'cpio' },
    [TAG.payloadCompressor]: { text: 'gzip' },
    [TAG.fileDigestAlgorithm]: { int32: [8] },
    [TAG.payloadSha256]: { texts: [createHash('sha256').update(payload).digest('hex')] },
    [TAG.payloadSha256Algorithm]: { int32: [8] },
  };
}

function present(tags: Readonly<Record<number, TagValue | undefined>>): Record<number, TagValue> {
  const kept: Record<number, TagValue> = {};
  for (const [tag, value] of Object.entries(tags)) if (value !== undefined) kept[Number(tag)] = value;
  return kept;
}
