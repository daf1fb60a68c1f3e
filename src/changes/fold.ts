/**
 * A heading that unfolds what is below it.
 *
 * @param heading a text of ours: it stands in HTML, where Markdown's escapes would show.
 * @param body Markdown; the blank lines let GitHub read it as such.
 */
export function folded(heading: string, body: string): string {
  return `<details><summary>${heading}</summary>\n\n${body}\n\n</details>`;
}

/** The first of a list, and what is to be said of the others. */
export function shortList<T>(
  list: readonly T[],
  most: number,
): { readonly kept: readonly T[]; readonly note: string } {
  if (list.length <= most) return { kept: list, note: '' };
  return {
    kept: list.slice(0, most),
    note: `… and ${list.length - most} more; changes.json has all of them.`,
  };
}
