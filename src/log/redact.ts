/** A web address at any place of a text, with a login in it. */
const LOGIN = /\b([A-Za-z][A-Za-z0-9+.-]*:\/\/)[^\s/?#"'<>]*@/g;

/**
 * The text with the logins of all addresses in it covered: `https://user:password@host` becomes `https://***@host`.
 * The last `@` before the path ends a login, as WHATWG URLs have it; passwords hold unescaped ones.
 */
export function redactUrl(text: string): string {
  return text.replaceAll(LOGIN, '$1***@');
}
