import type { BuildRecord } from '../build-record/record.ts';

/**
 * What is known of a build, to compare it: a whole record, or less where only some of its files are there. What is
 * absent on one of two sides is not compared.
 */
export type BuildFacts = Pick<BuildRecord, 'packages'> &
  Partial<Omit<BuildRecord, 'packages' | 'images'>> & {
    /** Images; one that is known by its digest alone has no size. */
    readonly images?: readonly ImageFacts[];
  };

/** What is compared of an image. */
export interface ImageFacts {
  readonly kind: string;
  /** Bytes. */
  readonly size?: number | undefined;
  /** 64 hex digits. */
  readonly sha256: string;
}
