/**
 * Text in Markdown and HTML at once, shown as it is: a package name, an error line or an input may hold anything.
 * Line ends become blanks, so that a table's row stays one.
 */
export function escapeMarkdown(text: string): string {
  return text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll(/[\r\n]+/g, ' ')
    .replaceAll(/([\\`*_{}[\]()#+!|~@-])/g, String.raw`\$1`);
}

/** Text in a code span; a span cannot hold the run of backticks it is delimited by, so they are replaced. */
export function code(text: string): string {
  const plain = text
    .replaceAll(/[\r\n]+/g, ' ')
    .replaceAll('`', "'")
    .replaceAll('|', String.raw`\|`);
  return plain === '' ? '' : `\`${plain}\``;
}

/** A table; cells are Markdown already. */
export function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`;
  return [line(head), line(head.map(() => '---')), ...rows.map(line)].join('\n');
}

/** A size in bytes for people, in powers of 1024. */
export function humanSize(bytes: number): string {
  const units = ['B', 'KiB', 'MiB', 'GiB', 'TiB'];
  let value = bytes;
  let unit = 0;
  while (value >= 1024 && unit < units.length - 1) {
    value /= 1024;
    unit += 1;
  }
  return `${unit === 0 ? String(value) : value.toFixed(1)} ${units[unit] ?? ''}`;
}
