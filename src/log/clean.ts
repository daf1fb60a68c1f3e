// eslint-disable-next-line no-control-regex -- terminal control sequences are what is looked for
const SEQUENCES = /\u001b(?:\[[0-?]*[ -/]*[@-~]|[@-Z\\^_])/g;
// eslint-disable-next-line no-control-regex -- every control character but the tab
const CONTROLS = /[\u0000-\u0008\u000a-\u001f\u007f\u0080-\u009f]/g;
/** Characters that turn the direction of what follows: the text would read otherwise than it is. */
const DIRECTIONS = /[\u202a-\u202e\u2066-\u2069]/g;
/** Line ends to some programs, though not to the runner. */
const SEPARATORS = /[\u2028\u2029]/g;

/**
 * A child's line without terminal sequences and control characters: what is left can neither hide nor move text. The
 * text of a title or link (`ESC ]`) stays: where its end is missing it would take the rest of the line with it.
 */
export function cleanLine(line: string): string {
  return line
    .replaceAll(SEQUENCES, '')
    .replaceAll(CONTROLS, '')
    .replaceAll(DIRECTIONS, '')
    .replaceAll(SEPARATORS, ' ');
}
