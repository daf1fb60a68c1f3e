import type { TreefileCache } from './treefile-cache.ts';
import type { LoadedFile } from './types.ts';

/** Where files are opened, and which were. */
export interface FileContext {
  readonly resolve: (path: string) => string;
  /** Real paths of what may be opened; undefined = everything. */
  readonly roots: readonly string[] | undefined;
  readonly seen: Map<string, string>;
  readonly basearch: string | undefined;
  readonly cache: TreefileCache;
  readonly onFile: (file: LoadedFile) => void;
}
