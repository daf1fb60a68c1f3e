import { readCommand, unescapeData } from '../log/workflow-command.ts';

/** What a line the artifact client prints means to us (its texts are those of @actions/artifact 6.2.1). */
export type ClientLine =
  | { readonly kind: 'progress'; readonly bytes: number }
  | { readonly kind: 'digest'; readonly sha256: string }
  | { readonly kind: 'finalizing' }
  /** It waits before it asks the service again. */
  | { readonly kind: 'waiting'; readonly text: string }
  /** Of interest only to who debugs. */
  | { readonly kind: 'detail'; readonly text: string };

/** Reads one line. What the client says as a workflow command becomes plain text: only we speak to the runner. */
export function readClientLine(line: string): ClientLine {
  const bytes = /^Uploaded bytes (\d+)$/.exec(line)?.[1];
  if (bytes !== undefined) return { kind: 'progress', bytes: Number(bytes) };
  const sha256 = /^SHA256 digest of uploaded artifact is ([0-9a-f]{64})$/.exec(line)?.[1];
  if (sha256 !== undefined) return { kind: 'digest', sha256 };
  if (line === 'Finalizing artifact upload') return { kind: 'finalizing' };
  if (/^Attempt \d+ of \d+ failed with error: /.test(line)) return { kind: 'waiting', text: redact(line) };
  // A mask names a secret, here the signature of an upload URL, which `redact` keeps out of every text.
  if (line.startsWith('::add-mask::')) return { kind: 'detail', text: '(a signature was made known)' };
  const text = unescapeData(readCommand(line)?.data ?? line).replaceAll('\r', '');
  return { kind: 'detail', text: redact(text) };
}

/** A text without the signatures of the URLs in it: whoever has one can write to the blob store. */
export function redact(text: string): string {
  return text.replaceAll(/([?&]sig=)[^&\s"']+/g, '$1***');
}
