/** A workflow command on one line, `::name key=value::data`: its end is the first `::` there is, as for the runner. */
const COMMAND = /^::([a-z-]+)(?: [^\n]*?)?::(.*)$/;

/** The text of a workflow command: `%`, CR and LF as the runner wants them. */
export function escapeData(text: string): string {
  return text.replaceAll('%', '%25').replaceAll('\r', '%0D').replaceAll('\n', '%0A');
}

/** The value of a property of a workflow command. */
export function escapeProperty(text: string): string {
  return escapeData(text).replaceAll(':', '%3A').replaceAll(',', '%2C');
}

/** What {@link escapeData} was given. */
export function unescapeData(data: string): string {
  return data.replaceAll('%0D', '\r').replaceAll('%0A', '\n').replaceAll('%25', '%');
}

/**
 * Reads a line, without its end, as a workflow command.
 *
 * @returns its name and its data, still escaped; undefined for any other line.
 */
export function readCommand(line: string): { readonly name: string; readonly data: string } | undefined {
  const [, name, data] = COMMAND.exec(line) ?? [];
  return name === undefined || data === undefined ? undefined : { name, data };
}
