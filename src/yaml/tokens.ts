import type { Mark } from './syntax-error.ts';

/** Kinds of tokens without a value of their own. */
export type Indicator =
  | 'stream-end'
  | 'document-start'
  | 'document-end'
  | 'block-sequence-start'
  | 'block-mapping-start'
  | 'block-end'
  | 'flow-sequence-start'
  | 'flow-sequence-end'
  | 'flow-mapping-start'
  | 'flow-mapping-end'
  | 'block-entry'
  | 'flow-entry'
  | 'key'
  | 'value';

/** What the text consists of. */
export type Token = { readonly start: Mark; readonly end: Mark } & (
  | { readonly kind: Indicator }
  | { readonly kind: 'scalar'; readonly value: string; readonly isPlain: boolean }
  | { readonly kind: 'anchor' | 'alias'; readonly name: string }
  | { readonly kind: 'tag'; readonly handle: string; readonly suffix: string }
  | { readonly kind: 'version'; readonly major: number; readonly minor: number }
  | { readonly kind: 'tag-directive'; readonly handle: string; readonly prefix: string }
);
