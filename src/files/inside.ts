import { sep } from 'node:path';

/** True for a path that is `directory` or lies below it; both absolute, and real paths where links matter. */
export function isInside(path: string, directory: string): boolean {
  return path === directory || path.startsWith(directory.endsWith(sep) ? directory : `${directory}${sep}`);
}
