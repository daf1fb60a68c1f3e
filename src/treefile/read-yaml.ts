import { YamlDepthError } from '../yaml/parser.ts';
import { YamlSyntaxError, type Mark } from '../yaml/syntax-error.ts';
import { TreefileError } from './error.ts';
import { SIZE_LIMIT } from './limits.ts';
import type { Located } from './located.ts';
import type { Origin } from './types.ts';
import { TreefileCache } from './treefile-cache.ts';
import { NodeConverter, tooDeep } from './yaml-nodes.ts';

/**
 * Reads a YAML treefile with the place of every value. Plain scalars mean what they mean to rpm-ostree.
 *
 * @param cache has what was parsed before.
 * @returns undefined for an empty file.
 * @throws TreefileError with line and column.
 */
export function readYaml(text: string, file: string, cache = new TreefileCache()): Located | undefined {
  if (text.length > SIZE_LIMIT)
    throw new TreefileError(`Parsing ${file}: too large for a treefile`, { file });
  const originOf = ({ line, column }: Mark): Origin => ({ file, line: line + 1, column: column + 1 });
  try {
    const { root, more } = cache.document(text);
    if (more !== undefined) {
      throw new TreefileError(
        `Parsing ${file}: serde-yaml: deserializing from YAML containing more than one document is not supported`,
        originOf(more),
      );
    }
    const isEmpty = root?.kind === 'scalar' && root.isPlain && root.value === '' && root.tag === undefined;
    return root === undefined || isEmpty ? undefined : new NodeConverter(file).convert(root);
  } catch (error) {
    if (error instanceof YamlDepthError) throw tooDeep(originOf(error.mark));
    if (!(error instanceof YamlSyntaxError)) throw error;
    throw new TreefileError(`Parsing ${file}: serde-yaml: ${error.message}`, originOf(error.mark));
  }
}
