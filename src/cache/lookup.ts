import { UserError } from '../errors.ts';
import { isObject } from '../json.ts';
import { addSecret } from '../log/secrets.ts';
import { connectionError } from '../net/connection-error.ts';
import { sendRequest } from '../net/proxy.ts';
import { statusError } from '../net/status.ts';

/** An entry the service has. */
export interface FoundEntry {
  readonly key: string;
  /** Signed: whoever knows it can read the entry. */
  readonly url: string;
}

const METHOD = 'twirp/github.actions.results.api.v1.CacheService/GetCacheEntryDownloadURL';
/** Bytes of an answer, which is one line. */
const LIMIT = 64 * 1024;

/**
 * Asks for the newest entry whose key begins with one of `prefixes`, the first one first.
 *
 * The library does this too, and then unpacks what comes with absolute paths allowed (`tar -P`): whoever can write to
 * the cache could write any file of the machine. So reading is done here.
 *
 * @returns undefined when there is none.
 * @throws UserError with the reason, when the service gives no answer.
 */
export async function lookUp(
  prefixes: readonly [string, ...string[]],
  version: string,
  env: NodeJS.ProcessEnv,
  signal: AbortSignal,
): Promise<FoundEntry | undefined> {
  const url = new URL(`/${METHOD}`, env['ACTIONS_RESULTS_URL']);
  // A key is matched by its beginning, like the restore keys.
  const [key] = prefixes;
  const request = { key, restore_keys: prefixes, version };
  const { status, body, retryAfter } = await post(url, JSON.stringify(request), env, signal);
  if (status !== 200) throw statusError(status, retryAfter);
  const answer = parsed(body);
  if (answer['ok'] !== true) return undefined;
  // A protobuf in JSON may be spelt in both ways.
  const signed = answer['signed_download_url'] ?? answer['signedDownloadUrl'];
  const matched = answer['matched_key'] ?? answer['matchedKey'];
  if (typeof signed !== 'string' || typeof matched !== 'string' || !URL.canParse(signed)) {
    throw new UserError('the cache service names an entry and no address of it');
  }
  const signature = new URL(signed).searchParams.get('sig');
  if (signature !== null) addSecret(signature);
  // Nothing of a foreign entry: what it is for stands in its key.
  if (!prefixes.some((prefix) => matched.startsWith(prefix))) return undefined;
  return { key: matched, url: signed };
}

async function post(
  url: URL,
  body: string,
  env: NodeJS.ProcessEnv,
  signal: AbortSignal,
): Promise<{ status: number; body: string; retryAfter: string | undefined }> {
  try {
    const headers = {
      'content-type': 'application/json',
      authorization: `Bearer ${env['ACTIONS_RUNTIME_TOKEN'] ?? ''}`,
    };
    const response = await sendRequest(url, { method: 'POST', headers, body, signal });
    let text = '';
    for await (const chunk of response) {
      text += String(chunk);
      if (text.length > LIMIT) throw new UserError(`the cache service sent more than ${LIMIT} bytes`);
    }
    return { status: response.statusCode ?? 0, body: text, retryAfter: response.headers['retry-after'] };
  } catch (error) {
    if (signal.aborted || error instanceof UserError) throw error;
    throw connectionError(error);
  }
}

function parsed(text: string): Readonly<Record<string, unknown>> {
  try {
    const value: unknown = JSON.parse(text);
    if (isObject(value)) return value;
  } catch {
    // Told below.
  }
  throw new UserError('the cache service sent no JSON');
}
