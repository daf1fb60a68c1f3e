/** Lines that only say that something above them failed. */
const WRAPPERS = [
  /failed to execute cmd-/,
  /^Traceback \(most recent call last\)/,
  /returned non-zero exit status/,
  /^\s+File "/,
];

/** Beginnings of lines in which the assembler and the programs below it name a cause. */
const CAUSES = [
  /^\s*(error|fatal|ERROR): /i,
  /^\s*Problem\b.*:/,
  /No space left on device/,
  /^\S+: (cannot|unable|failed)\b/i,
];

/**
 * The line of a failed step that says why: the last one that names a cause, read from the bottom up past the
 * wrappers; else the last line at all.
 */
export function errorLine(tail: readonly string[]): string | undefined {
  const lines = tail.map((line) => line.trim()).filter((line) => line !== '');
  const telling = lines.filter((line) => !WRAPPERS.some((wrapper) => wrapper.test(line)));
  return (
    telling.findLast((line) => CAUSES.some((cause) => cause.test(line))) ?? telling.at(-1) ?? lines.at(-1)
  );
}
