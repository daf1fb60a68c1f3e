import type { Mark } from './syntax-error.ts';

/** Where a value stands, and its resolved tag (`!name` or a URI), if it has one. */
interface Placed {
  /** Where it begins, its anchor and tag included. */
  readonly start: Mark;
  /** Where it begins without them. */
  readonly content: Mark;
  readonly tag: string | undefined;
}

/** A value as it is written. */
export type YamlNode =
  | (Placed & { readonly kind: 'scalar'; readonly value: string; readonly isPlain: boolean })
  | (Placed & { readonly kind: 'sequence'; readonly items: YamlNode[] })
  | (Placed & { readonly kind: 'mapping'; readonly entries: { key: YamlNode; value: YamlNode }[] })
  /** What it stands for may be what it is in. */
  | { readonly kind: 'alias'; readonly start: Mark; readonly target: YamlNode };

/** What a text begins with. */
export interface FirstDocument {
  /** undefined where there is none. */
  readonly root: YamlNode | undefined;
  /** Where more follows, be it a document or what is none. */
  readonly more: Mark | undefined;
}
