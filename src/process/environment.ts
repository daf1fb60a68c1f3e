/** The environment of this process with some variables on top; for programs whose environment is replaced whole. */
export function environmentWith(extra: Readonly<Record<string, string>>): Record<string, string> {
  const present = Object.entries(process.env).filter(
    (entry): entry is [string, string] => entry[1] !== undefined,
  );
  return { ...Object.fromEntries(present), ...extra };
}
