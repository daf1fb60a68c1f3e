import { UserError } from '../errors.ts';
import { isObject } from '../json.ts';
import { addSecret } from '../log/secrets.ts';
import { redactUrl } from '../log/redact.ts';
import { statusError } from '../net/status.ts';
import type { Challenge } from './challenge.ts';
import { basicOf, type Login } from './credentials.ts';
import type { Endpoint } from './endpoints.ts';
import { exchange } from './request.ts';

/** Tokens are some kilobytes. */
const TOKEN_LIMIT = 256 * 1024;

/** What an answer 401 has to be repeated with. */
export interface AuthorizeRequest {
  readonly endpoint: Endpoint;
  /** The address that asked for it. */
  readonly asked: URL;
  readonly challenges: readonly Challenge[];
  readonly login: Login | undefined;
  readonly signal: AbortSignal | undefined;
}

/**
 * The value of `Authorization` a registry asks for: a token of the server it names (the distribution project's token
 * authentication), or the login itself. A token for reading is asked for without a login too: registries give it for
 * public images.
 *
 * @throws UserError when there is nothing it would accept, TransientError when the token server is busy.
 */
export async function authorize(request: AuthorizeRequest): Promise<string> {
  const bearer = request.challenges.find(({ scheme }) => scheme === 'bearer');
  if (bearer !== undefined) return `Bearer ${await fetchToken(bearer, request)}`;
  const { login } = request;
  if (request.challenges.some(({ scheme }) => scheme === 'basic')) {
    if (login === undefined || login.user === '') throw loginNeeded(request.endpoint.registry);
    return `Basic ${basicOf(login.user, login.password)}`;
  }
  throw new UserError('the registry wants a login of a kind that is not known here (HTTP 401)');
}

/** The registry wants a login, and there is none, or it does not like the one there is. */
export function loginNeeded(registry: string, login?: Login): UserError {
  return new UserError(
    login === undefined
      ? `the registry wants a login, or there is no such repository; log in before (\`podman login ${registry}\`), ` +
          'or give a file with the login in registry-auth-file'
      : `the registry does not accept the login it was given; renew it (\`podman login ${registry}\`) or the file of registry-auth-file`,
  );
}

async function fetchToken({ parameters }: Challenge, request: AuthorizeRequest): Promise<string> {
  const { endpoint, asked, login, signal } = request;
  const realm = URL.parse(parameters['realm'] ?? '');
  if (realm === null || !['http:', 'https:'].includes(realm.protocol)) {
    throw new UserError('the registry names no server that gives tokens (realm)');
  }
  if (realm.protocol === 'http:' && asked.protocol === 'https:') {
    throw new UserError(
      `the registry names ${redactUrl(realm.href)} for its tokens, which nobody protects; a login would be seen on the way`,
    );
  }
  const fields = {
    ...(parameters['service'] === undefined ? {} : { service: parameters['service'] }),
    scope: `repository:${endpoint.repository}:pull`,
  };
  const common = { limit: TOKEN_LIMIT, insecure: endpoint.insecure, signal };
  let answer;
  if (login?.identityToken === undefined) {
    for (const [key, value] of Object.entries(fields)) realm.searchParams.append(key, value);
    const authorization = login === undefined ? undefined : `Basic ${basicOf(login.user, login.password)}`;
    answer = await exchange(realm, { ...common, method: 'GET', headers: {}, authorization });
  } else {
    const body = new URLSearchParams({
      grant_type: 'refresh_token',
      refresh_token: login.identityToken,
      client_id: 'ovirt-node-image',
      ...fields,
    });
    answer = await exchange(realm, {
      ...common,
      method: 'POST',
      headers: { 'content-type': 'application/x-www-form-urlencoded' },
      body: body.toString(),
    });
  }
  if (answer.status === 401 || answer.status === 403) throw loginNeeded(endpoint.registry, login);
  if (answer.status !== 200) throw statusError(answer.status, answer.headers['retry-after']);
  const token = tokenIn(answer.body);
  addSecret(token);
  return token;
}

/** @throws UserError for an answer without a token that can stand in a header. */
function tokenIn(body: Buffer): string {
  let parsed: unknown;
  try {
    parsed = JSON.parse(body.toString('utf8'));
  } catch {
    parsed = undefined;
  }
  const found = isObject(parsed) ? (parsed['token'] ?? parsed['access_token']) : undefined;
  if (typeof found !== 'string' || !/^[\u0021-\u007e]+$/.test(found)) {
    throw new UserError("the registry's token server gave no token");
  }
  return found;
}
