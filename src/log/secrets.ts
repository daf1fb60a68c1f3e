import { redactPasswords } from './redact.ts';

/**
 * What must not be shown, for the whole process: a secret is one wherever it turns up, so logs, log files and the
 * summary ask here. Values shorter than this would cover half a log and protect nobody.
 */
const SHORTEST = 4;
const COVER = '***';

const secrets = new Set<string>();
const listeners = new Set<(secret: string) => void>();

/** Registers a value; each line of it counts for itself, as the runner's own masks do, and as URLs spell it too. */
export function addSecret(value: string): void {
  for (const line of value.split(/\r?\n/)) {
    for (const form of formsOf(line.trim())) {
      if (form.length < SHORTEST || secrets.has(form)) continue;
      secrets.add(form);
      for (const listener of listeners) listener(form);
    }
  }
}

/** Calls `listener` with every secret there is and will be. @returns what ends that. */
export function watchSecrets(listener: (secret: string) => void): () => void {
  listeners.add(listener);
  for (const secret of secrets) listener(secret);
  return () => listeners.delete(listener);
}

/** Longest first: one may be part of another. */
export function knownSecrets(): string[] {
  return [...secrets].sort((one, two) => two.length - one.length);
}

/** The text with every known secret and every password in an address covered. */
export function maskSecrets(text: string): string {
  let masked = text;
  for (const secret of knownSecrets()) masked = masked.replaceAll(secret, COVER);
  return redactPasswords(masked);
}

/** Forgets everything; only tests have a reason to. */
export function forgetSecrets(): void {
  secrets.clear();
}

function formsOf(value: string): string[] {
  const json = JSON.stringify(value).slice(1, -1);
  return [value, encodeURIComponent(value), json];
}
