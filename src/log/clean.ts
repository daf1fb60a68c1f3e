// eslint-disable-next-line no-control-regex -- terminal control sequences are what is looked for
const SEQUENCES = /\u001b(?:\[[0-?]*[ -/]*[@-~]|\][^\u0007\u001b]*(?:\u0007|\u001b\\)?|[@-Z\\^_])/g;
// eslint-disable-next-line no-control-regex -- every control character but the tab
const CONTROLS = /[\u0000-\u0008\u000a-\u001f\u007f\u0080-\u009f]/g;

/** A child's line without terminal sequences and control characters: what is left can neither hide nor move text. */
export function cleanLine(line: string): string {
  return line.replaceAll(SEQUENCES, '').replaceAll(CONTROLS, '');
}
