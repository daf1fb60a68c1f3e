import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { messageOf, UserError } from '../errors.ts';
import { isObject, type JsonObject } from '../json.ts';
import type { Log } from '../log/log.ts';
import { addSecret } from '../log/secrets.ts';
import { registryName, type ImageName } from './image-name.ts';

/** A login for a registry. */
export interface Login {
  readonly user: string;
  readonly password: string;
  /** A refresh token in place of a password (`identitytoken` of the file). */
  readonly identityToken: string | undefined;
}

/** A file that may hold logins. */
interface AuthFile {
  readonly path: string;
  /** What named it, when somebody did: then it must be usable. */
  readonly named?: string;
}

/** Longer files hold no logins. */
const LIMIT = 1_000_000;

/** Files in the order podman reads them (containers-auth.json(5)); one that was named is the only one. */
function authFiles(authFile: string | undefined, env: NodeJS.ProcessEnv): AuthFile[] {
  if (authFile !== undefined) return [{ path: authFile, named: 'registry-auth-file' }];
  const fromEnv = env['REGISTRY_AUTH_FILE'] ?? '';
  if (fromEnv !== '') return [{ path: fromEnv, named: 'REGISTRY_AUTH_FILE' }];
  const home = env['HOME'] ?? homedir();
  const runtime = env['XDG_RUNTIME_DIR'] ?? `/run/containers/${process.getuid?.() ?? 0}`;
  const config = env['XDG_CONFIG_HOME'] ?? join(home, '.config');
  return [
    join(runtime, ...(env['XDG_RUNTIME_DIR'] === undefined ? [] : ['containers']), 'auth.json'),
    join(config, 'containers', 'auth.json'),
    join(env['DOCKER_CONFIG'] ?? join(home, '.docker'), 'config.json'),
  ].map((path) => ({ path }));
}

/**
 * The login the engine would use for an image. What it finds is secret from then on.
 *
 * Programs that hold logins (`credHelpers`, `credsStore`) are not run: a file would decide what this process starts.
 *
 * @param authFile the only file that counts, when given.
 * @throws UserError for a file somebody named and that cannot be used.
 */
export async function findLogin(
  name: Pick<ImageName, 'registry' | 'repository'>,
  authFile: string | undefined,
  env: NodeJS.ProcessEnv,
  log: Log,
): Promise<Login | undefined> {
  for (const file of authFiles(authFile, env)) {
    if (file.named === undefined && !existsSync(file.path)) continue;
    const content = await readAuthFile(file, log);
    const auths = isObject(content['auths']) ? content['auths'] : {};
    const entry = entryFor(auths, name);
    const login = entry === undefined ? undefined : loginOf(entry);
    if (login !== undefined) return login;
    const helper = helperFor(content, name.registry);
    if (helper !== undefined) {
      log.info(
        `registry: ${file.path} leaves the login of ${name.registry} to the program docker-credential-${helper}, ` +
          'which is not asked here; the registry is asked without a login',
      );
      return undefined;
    }
  }
  return undefined;
}

async function readAuthFile({ path, named }: AuthFile, log: Log): Promise<JsonObject> {
  try {
    const text = await readFile(path, 'utf8');
    if (text.length > LIMIT) throw new Error(`it is longer than ${LIMIT} characters`);
    // An empty file is what `podman logout` of some versions leaves.
    const parsed: unknown = text.trim() === '' ? {} : JSON.parse(text);
    if (!isObject(parsed)) throw new Error('it holds no object');
    return parsed;
  } catch (error) {
    // A parser's message can quote what it read, which may be a password.
    const why = error instanceof SyntaxError ? 'it is no JSON' : messageOf(error);
    const text = `${path} cannot be used: ${why}; expected a file as \`podman login\` writes it`;
    if (named !== undefined) throw new UserError(`${named}: ${text}`, { cause: error });
    log.warning(`registry: ${text}. It is left out`);
    return {};
  }
}

/** The entry for a repository: the longest part of its path that is a key, then the registry, then docker's old keys. */
function entryFor(
  auths: JsonObject,
  { registry, repository }: Pick<ImageName, 'registry' | 'repository'>,
): JsonObject | undefined {
  const parts = [registry, ...repository.split('/')];
  for (let length = parts.length; length > 0; length -= 1) {
    const entry = auths[parts.slice(0, length).join('/')];
    if (isObject(entry)) return entry;
  }
  const [, old] =
    Object.entries(auths).find(([key]) => {
      const host = key.replace(/^https?:\/\//, '').replace(/\/.*$/, '');
      // `host/path` without a scheme is for that path alone.
      return (/^https?:\/\//.test(key) || !key.includes('/')) && registryName(host) === registry;
    }) ?? [];
  return isObject(old) ? old : undefined;
}

function loginOf(entry: JsonObject): Login | undefined {
  const text = (key: string): string => (typeof entry[key] === 'string' ? entry[key] : '');
  const decoded = Buffer.from(text('auth'), 'base64').toString('utf8');
  const colon = decoded.indexOf(':');
  const user = colon === -1 ? text('username') : decoded.slice(0, colon);
  // docker pads what it writes with NUL bytes.
  const password = colon === -1 ? text('password') : decoded.slice(colon + 1).replace(/\0+$/, '');
  const identityToken = text('identitytoken');
  if (user === '' && identityToken === '') return undefined;
  for (const secret of [password, identityToken, text('auth'), basicOf(user, password)]) addSecret(secret);
  return { user, password, identityToken: identityToken === '' ? undefined : identityToken };
}

/** A login as HTTP's Basic scheme sends it. */
export function basicOf(user: string, password: string): string {
  return Buffer.from(`${user}:${password}`).toString('base64');
}

function helperFor(content: JsonObject, registry: string): string | undefined {
  const helpers = isObject(content['credHelpers']) ? content['credHelpers'] : {};
  const helper = helpers[registry] ?? content['credsStore'];
  return typeof helper === 'string' && helper !== '' ? helper : undefined;
}
