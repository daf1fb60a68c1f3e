/** Lines that only say that something above them failed; they are never shown as the cause. */
const WRAPPERS = [
  /failed to execute cmd-/,
  /^Traceback \(most recent call last\)/,
  /returned non-zero exit status/,
  /^File "/,
];

/** Errors of a program about one it called: what that one said above may be a known failure, else they are the cause. */
const CALLERS = [
  /^error: .*Child process (?:exited with code|killed by signal) /,
  /^error: Running %\w+ for /,
  /^(?:error|fatal): .*exit status: \d+/,
];

/** Beginnings of lines in which the assembler and the programs below it name a cause. */
const CAUSES = [
  /^(?:error|fatal): /i,
  /^Problem\b.*:/,
  /No space left on device/,
  /^\S+: (?:cannot|unable|failed)\b/i,
];

/** What a line is to a reader who comes from below. All patterns want it without colours and outer blanks. */
export const isWrapper = (line: string): boolean => WRAPPERS.some((pattern) => pattern.test(line));
export const isCaller = (line: string): boolean => CALLERS.some((pattern) => pattern.test(line));
export const isCause = (line: string): boolean => CAUSES.some((pattern) => pattern.test(line));
/** A cause that ends the search: what stands above it happened before and went well. */
export const isFinal = (line: string): boolean => /^(?:error|fatal): /i.test(line) && !isCaller(line);
