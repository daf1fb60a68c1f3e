import { isCollection, isScalar, LineCounter, parseAllDocuments, type Document, type YAMLError } from 'yaml';
import { TreefileError } from './error.ts';
import { SIZE_LIMIT } from './limits.ts';
import type { Located } from './located.ts';
import type { Origin } from './types.ts';
import { NodeConverter, tooDeep } from './yaml-nodes.ts';

const MORE_THAN_ONE = 'deserializing from YAML containing more than one document is not supported';
const BYTE_ORDER_MARK = '\uFEFF';

/**
 * Reads a YAML treefile with the place of every value. Plain scalars mean what they mean to rpm-ostree.
 *
 * @returns undefined for an empty file.
 * @throws TreefileError with line and column.
 */
export function readYaml(text: string, file: string): Located | undefined {
  if (text.length > SIZE_LIMIT)
    throw new TreefileError(`Parsing ${file}: too large for a treefile`, { file });
  const lines = new LineCounter();
  const originAt = (index: number): Origin => {
    const { line, col } = lines.linePos(index);
    return { file, line, column: col };
  };
  const refuse = (words: string, at: Origin): never => {
    throw new TreefileError(`Parsing ${file}: serde-yaml: ${words}`, at);
  };
  const documents = parseDocuments(text, file, lines);
  const error = documents.flatMap(({ errors }) => errors)[0];
  if (error !== undefined) {
    const at = originAt(error.pos[0]);
    if (error.code === 'RESOURCE_EXHAUSTION') throw tooDeep(at);
    return refuse(`${wordsOf(error, text)} at line ${at.line} column ${at.column}`, at);
  }
  const [first, second] = documents;
  if (second !== undefined) refuse(MORE_THAN_ONE, { ...originAt(second.range[0]), column: 1 });
  if (first === undefined || first.contents === null) return undefined;
  const { contents } = first;
  if (isScalar(contents) && contents.value === null && contents.source === '') return undefined;
  const start: Origin = { file, line: 1, column: 1 };
  if (text.startsWith(BYTE_ORDER_MARK) && isCollection(contents)) {
    // The parser counts the mark as a column: a second key is then further left than the first, a new document.
    const [, next] = contents.items;
    const isFirst = originAt(contents.range[0]).line === 1;
    if (isFirst && next !== undefined && contents.flow !== true) refuse(MORE_THAN_ONE, start);
  }
  return new NodeConverter(first, text, file, originAt).convert(contents, start);
}

/** @throws TreefileError for lists within lists beyond what the library's own recursion can take */
function parseDocuments(text: string, file: string, lines: LineCounter): readonly Document.Parsed[] {
  try {
    const parsed = parseAllDocuments(text, {
      lineCounter: lines,
      version: '1.2',
      merge: false,
      uniqueKeys: false,
      logLevel: 'silent',
      keepSourceTokens: false,
      // The parts of the text it would quote are searched for anew for each of thousands of errors.
      prettyErrors: false,
    });
    return Array.isArray(parsed) ? parsed : [];
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    throw tooDeep({ file, line: 1, column: 1 });
  }
}

/** The library's words for what libyaml has others for. */
const WORDS: Readonly<Record<string, string>> = {
  BAD_ALIAS: 'did not find expected alphabetic or numeric character',
  BAD_DIRECTIVE: 'found unknown directive name',
  BAD_DQ_ESCAPE: 'found unknown escape character',
  BAD_INDENT: 'did not find expected key',
  BAD_SCALAR_START: 'found character that cannot start any token',
  BLOCK_AS_IMPLICIT_KEY: 'mapping values are not allowed in this context',
  MULTILINE_IMPLICIT_KEY: "could not find expected ':'",
  TAB_AS_INDENT: 'found character that cannot start any token',
};

function wordsOf(error: YAMLError, text: string): string {
  const isAtEnd = text.slice(error.pos[0]).trim() === '';
  if (error.code === 'MISSING_CHAR' && /quote/.test(error.message)) return 'found unexpected end of stream';
  // A list or map that is not closed before the text ends.
  if (isAtEnd && /[[{,]\s*$/.test(text)) return 'did not find expected node content';
  return WORDS[error.code] ?? error.message.split('\n')[0]?.replace(/ at line.*/, '') ?? '';
}
