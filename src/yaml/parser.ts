import { takeDirectives } from './directives.ts';
import type { FirstDocument, YamlNode } from './nodes.ts';
import { Scanner } from './scanner.ts';
import { YamlSyntaxError, type Mark } from './syntax-error.ts';
import type { Token } from './tokens.ts';

/** Values within values; text that goes deeper is refused, as it would take any amount of stack. */
const DEPTH_LIMIT = 128;

/** A text nested too deeply. */
export class YamlDepthError extends Error {
  readonly mark: Mark;

  constructor(mark: Mark) {
    super('recursion limit exceeded');
    this.name = 'YamlDepthError';
    this.mark = mark;
  }
}

/** Where a value may stand, which decides what may begin one. */
interface Place {
  readonly isBlock: boolean;
  /** A list as far left as the key it belongs to. */
  readonly mayBeIndentless: boolean;
}

const FLOW: Place = { isBlock: false, mayBeIndentless: false };
const BLOCK: Place = { isBlock: true, mayBeIndentless: false };
const BLOCK_VALUE: Place = { isBlock: true, mayBeIndentless: true };

/**
 * Parses the first document of a text.
 *
 * @throws YamlSyntaxError in libyaml's words, YamlDepthError.
 */
export function parseYaml(text: string): FirstDocument {
  return new Parser(text).document();
}

class Parser {
  readonly #scanner: Scanner;
  #handles: ReadonlyMap<string, string> = new Map();
  readonly #anchors = new Map<string, YamlNode>();
  #depth = 0;

  constructor(text: string) {
    this.#scanner = new Scanner(text);
  }

