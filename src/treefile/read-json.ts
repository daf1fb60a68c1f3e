import { messageOf } from '../errors.ts';
import { TreefileError } from './error.ts';
import type { Located } from './located.ts';
import { readYaml } from './read-yaml.ts';

/**
 * Reads a JSON treefile. JSON is YAML, so the same reader finds the places, once the text is known to be JSON.
 *
 * @throws TreefileError for text that is no JSON.
 */
export function readJson(text: string, file: string): Located {
  if (text.trim() === '') {
    throw new TreefileError(`Parsing ${file}: serde-json: EOF while parsing a value at line 1 column 0`, {
      file,
      line: 1,
      column: 1,
    });
  }
  try {
    JSON.parse(text);
  } catch (error) {
    throw new TreefileError(
      `Parsing ${file}: serde-json: expected value at line 1 column 1 (${messageOf(error)})`,
      { file, line: 1, column: 1 },
    );
  }
  const node = readYaml(text, file);
  if (node === undefined)
    throw new TreefileError(`Parsing ${file}: serde-json: invalid type: null`, { file });
  return withoutSource(node);
}

/** JSON has no plain scalars whose text could be a name. */
function withoutSource({ source: _source, ...node }: Located): Located {
  return {
    ...node,
    ...(node.items === undefined ? {} : { items: node.items.map(withoutSource) }),
    ...(node.entries === undefined
      ? {}
      : {
          entries: node.entries.map(({ key, value }) => ({
            key: withoutSource(key),
            value: withoutSource(value),
          })),
        }),
  };
}
