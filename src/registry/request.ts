import type { IncomingMessage } from 'node:http';
import { UserError } from '../errors.ts';
import { redactUrl } from '../log/redact.ts';
import { connectionError } from '../net/connection-error.ts';
import { sendRequest } from '../net/proxy.ts';
import { TransientError } from '../net/transient.ts';

/** A short exchange with a registry or its token server. */
export interface Exchange {
  readonly method: 'GET' | 'HEAD' | 'POST';
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string;
  /** Value of the header `Authorization`; no other host than the first one gets it. */
  readonly authorization?: string | undefined;
  /** Most bytes the answer may have. */
  readonly limit: number;
  /** The server was marked as insecure: any certificate will do, and plain http. */
  readonly insecure: boolean;
  readonly signal?: AbortSignal | undefined;
}

/** An answer as a whole. */
export interface Answer {
  readonly status: number;
  readonly headers: IncomingMessage['headers'];
  readonly body: Buffer;
}

const REDIRECTS = new Set([301, 302, 303, 307, 308]);
const REDIRECT_LIMIT = 5;
/** Milliseconds for one exchange with all its redirects; the answers are short. */
const TIMEOUT_MS = 20_000;

/**
 * Sends a request and reads its answer, following redirects. Any status is an answer.
 *
 * @throws TransientError for what another attempt can change, UserError for what it cannot.
 */
export async function exchange(start: URL, request: Exchange): Promise<Answer> {
  const timeout = AbortSignal.timeout(TIMEOUT_MS);
  const signal = request.signal === undefined ? timeout : AbortSignal.any([timeout, request.signal]);
  try {
    return await follow(start, request, signal);
  } catch (error) {
    request.signal?.throwIfAborted();
    if (timeout.aborted)
      throw new TransientError(`no answer within ${TIMEOUT_MS / 1000} s`, { cause: error });
    if (error instanceof UserError) throw error;
    throw connectionError(error);
  }
}

async function follow(start: URL, request: Exchange, signal: AbortSignal): Promise<Answer> {
  let url = start;
  let authorization = request.authorization;
  for (let hops = 0; hops <= REDIRECT_LIMIT; hops += 1) {
    const response = await sendRequest(url, {
      method: request.method,
      headers: { ...request.headers, ...(authorization === undefined ? {} : { authorization }) },
      signal,
      anyCertificate: request.insecure,
      ...(request.body === undefined ? {} : { body: request.body }),
    });
    const status = response.statusCode ?? 0;
    const { location } = response.headers;
    if (!REDIRECTS.has(status) || location === undefined) {
      return { status, headers: response.headers, body: await bodyOf(response, request.limit) };
    }
    response.destroy();
    if (request.method === 'POST') {
      throw new UserError(`redirects a login to ${redactUrl(location)}, which is not followed`);
    }
    const next = URL.parse(location, url);
    if (next === null || !['http:', 'https:'].includes(next.protocol)) {
      throw new UserError(`redirects to ${JSON.stringify(redactUrl(location))}, which is no web address`);
    }
    if (url.protocol === 'https:' && next.protocol === 'http:' && !request.insecure) {
      throw new UserError(`redirects from https to ${redactUrl(next.href)}, which nobody protects`);
    }
    // Storage behind a registry is somebody else, and needs no login of ours.
    if (next.origin !== url.origin) authorization = undefined;
    next.username = '';
    next.password = '';
    url = next;
  }
  throw new UserError(`redirects more than ${REDIRECT_LIMIT} times`);
}

async function bodyOf(response: IncomingMessage, limit: number): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of response) {
    if (!Buffer.isBuffer(chunk)) continue;
    bytes += chunk.length;
    // Leaving the loop closes the connection.
    if (bytes > limit) throw new UserError(`sent more than ${limit} bytes`);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}
