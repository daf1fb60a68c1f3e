/** What the runner makes of an action's standard output. */
export interface RunnerView {
  /** Commands it obeys, as `name: text`; stop-commands and its token are left out. */
  readonly obeyed: readonly string[];
  /** True when commands are stopped at the end: everything after would be lost. */
  readonly stopped: boolean;
}

/**
 * Reads an output as the runner does (actions/runner, ActionCommandManager): lines end with LF, CR or CRLF; blanks in
 * front do not count; `::name properties::text` is a command, `##[name properties]text` anywhere in a line is one of
 * the older form; while commands are stopped only the token is, in either form and in any case of its letters.
 */
export function runnerView(output: string): RunnerView {
  const obeyed: string[] = [];
  let token: string | undefined;
  for (const line of output.split(/\r\n|\r|\n/)) {
    const command = commandOf(line);
    if (command === undefined) continue;
    const { name, text } = command;
    if (token !== undefined) {
      if (name.toLowerCase() === token.toLowerCase()) token = undefined;
    } else if (name === 'stop-commands') {
      token = text;
    } else {
      obeyed.push(`${name}: ${text}`);
    }
  }
  return { obeyed, stopped: token !== undefined };
}

function commandOf(line: string): { name: string; text: string } | undefined {
  const match = /^\s*::([^:\s]+)[^:]*::(.*)$/s.exec(line) ?? /##\[([^\]\s]+)[^\]]*\](.*)$/s.exec(line);
  return match?.[1] === undefined ? undefined : { name: match[1], text: match[2] ?? '' };
}
