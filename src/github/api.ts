import { request as httpRequest, type ClientRequest, type IncomingMessage } from 'node:http';
import { request as httpsRequest } from 'node:https';
import { HttpClient } from '@actions/http-client';
import { UserError } from '../errors.ts';
import type { Log } from '../log/log.ts';
import { connectionError } from '../net/connection-error.ts';
import { retry, type RetryPolicy } from '../net/retry.ts';
import { parseRetryAfter } from '../net/status.ts';
import { TransientError } from '../net/transient.ts';

/** Bytes of an answer: a hundred comments of the longest there are, and room. */
const LIMIT = 32 * 1024 * 1024;
const TIMEOUT_MS = 30_000;

/** Pauses of 1 and 2 s, and what a rate limit asks for up to a minute: a comment is worth no more. */
export const API_POLICY: RetryPolicy = {
  attempts: 3,
  firstDelayMs: 1_000,
  maxDelayMs: 60_000,
  budgetMs: 150_000,
};

/** The REST API of GitHub, or of a server of its kind. */
export interface Api {
  /** `https://api.github.com`. */
  readonly url: string;
  readonly token: string;
  readonly log: Log;
  /** For tests. */
  readonly policy?: RetryPolicy;
}

/** One request. */
export interface ApiRequest {
  readonly method: 'GET' | 'POST' | 'PATCH' | 'DELETE';
  /** Below the address of the API, with its query. */
  readonly path: string;
  readonly body?: unknown;
}

/** An answer of status 200 to 299. */
export interface ApiAnswer {
  readonly status: number;
  readonly body: unknown;
  /** The `link` header, which says whether there is a next page. */
  readonly link: string;
}

/** The token may not do what was asked, or may not know that it is there. */
export class NotAllowedError extends UserError {}

/**
 * Sends a request, again when the server has a problem or limits the rate.
 *
 * A request that makes something must not be sent twice after its answer was lost: `onRetry` is asked before each further
 * attempt, and what it returns is taken for the answer.
 *
 * @throws NotAllowedError for 401, 403 and 404, UserError for everything else.
 */
export async function callApi(
  api: Api,
  request: ApiRequest,
  onRetry: () => Promise<ApiAnswer | undefined> = () => Promise.resolve(undefined),
): Promise<ApiAnswer> {
  let attempts = 0;
  return await retry(
    `${request.method} ${request.path}`,
    async () => {
      attempts += 1;
      const done = attempts === 1 ? undefined : await onRetry();
      return done ?? (await send(api, request));
    },
    { policy: api.policy ?? API_POLICY, log: api.log },
  );
}

/**
 * Where a request is sent on to. The address is of another host and carries its own permission: whoever follows it
 * must not show it the token.
 *
 * @throws NotAllowedError, UserError as {@link callApi}
 */
export async function locate(api: Api, path: string): Promise<string> {
  const request: ApiRequest = { method: 'GET', path };
  return await retry(
    `GET ${path}`,
    async () => {
      const exchanged = await ask(api, request);
      const { location } = exchanged.headers;
      if ([301, 302, 307, 308].includes(exchanged.status) && location !== undefined) return location;
      throw exchanged.status < 300
        ? new UserError(`GitHub answered ${exchanged.status} where it sends on`)
        : refusalOf(exchanged, parsed(exchanged.text));
    },
    { policy: api.policy ?? API_POLICY, log: api.log },
  );
}

async function send(api: Api, request: ApiRequest): Promise<ApiAnswer> {
  return judge(await ask(api, request));
}

/** What an answer's status means. @throws NotAllowedError, TransientError, UserError */
export function judge(exchanged: Exchanged): ApiAnswer {
  const { status, headers, text } = exchanged;
  const answer = parsed(text);
  if (status >= 200 && status < 300) return { status, body: answer, link: headers['link']?.toString() ?? '' };
  throw refusalOf(exchanged, answer);
}

