/** Takes no room and is no letter: what is recognized as a word with it is no longer recognized. */
const GAP = '\u200b';

/**
 * Markdown that tells nobody and refers to nothing: GitHub looks for mentions (`@name`) and references (`#12`,
 * `GH-12`, addresses of issues) in the text as it is shown, so that escaping with a backslash does not help. HTML
 * comments, which could look like our markers, become text.
 */
export function quietMarkdown(text: string): string {
  return text
    .replaceAll(/<!--|--!?>/g, (found) => found.replace('<', '&lt;').replace('>', '&gt;'))
    .replaceAll(/@(?=[A-Za-z0-9])/g, `@${GAP}`)
    .replaceAll(/#(?=\d)/g, `#${GAP}`)
    .replaceAll(/\b(gh-)(?=\d)/gi, `$1${GAP}`)
    .replaceAll(/\/(issues|pull|discussions)\/(?=\d)/gi, `/$1/${GAP}`);
}
