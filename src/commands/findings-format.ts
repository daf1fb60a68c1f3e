/** Forms findings are printed in. */
export const FORMATS = ['text', 'json', 'github', 'sarif'] as const;

/** One of {@link FORMATS}. */
export type FindingsFormat = (typeof FORMATS)[number];
