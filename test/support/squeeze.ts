/** Markdown without what the formatter does to tables: it pads their cells and draws their rules as wide as they are. */
export function squeeze(text: string): string {
  return text.replaceAll(/ +/g, ' ').replaceAll(/-+/g, '-');
}
