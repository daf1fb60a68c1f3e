/** A pattern for paths: `*` and `?` within a name, `**` across directories; a directory stands for all below it. */
export function globToPattern(glob: string): RegExp {
  const body = glob
    .replace(/\/+$/, '')
    .split('/')
    .map((part) =>
      part === '**' ? '**' : part.replaceAll(/[.+^${}()|[\]\\]/g, String.raw`\$&`).replaceAll('?', '[^/]'),
    )
    .map((part) => (part === '**' ? part : part.replaceAll(/\*+/g, '[^/]*')))
    .join('/')
    .replaceAll(/(^|\/)\*\*\//g, '$1(?:[^/]+/)*')
    .replace(/\*\*$/, '.*');
  return new RegExp(`^${body}(?:/.*)?$`);
}
