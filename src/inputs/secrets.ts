import { readFileSync } from 'node:fs';
import { isObject } from '../json.ts';
import { loginsIn } from '../log/redact.ts';
import { addSecret } from '../log/secrets.ts';
import { VARIABLE_PREFIX } from '../net/dnf-variables.ts';
import type { RawInputs } from './schema.ts';

const PROXIES = /^(?:https?|all|ftp)_proxy$/i;

/**
 * Registers everything secret in inputs and environment, before a first message could show it: logins in addresses,
 * values of yum-variables, the logins in an auth file.
 */
export function registerSecrets(raw: RawInputs, env: NodeJS.ProcessEnv): void {
  const texts = [
    ...Object.values(raw),
    ...Object.entries(env).flatMap(([name, value]) => (PROXIES.test(name) ? [value ?? ''] : [])),
  ];
  for (const secret of texts.flatMap(loginsIn)) addSecret(secret);
  addSecret(raw['github-token'] ?? '');
  for (const line of (raw['yum-variables'] ?? '').split('\n')) {
    // A line without a name is a mistake that will be told, and may be a value all the same.
    addSecret(line.slice(line.indexOf('=') + 1));
  }
  for (const [name, value] of Object.entries(env)) {
    if (name.startsWith(VARIABLE_PREFIX)) addSecret(value ?? '');
  }
  for (const file of [raw['registry-auth-file'], env['REGISTRY_AUTH_FILE']]) {
    if (file !== undefined && file !== '') for (const secret of authSecrets(file)) addSecret(secret);
  }
}

/** Secrets of a file as containers-auth.json(5) and docker's config.json describe it; none when it is no such file. */
function authSecrets(file: string): string[] {
  try {
    const parsed: unknown = JSON.parse(readFileSync(file, 'utf8'));
    if (!isObject(parsed) || !isObject(parsed['auths'])) return [];
    return Object.values(parsed['auths']).flatMap((entry) => {
      if (!isObject(entry)) return [];
      const { auth, identitytoken, registrytoken, password } = entry;
      const texts = [auth, identitytoken, registrytoken, password].filter(
        (value) => typeof value === 'string',
      );
      const login = typeof auth === 'string' ? Buffer.from(auth, 'base64').toString('utf8') : '';
      return [...texts, login.slice(login.indexOf(':') + 1)];
    });
  } catch {
    // Whether the file can be used is said where it is used.
    return [];
  }
}
