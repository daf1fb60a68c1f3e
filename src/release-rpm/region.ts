import { TAG } from './tags.ts';

/** The fields of one index entry, and the store its data lie in. */
export interface RegionEntry {
  readonly tag: number;
  readonly type: number;
  readonly offset: number;
  readonly count: number;
}

const BINARY = 7;
const ENTRY_SIZE = 16;
/** Of packages of rpm 3.0.x that were signed again, whose signature headers carry the main header's old region tag. */
const REGION_IMAGE = 61;
const REGIONS: ReadonlySet<number> = new Set([TAG.regionSignatures, TAG.regionImmutable, REGION_IMAGE]);

/** True for the tags that describe a header instead of a package. */
export function isRegion(tag: number): boolean {
  return REGIONS.has(tag);
}

/**
 * Checks a region entry: 16 bytes of data that repeat the entry, with minus the size of the index that belongs to it
 * in place of the offset (rpm's docs/manual/hregions.md).
 *
 * @returns what is wrong with it, or undefined.
 */
export function regionProblem(entry: RegionEntry, entries: number, store: Buffer): string | undefined {
  if (entry.type !== BINARY || entry.count !== ENTRY_SIZE) return 'its region tag is of another kind';
  if (entry.offset + ENTRY_SIZE > store.length) return 'its region lies outside of it';
  const trailer = store.subarray(entry.offset, entry.offset + ENTRY_SIZE);
  const size = -trailer.readInt32BE(8);
  if (!isRegion(trailer.readUInt32BE(0)) || trailer.readUInt32BE(4) !== BINARY)
    return 'its region has no end';
  if (size <= 0 || size % ENTRY_SIZE !== 0 || size / ENTRY_SIZE > entries) {
    return `its region claims ${size} bytes of index, it has ${entries * ENTRY_SIZE}`;
  }
  return undefined;
}