async function ask({ url, token }: Api, { method, path, body }: ApiRequest): Promise<Exchanged> {
  const text = body === undefined ? undefined : JSON.stringify(body);
  return await exchange(new URL(`${url.replace(/\/+$/, '')}${path}`), method, {
    token,
    ...(text === undefined
      ? {}
      : {
          content: {
            type: 'application/json',
            length: Buffer.byteLength(text),
            send: (request) => request.end(text),
          },
        }),
    signal: AbortSignal.timeout(TIMEOUT_MS),
  });
}

function refusalOf({ status, headers, text }: Exchanged, answer: unknown): UserError {
  const message = `GitHub answered ${status}${reasonOf(answer)}`;
  const limited = status === 429 || (status === 403 && isRateLimit(headers, text));
  if (limited || status >= 500)
    return new TransientError(message, { retryAfterMs: pauseOf(headers, limited) });
  if ([401, 403, 404].includes(status)) return new NotAllowedError(message);
  return new UserError(message);
}

/** An answer as it came. */
export interface Exchanged {
  readonly status: number;
  readonly headers: IncomingMessage['headers'];
  readonly text: string;
}

/** What is sent besides the headers every request has. */
export interface Sent {
  readonly token: string;
  readonly content?: {
    /** Media type. */
    readonly type: string;
    /** Bytes. */
    readonly length: number;
    /** Writes the content and ends the request. */
    readonly send: (request: ClientRequest) => void;
  };
  /** Ends the attempt. */
  readonly signal: AbortSignal;
}

/** One request and its answer, whatever its status. @throws UserError, TransientError when there is no answer */
export async function exchange(
  url: URL,
  method: string,
  { token, content, signal }: Sent,
): Promise<Exchanged> {
  const headers = {
    'user-agent': 'ovirt-node-image',
    accept: 'application/vnd.github+json',
    'x-github-api-version': '2022-11-28',
    authorization: `Bearer ${token}`,
    ...(content === undefined ? {} : { 'content-type': content.type, 'content-length': content.length }),
  };
  const isPlain = url.protocol === 'http:';
  // The library's agent is the proxy's; without one it is node's own.
  const options = { method, headers, agent: new HttpClient().getAgent(url.href), signal };
  try {
    return await new Promise<Exchanged>((resolve, reject) => {
      const request = (isPlain ? httpRequest : httpsRequest)(url, options, (response) => {
        readText(response).then(
          (text) => resolve({ status: response.statusCode ?? 0, headers: response.headers, text }),
          reject,
        );
      });
      request.once('error', reject);
      if (content === undefined) request.end();
      else content.send(request);
    });
  } catch (error) {
    if (error instanceof UserError) throw error;
    throw connectionError(error);
  }
}

async function readText(response: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of response) {
    if (!Buffer.isBuffer(chunk)) continue;
    bytes += chunk.length;
    if (bytes > LIMIT) throw new UserError(`GitHub sent more than ${LIMIT} bytes`);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    // A gateway's page of HTML; the status says enough.
    return undefined;
  }
}

function reasonOf(answer: unknown): string {
  if (typeof answer !== 'object' || answer === null || !('message' in answer)) return '';
  return typeof answer.message === 'string' ? `: ${answer.message.slice(0, 300)}` : '';
}

/** The primary limit says so with a header, the secondary one with another or with its text. */
function isRateLimit(headers: IncomingMessage['headers'], text: string): boolean {
  return (
    headers['retry-after'] !== undefined ||
    headers['x-ratelimit-remaining'] === '0' ||
    /secondary rate limit|abuse detection/i.test(text)
  );
}

function pauseOf(headers: IncomingMessage['headers'], limited: boolean): number | undefined {
  const asked = parseRetryAfter(headers['retry-after']);
  if (asked !== undefined) return asked;
  const reset = headers['x-ratelimit-remaining'] === '0' ? Number(headers['x-ratelimit-reset']) : Number.NaN;
  if (Number.isFinite(reset)) return Math.max(0, reset * 1000 - Date.now());
  // What the documentation asks for where the server names no time.
  return limited ? 60_000 : undefined;
}
