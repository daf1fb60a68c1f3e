/** True when the reference names content and not a name that can move. */
export function isPinned(reference: string): boolean {
  return /@sha256:[0-9a-f]{64}$/.test(reference);
}

/** True for `sha256:` and 64 hex digits. */
export function isDigest(text: string): boolean {
  return /^sha256:[0-9a-f]{64}$/.test(text);
}

/** A reference without tag and digest. A colon before the last slash belongs to the registry's port. */
export function repositoryOf(reference: string): string {
  const bare = reference.replace(/@.*$/, '');
  const colon = bare.lastIndexOf(':');
  return colon > bare.lastIndexOf('/') ? bare.slice(0, colon) : bare;
}
