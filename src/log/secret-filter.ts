import { knownSecrets } from './secrets.ts';

/**
 * Covers secrets in a stream of bytes, also those that two chunks share. Only bytes that may be the beginning of a
 * secret are held back, so nothing else is late.
 */
export class SecretFilter {
  #rest = '';

  /** @returns what can be shown of everything up to here. */
  write(chunk: Buffer): Buffer {
    const secrets = knownSecrets().map((secret) => Buffer.from(secret).toString('latin1'));
    // Byte for byte, whatever the encoding is: latin1 has one character for each byte.
    let text = this.#rest + chunk.toString('latin1');
    for (const secret of secrets) text = text.replaceAll(secret, '***');
    const held = Math.max(0, ...secrets.map((secret) => beginningAtEnd(text, secret)));
    this.#rest = text.slice(text.length - held);
    return Buffer.from(text.slice(0, text.length - held), 'latin1');
  }

  /** @returns what was held back and turned out to be no secret. */
  end(): Buffer {
    const rest = Buffer.from(this.#rest, 'latin1');
    this.#rest = '';
    return rest;
  }
}

/** How many of the text's last characters are the first of the secret. */
function beginningAtEnd(text: string, secret: string): number {
  for (let length = Math.min(text.length, secret.length - 1); length > 0; length -= 1) {
    if (text.endsWith(secret.slice(0, length))) return length;
  }
  return 0;
}
