/** The bits of a mode that say what a file is, the same in rpm headers and cpio archives on every system. */
const TYPE = 0o170000;

/** True for the mode of a regular file. */
export function isRegular(mode: number): boolean {
  return (mode & TYPE) === 0o100000;
}

/** True for the mode of a directory. */
export function isDirectory(mode: number): boolean {
  return (mode & TYPE) === 0o040000;
}

/** True for the mode of a symbolic link. */
export function isSymbolicLink(mode: number): boolean {
  return (mode & TYPE) === 0o120000;
}
