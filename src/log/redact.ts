/** A web address at any place of a text, with a login in it. */
const LOGIN = /\b([A-Za-z][A-Za-z0-9+.-]*:\/\/)[^\s/?#"'<>]*@/g;
/** The same with a password; a name alone, as in ssh://git@host, is no secret. */
const PASSWORD = /\b([A-Za-z][A-Za-z0-9+.-]*:\/\/)([^\s/?#"'<>:@]*):([^\s/?#"'<>]*)@/g;
/** A name alone in a web address is taken for a token from this length on. */
const TOKEN_LENGTH = 16;

/**
 * The text with the logins of all addresses in it covered: `https://user:password@host` becomes `https://***@host`.
 * The last `@` before the path ends a login, as WHATWG URLs have it; passwords hold unescaped ones.
 */
export function redactUrl(text: string): string {
  return text.replaceAll(LOGIN, '$1***@');
}

/** Covers only logins with a password. */
export function redactPasswords(text: string): string {
  return text.replaceAll(PASSWORD, '$1***@');
}

/** The secrets in the addresses of a text: passwords as they stand and decoded, logins as HTTP sends them, tokens. */
export function loginsIn(text: string): string[] {
  const found: string[] = [];
  for (const [, , user = '', password = ''] of text.matchAll(PASSWORD)) {
    const plain = decode(password);
    found.push(password, plain, Buffer.from(`${decode(user)}:${plain}`).toString('base64'));
  }
  for (const [, token = ''] of text.matchAll(/\bhttps?:\/\/([^\s/?#"'<>:@]+)@/gi)) {
    if (token.length >= TOKEN_LENGTH) found.push(token);
  }
  return found.filter((secret) => secret !== '');
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
