/** Files larger than this are no treefiles; in bytes. */
export const SIZE_LIMIT = 4 * 1024 * 1024;