  document(): FirstDocument {
    const scanner = this.#scanner;
    if (scanner.peek().kind === 'stream-end') return { root: undefined, more: undefined };
    const isBare = !['version', 'tag-directive', 'document-start'].includes(scanner.peek().kind);
    this.#handles = takeDirectives(scanner);
    if (scanner.peek().kind === 'document-start') scanner.next();
    else if (!isBare)
      throw new YamlSyntaxError('did not find expected <document start>', scanner.peek().start);
    const isEmpty = ['version', 'tag-directive', 'document-start', 'document-end', 'stream-end'];
    const root =
      !isBare && isEmpty.includes(scanner.peek().kind) ? emptyAt(scanner.peek().start) : this.#node(BLOCK);
    // A mistake right behind the document belongs to it.
    scanner.peek();
    return { root, more: this.#more() };
  }

  /** What comes behind the end of the document; a mistake there is told as one more document. */
  #more(): Mark | undefined {
    try {
      while (this.#scanner.peek().kind === 'document-end') this.#scanner.next();
      const token = this.#scanner.peek();
      return token.kind === 'stream-end' ? undefined : token.start;
    } catch (error) {
      if (error instanceof YamlSyntaxError) return error.mark;
      throw error;
    }
  }

  #node(place: Place): YamlNode {
    const scanner = this.#scanner;
    const first = scanner.peek();
    if (first.kind === 'alias') {
      scanner.next();
      const target = this.#anchors.get(first.name);
      if (target === undefined) throw new YamlSyntaxError('unknown anchor', first.start);
      return { kind: 'alias', start: first.start, target };
    }
    let anchor: string | undefined;
    let tagToken: (Token & { kind: 'tag' }) | undefined;
    for (let token = first; token.kind === 'anchor' || token.kind === 'tag'; token = scanner.peek()) {
      if (token.kind === 'tag' ? tagToken !== undefined : anchor !== undefined) break;
      if (token.kind === 'tag') tagToken = token;
      else anchor = token.name;
      scanner.next();
    }
    const tag = tagToken === undefined ? undefined : this.#resolve(tagToken, first.start);
    const token = scanner.peek();
    const node = this.#begin(token, {
      ...place,
      start: first.start,
      tag,
      isTagged: anchor !== undefined || tag !== undefined,
    });
    // Before its contents, which may name it.
    if (anchor !== undefined) this.#anchors.set(anchor, node);
    this.#depth += 1;
    if (this.#depth > DEPTH_LIMIT) throw new YamlDepthError(token.start);
    this.#fill(node, token);
    this.#depth -= 1;
    return node;
  }

  #resolve({ handle, suffix, start }: Token & { kind: 'tag' }, from: Mark): string {
    if (handle === '') return suffix;
    const prefix = this.#handles.get(handle);
    if (prefix === undefined) {
      throw new YamlSyntaxError('found undefined tag handle', start, {
        doing: 'while parsing a node',
        mark: from,
      });
    }
    return prefix + suffix;
  }

  /** The value that begins with the token, without its contents. */
  #begin(
    token: Token,
    {
      isBlock,
      mayBeIndentless,
      start,
      tag,
      isTagged,
    }: Place & { start: Mark; tag: string | undefined; isTagged: boolean },
  ): YamlNode {
    const placed = { start, content: token.start, tag };
    if (token.kind === 'scalar')
      return { kind: 'scalar', value: token.value, isPlain: token.isPlain, ...placed };
    const isSequence =
      token.kind === 'flow-sequence-start' ||
      (isBlock && token.kind === 'block-sequence-start') ||
      (mayBeIndentless && token.kind === 'block-entry');
    if (isSequence) return { kind: 'sequence', items: [], ...placed };
    const isMapping =
      token.kind === 'flow-mapping-start' || (isBlock && token.kind === 'block-mapping-start');
    if (isMapping) return { kind: 'mapping', entries: [], ...placed };
    if (isTagged) return { kind: 'scalar', value: '', isPlain: true, start, content: start, tag };
    throw new YamlSyntaxError('did not find expected node content', token.start, {
      doing: `while parsing a ${isBlock ? 'block' : 'flow'} node`,
      mark: start,
    });
  }

  #fill(node: YamlNode, token: Token): void {
    if (node.kind === 'scalar') {
      if (token.kind === 'scalar') this.#scanner.next();
    } else if (node.kind === 'sequence') {
      if (token.kind === 'block-entry') this.#indentlessItems(node.items);
      else if (token.kind === 'block-sequence-start') this.#blockItems(node.items);
      else this.#flowItems(node.items);
    } else if (node.kind === 'mapping') {
      if (token.kind === 'block-mapping-start') this.#blockEntries(node.entries);
      else this.#flowEntries(node.entries);
    }
  }

  /** A value, or the empty one where one of these tokens stands instead. */
  #nodeUnless(kinds: readonly Token['kind'][], place: Place, emptyMark?: Mark): YamlNode {
    const token = this.#scanner.peek();
    return kinds.includes(token.kind) ? emptyAt(emptyMark ?? token.start) : this.#node(place);
  }

  #blockItems(items: YamlNode[]): void {
    const { start } = this.#scanner.next();
    for (;;) {
      const token = this.#scanner.peek();
      if (token.kind === 'block-end') break;
      if (token.kind !== 'block-entry') {
        throw new YamlSyntaxError("did not find expected '-' indicator", token.start, {
          doing: 'while parsing a block collection',
          mark: start,
        });
      }
      this.#scanner.next();
      items.push(this.#nodeUnless(['block-entry', 'block-end'], BLOCK, token.end));
    }
    this.#scanner.next();
  }

  #indentlessItems(items: YamlNode[]): void {
    for (let token = this.#scanner.peek(); token.kind === 'block-entry'; token = this.#scanner.peek()) {
      this.#scanner.next();
      items.push(this.#nodeUnless(['block-entry', 'key', 'value', 'block-end'], BLOCK, token.end));
    }
  }

  #blockEntries(entries: { key: YamlNode; value: YamlNode }[]): void {
    const { start } = this.#scanner.next();
    const ends: readonly Token['kind'][] = ['key', 'value', 'block-end'];
    for (;;) {
      const token = this.#scanner.peek();
      if (token.kind === 'block-end') break;
      if (token.kind !== 'key') {
        throw new YamlSyntaxError('did not find expected key', token.start, {
          doing: 'while parsing a block mapping',
          mark: start,
        });
      }
      this.#scanner.next();
      const key = this.#nodeUnless(ends, BLOCK_VALUE, token.end);
      const colon = this.#scanner.peek();
      if (colon.kind !== 'value') {
        entries.push({ key, value: emptyAt(colon.start) });
        continue;
      }
      this.#scanner.next();
      entries.push({ key, value: this.#nodeUnless(ends, BLOCK_VALUE, colon.end) });
    }
    this.#scanner.next();
  }

  /** Over the comma between two entries. */
  #separator(isFirst: boolean, start: Mark, what: 'sequence' | 'mapping'): void {
    if (isFirst) return;
    const token = this.#scanner.peek();
    if (token.kind !== 'flow-entry') {
      throw new YamlSyntaxError(
        `did not find expected ',' or '${what === 'sequence' ? ']' : '}'}'`,
        token.start,
        {
          doing: `while parsing a flow ${what}`,
          mark: start,
        },
      );
    }
    this.#scanner.next();
  }

  #flowItems(items: YamlNode[]): void {
    const { start } = this.#scanner.next();
    while (this.#scanner.peek().kind !== 'flow-sequence-end') {
      this.#separator(items.length === 0, start, 'sequence');
      const token = this.#scanner.peek();
      if (token.kind === 'key') items.push(this.#pair(token));
      else if (token.kind !== 'flow-sequence-end') items.push(this.#node(FLOW));
    }
    this.#scanner.next();
  }

  /** A key and value in a list: a mapping of its own. */
  #pair({ start }: Token): YamlNode {
    this.#scanner.next();
    const first = this.#scanner.peek();
    const isEmpty = ['value', 'flow-entry', 'flow-sequence-end'].includes(first.kind);
    // Upstream takes the token as well, whatever it is; so does who wants the same answer.
    const key = isEmpty ? emptyAt(this.#scanner.next().end) : this.#node(FLOW);
    const value = this.#flowValue('flow-sequence-end');
    return { kind: 'mapping', entries: [{ key, value }], start, content: start, tag: undefined };
  }

  #flowValue(end: Token['kind']): YamlNode {
    const token = this.#scanner.peek();
    if (token.kind !== 'value') return emptyAt(token.start);
    this.#scanner.next();
    return this.#nodeUnless(['flow-entry', end], FLOW);
  }

  #flowEntries(entries: { key: YamlNode; value: YamlNode }[]): void {
    const { start } = this.#scanner.next();
    const end = 'flow-mapping-end';
    while (this.#scanner.peek().kind !== end) {
      this.#separator(entries.length === 0, start, 'mapping');
      const token = this.#scanner.peek();
      if (token.kind === 'key') {
        this.#scanner.next();
        const key = this.#nodeUnless(['value', 'flow-entry', end], FLOW);
        entries.push({ key, value: this.#flowValue(end) });
      } else if (token.kind !== end) {
        // A key without a colon.
        const key = this.#node(FLOW);
        entries.push({ key, value: emptyAt(this.#scanner.peek().start) });
      }
    }
    this.#scanner.next();
  }
}

function emptyAt(mark: Mark): YamlNode {
  return { kind: 'scalar', value: '', isPlain: true, start: mark, content: mark, tag: undefined };
}
