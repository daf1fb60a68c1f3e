import { isAbsolute, resolve } from 'node:path';
import { UserError } from '../errors.ts';
import { redactUrl } from '../log/redact.ts';

/** How a repository is reached; `http` and `file` decide what else git is allowed to use. */
export type Transport = 'https' | 'http' | 'ssh' | 'file';

/** A repository address that was looked at. */
export interface RepositoryAddress {
  /** What git is given; a plain path is absolute. */
  readonly url: string;
  readonly transport: Transport;
  /** The same without a password, for logs and messages. */
  readonly shown: string;
}

const EXPECTED = 'expected https://…, ssh://…, user@host:path, file://… or a directory';

/**
 * Decides whether git may be given an address. Anything that names a program (`ext::…`, remote helpers), anything
 * git could read as an option, and transports without a use here (git://, ftp://) are refused. `http://` is let
 * through because mirrors in closed networks speak it; {@link transportWarning} says when that deserves a warning.
 *
 * @param input name of the input the address came from.
 * @param cwd what a relative path starts from.
 * @throws UserError naming the input.
 */
export function checkRepositoryUrl(
  text: string,
  input = 'base-config',
  cwd = process.cwd(),
): RepositoryAddress {
  const refuse = (why: string): never => {
    throw new UserError(`${input}: found ${JSON.stringify(redactUrl(text))}, ${why}; ${EXPECTED}`);
  };
  if (text === '') refuse('which is empty');
  if (text.startsWith('-')) refuse('which begins with "-" and could be taken for an option');
  // eslint-disable-next-line no-control-regex -- control characters are what is looked for
  if (/[\u0000-\u001f\u007f]/.test(text)) refuse('which holds a control character');
  if (/^[A-Za-z0-9+.-]+::/.test(text)) refuse('which asks git to run a helper program');
  const scheme = /^([A-Za-z][A-Za-z0-9+.-]*):\/\//.exec(text)?.[1]?.toLowerCase();
  if (scheme !== undefined) {
    if (scheme !== 'https' && scheme !== 'http' && scheme !== 'ssh' && scheme !== 'file') {
      return refuse(`whose transport ${scheme}:// is not allowed`);
    }
    const host = /^[^:]+:\/\/(?:[^@/]*@)?([^/]*)/.exec(text)?.[1] ?? '';
    if (host.startsWith('-') || /^[^:]+:\/\/-/.test(text)) refuse('whose host begins with "-"');
    if (scheme !== 'file' && host === '') refuse('which names no host');
    return { url: text, transport: scheme, shown: redactUrl(text) };
  }
  // As git reads it: a colon before the first slash makes it user@host:path.
  const scp = /^([^/:]+):(.*)$/.exec(text);
  if (scp?.[1] !== undefined) {
    if (/(^|@)-/.test(scp[1])) refuse('whose host begins with "-"');
    if (scp[2] === '' || scp[2]?.startsWith('-') === true) refuse('whose path is missing or begins with "-"');
    return { url: text, transport: 'ssh', shown: text };
  }
  const path = isAbsolute(text) ? text : resolve(cwd, text);
  return { url: path, transport: 'file', shown: path };
}

/** Every commit id git knows: SHA-1 and SHA-256, written out. */
export function isFullCommitId(ref: string): boolean {
  return /^(?:[0-9a-f]{40}|[0-9a-f]{64})$/i.test(ref);
}

/**
 * What to say about a transport nobody protects. A full commit id fixes the content whatever the wire does, so only
 * a name over plain http is worth a word.
 */
export function transportWarning(address: RepositoryAddress, ref: string | undefined): string | undefined {
  if (address.transport !== 'http' || (ref !== undefined && isFullCommitId(ref))) return undefined;
  return `${address.shown}: plain http is not protected, anybody on the way decides what is fetched; use https or a full commit id`;
}

/**
 * Refuses a ref git would not take as a name.
 *
 * @throws UserError naming the input.
 */
export function checkRef(ref: string, input = 'base-config-ref'): void {
  const bad =
    ref === '' ||
    ref.startsWith('-') ||
    ref.startsWith('+') ||
    // eslint-disable-next-line no-control-regex -- control characters are what is looked for
    /[\u0000-\u0020\u007f~^:?*[\\]|\.\.|@\{|\/\/|\.$|\/$|\.lock$/.test(ref);
  if (bad) {
    throw new UserError(
      `${input}: found ${JSON.stringify(ref)}, expected a full commit id, or the name of a branch or tag`,
    );
  }
}
