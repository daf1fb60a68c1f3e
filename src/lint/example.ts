import type { Example } from './rule.ts';

/** An example of one manifest.yaml; `at` is the line that is wrong, if one is. */
export function manifest(text: string, at?: number): Example {
  return { files: { 'manifest.yaml': text }, ...(at === undefined ? {} : { at: `manifest.yaml:${at}` }) };
}

/** An example of several files. */
export function files(texts: Example['files'], at?: string, more: Partial<Example> = {}): Example {
  return { files: texts, ...(at === undefined ? {} : { at }), ...more };
}
