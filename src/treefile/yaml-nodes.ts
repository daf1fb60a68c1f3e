import type { YamlNode } from '../yaml/nodes.ts';
import type { Mark } from '../yaml/syntax-error.ts';
import { TreefileError } from './error.ts';
import type { Located } from './located.ts';
import { plainScalar, taggedScalar } from './scalars.ts';
import type { Origin } from './types.ts';

/** Values an alias-heavy document may unfold to. */
const UNFOLD_LIMIT = 200_000;
const CORE_TAGS = 'tag:yaml.org,2002:';

/** Turns what is written into located values. An alias shares its target's, so that it costs nothing to have many. */
export class NodeConverter {
  readonly #file: string;
  readonly #done = new Map<YamlNode, { readonly value: Located; readonly size: number }>();
  readonly #open = new Set<YamlNode>();
  #size = 0;

  constructor(file: string) {
    this.#file = file;
  }

  /** @throws TreefileError for an alias of what it is in, and for aliases of aliases without end. */
  convert(node: YamlNode): Located {
    if (node.kind === 'alias') return this.#alias(node);
    const before = this.#size;
    this.#open.add(node);
    const value = this.#value(node);
    this.#open.delete(node);
    this.#grow(1, value.origin);
    this.#done.set(node, { value, size: this.#size - before });
    return value;
  }

  #alias({ start, target }: YamlNode & { kind: 'alias' }): Located {
    const origin = this.#origin(start);
    if (this.#open.has(target)) throw tooDeep(origin);
    const done = this.#done.get(target);
    if (done === undefined) return this.convert(target);
    this.#grow(done.size, origin);
    return { ...done.value, origin, mark: done.value.mark ?? done.value.origin };
  }

  #value(node: Exclude<YamlNode, { kind: 'alias' }>): Located {
    const origin = this.#origin(node.content);
    const tag = node.tag?.startsWith('!') === true ? node.tag : undefined;
    const place = {
      origin,
      ...(tag === undefined ? {} : { tag }),
      ...(node.start.index === node.content.index ? {} : { mark: this.#origin(node.start) }),
    };
    if (node.kind === 'sequence')
      return { scalar: undefined, items: node.items.map((item) => this.convert(item)), ...place };
    if (node.kind === 'mapping') {
      const entries = node.entries.map(({ key, value }) => ({
        key: this.convert(key),
        value: this.convert(value),
      }));
      return { scalar: undefined, entries, ...place };
    }
    const { value, isPlain } = node;
    if (node.tag?.startsWith(CORE_TAGS) === true)
      return { scalar: taggedScalar(value, node.tag.slice(CORE_TAGS.length)), source: value, ...place };
    const isResolved = isPlain && (node.tag === undefined || tag !== undefined);
    if (!isResolved) return { scalar: value, ...place };
    return { scalar: plainScalar(value), source: value, ...place };
  }

  #origin({ line, column }: Mark): Origin {
    return { file: this.#file, line: line + 1, column: column + 1 };
  }

  #grow(by: number, origin: Origin): void {
    this.#size += by;
    if (this.#size > UNFOLD_LIMIT)
      throw new TreefileError(`Parsing ${this.#file}: serde-yaml: repetition limit exceeded`, origin);
  }
}

/** The error for values within values without an end. */
export function tooDeep(origin: Origin): TreefileError {
  return new TreefileError(`Parsing ${origin.file}: serde-yaml: recursion limit exceeded`, origin);
}
