/** A place in a text, counted from 0; columns are characters. */
export interface Mark {
  readonly index: number;
  readonly line: number;
  readonly column: number;
}

/** What was being read, and where it begins. */
export interface Context {
  readonly doing: string;
  readonly mark: Mark;
}

/** Text that is no YAML, in libyaml's words. */
export class YamlSyntaxError extends Error {
  readonly mark: Mark;

  /**
   * @param problem what was found or missing at `mark`.
   */
  constructor(problem: string, mark: Mark, context?: Context) {
    super(`${problem}${at(mark)}${context === undefined ? '' : contextText(context, mark)}`);
    this.name = 'YamlSyntaxError';
    this.mark = mark;
  }
}

/** A character that is read nowhere: libyaml tells its offset in bytes instead of line and column. */
export class YamlCharacterError extends YamlSyntaxError {
  constructor(problem: string, mark: Mark, offset: number) {
    super('', mark);
    this.name = 'YamlCharacterError';
    this.message = offset === 0 ? problem : `${problem} at position ${offset}`;
  }
}

/** The very beginning is told as no place at all. */
function at({ line, column }: Mark): string {
  return line === 0 && column === 0 ? '' : ` at line ${line + 1} column ${column + 1}`;
}

function contextText({ doing, mark }: Context, problem: Mark): string {
  const isSame = mark.line === problem.line && mark.column === problem.column;
  return `, ${doing}${isSame ? '' : at(mark)}`;
}
