import { IMAGE_KINDS } from '../inputs/choices.ts';
import type { InputSpec } from '../inputs/input-spec.ts';
import { INPUTS } from '../inputs/schema.ts';
import { imageOutputs, OUTPUTS, RELEASE_OUTPUTS, VALIDATE_OUTPUTS } from '../report/outputs.ts';

function row(cells: readonly string[]): string {
  return `| ${cells.map((cell) => cell.replaceAll('|', String.raw`\|`)).join(' | ')} |`;
}

/** Table of the inputs, as Markdown. */
export function inputsTable(): string {
  return [
    row(['input', 'default', 'meaning']),
    '| --- | --- | --- |',
    ...INPUTS.map((spec: InputSpec) => {
      const value = spec.actionDefault ?? spec.default;
      return row([`\`${spec.name}\``, value === '' ? '' : `\`${value}\``, spec.description]);
    }),
  ].join('\n');
}

/** Table of the outputs, as Markdown; those of the images stand once, for `<image>`. */
export function outputsTable(): string {
  return [
    row(['output', 'meaning']),
    '| --- | --- |',
    ...[...OUTPUTS, ...VALIDATE_OUTPUTS, ...RELEASE_OUTPUTS, ...imageOutputs('<image>')].map(
      ({ name, description }) => row([`\`${name}\``, description]),
    ),
    '',
    `\`<image>\` is one of ${IMAGE_KINDS.map((kind) => `\`${kind}\``).join(', ')}.`,
  ].join('\n');
}

/** Puts `content` between the markers `<!-- begin NAME -->` and `<!-- end NAME -->` of a text. */
export function fillSection(text: string, name: string, content: string): string {
  const begin = `<!-- begin ${name} -->`;
  const end = `<!-- end ${name} -->`;
  const start = text.indexOf(begin);
  const stop = text.indexOf(end);
  if (start < 0 || stop < start) throw new Error(`the text has no section ${name}`);
  return `${text.slice(0, start + begin.length)}\n\n${content}\n\n${text.slice(stop)}`;
}
