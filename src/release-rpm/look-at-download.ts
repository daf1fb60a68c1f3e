import { open } from 'node:fs/promises';

/** How much of a file tells what it is, in bytes. */
const HEAD = 512;

/**
 * Looks for what mirrors send instead of a file: a page that asks for a login, or that a dead host's new owner shows
 * for every address.
 *
 * @param contentType as the server gave it, in lower case; it alone proves nothing, because servers without a type
 *   for rpm files send wrong ones.
 * @returns what is wrong with it, to follow the source's name; undefined for what may be the file.
 */
export async function whyNoFile(path: string, contentType: string): Promise<string | undefined> {
  const handle = await open(path, 'r');
  try {
    const { buffer, bytesRead } = await handle.read(Buffer.alloc(HEAD), 0, HEAD, 0);
    if (bytesRead === 0) return 'sent an empty file: a dead mirror';
    const text = buffer.toString('latin1', 0, bytesRead);
    // A byte order mark, blanks and comments may come first.
    const markup =
      /^(?:\u00ef\u00bb\u00bf)?\s*(?:<!--[\s\S]*?-->\s*)*<(!doctype\s+html|html|head|body)\b/i.test(text);
    const page = contentType === 'text/html' || contentType === 'application/xhtml+xml';
    if (markup || (page && /^\s*</.test(text))) return 'sent a web page: a login page or a dead mirror';
    return undefined;
  } finally {
    await handle.close();
  }
}
