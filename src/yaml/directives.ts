import type { Scanner } from './scanner.ts';
import { YamlSyntaxError } from './syntax-error.ts';
import type { Token } from './tokens.ts';

/** Handles every document has. */
const DEFAULT_HANDLES: readonly (readonly [string, string])[] = [
  ['!', '!'],
  ['!!', 'tag:yaml.org,2002:'],
];

/**
 * Takes the directives before a document.
 *
 * @returns what its tag handles stand for.
 * @throws YamlSyntaxError
 */
export function takeDirectives(scanner: Scanner): Map<string, string> {
  const handles = new Map<string, string>();
  let hasVersion = false;
  for (let token = scanner.peek(); isDirective(token); token = scanner.peek()) {
    if (token.kind === 'version') {
      if (hasVersion) throw new YamlSyntaxError('found duplicate %YAML directive', token.start);
      hasVersion = true;
      if (token.major !== 1 || (token.minor !== 1 && token.minor !== 2))
        throw new YamlSyntaxError('found incompatible YAML document', token.start);
    } else {
      if (handles.has(token.handle)) throw new YamlSyntaxError('found duplicate %TAG directive', token.start);
      handles.set(token.handle, token.prefix);
    }
    scanner.next();
  }
  for (const [handle, prefix] of DEFAULT_HANDLES) if (!handles.has(handle)) handles.set(handle, prefix);
  return handles;
}

function isDirective(token: Token): token is Token & { kind: 'version' | 'tag-directive' } {
  return token.kind === 'version' || token.kind === 'tag-directive';
}
