import { createHash } from 'node:crypto';
import { open, rm } from 'node:fs/promises';
import type { IncomingMessage } from 'node:http';
import { UserError } from '../errors.ts';
import { redactUrl } from '../log/redact.ts';
import { RefusedAddressError, type AddressGuard } from './address-guard.ts';
import { connectionError } from './connection-error.ts';
import { sendGet } from './proxy.ts';
import { statusError } from './status.ts';
import { TransientError } from './transient.ts';

/** Limits of one attempt of {@link download}. */
export interface DownloadOptions {
  /** Bytes; a longer answer is cut off and refused. */
  readonly limit: number;
  /** Milliseconds from the request to the last byte, redirects included. */
  readonly timeoutMs: number;
  /** Follow a redirect from https to http; only for what is checked afterwards. */
  readonly allowPlain: boolean;
  readonly signal?: AbortSignal | undefined;
  /** Looks at the address, and at each one it redirects to, before it is asked. */
  readonly guard?: AddressGuard | undefined;
}

/** What came. */
export interface Downloaded {
  /** The address that sent it, after redirects, without a login in it. */
  readonly from: string;
  readonly bytes: number;
  readonly sha256: string;
  /** In lower case, without parameters; empty when the server gave none. */
  readonly contentType: string;
}

const REDIRECTS = new Set([301, 302, 303, 307, 308]);
const REDIRECT_LIMIT = 10;

/**
 * One attempt to bring a file here. `downloadTool` of @actions/tool-cache is not used for it: it shows no header, so
 * Retry-After, Content-Length and Content-Type are lost, it cannot be cancelled, and its pauses are fixed at 10 to
 * 20 s. The proxy is found by the same library it uses.
 *
 * @throws TransientError for what another attempt can change, UserError for what it cannot. Nothing is left at `path`.
 */
export async function download(text: string, path: string, options: DownloadOptions): Promise<Downloaded> {
  const timeout = AbortSignal.timeout(options.timeoutMs);
  const signal = options.signal === undefined ? timeout : AbortSignal.any([timeout, options.signal]);
  let bytes = 0;
  try {
    const { response, url } = await follow(new URL(text), options, signal);
    const hash = createHash('sha256');
    // Opened and closed here, so that no file appears after it was removed again.
    const file = await open(path, 'w');
    try {
      for await (const chunk of chunksOf(response)) {
        bytes += chunk.length;
        if (bytes > options.limit) {
          throw new UserError(`sent more than ${options.limit} bytes: not the file that is wanted`);
        }
        hash.update(chunk);
        await file.writeFile(chunk);
      }
    } catch (error) {
      if (signal.aborted || error instanceof UserError || response.complete || isLocal(error)) throw error;
      const expected = response.headers['content-length'];
      const of = expected === undefined ? '' : ` of ${expected}`;
      throw new TransientError(`sent ${bytes}${of} bytes and cut the connection`, { cause: error });
    } finally {
      await file.close();
    }
    return {
      from: redactUrl(url.href),
      bytes,
      sha256: hash.digest('hex'),
      contentType: (response.headers['content-type'] ?? '').split(';')[0]?.trim().toLowerCase() ?? '',
    };
  } catch (error) {
    await rm(path, { force: true });
    options.signal?.throwIfAborted();
    if (timeout.aborted) {
      const seconds = options.timeoutMs / 1000;
      throw new TransientError(`was not done after ${seconds} s; ${bytes} bytes had come`, { cause: error });
    }
    if (error instanceof UserError || isLocal(error)) throw error;
    throw connectionError(error);
  }
}

async function follow(
  start: URL,
  options: DownloadOptions,
  signal: AbortSignal,
): Promise<{ response: IncomingMessage; url: URL }> {
  let url = start;
  for (let hops = 0; hops <= REDIRECT_LIMIT; hops += 1) {
    const { guard } = options;
    await guard?.check(url.href).catch((error: unknown) => {
      if (hops === 0 || !(error instanceof RefusedAddressError)) throw error;
      throw new RefusedAddressError(`redirects to ${redactUrl(url.href)}, which ${error.message}`);
    });
    const lookup = guard === undefined || guard.isPermitted(url) ? undefined : guard.lookup;
    const response = await sendGet(url, { headers: {}, signal, lookup });
    const status = response.statusCode ?? 0;
    if (status === 200) return { response, url };
    // Nobody reads the rest of it.
    response.destroy();
    const { location } = response.headers;
    if (!REDIRECTS.has(status) || location === undefined) {
      throw statusError(status, response.headers['retry-after']);
    }
    const next = URL.parse(location, url);
    if (next === null || !['http:', 'https:'].includes(next.protocol)) {
      throw new UserError(`redirects to ${JSON.stringify(redactUrl(location))}, which is no web address`);
    }
    if (url.protocol === 'https:' && next.protocol === 'http:' && !options.allowPlain) {
      throw new UserError(
        `redirects from https to ${redactUrl(next.href)}, which nobody protects; give the https address`,
      );
    }
    url = next;
  }
  throw new UserError(`redirects more than ${REDIRECT_LIMIT} times`);
}

/** The answer's bytes; its type promises text as well, which comes only when an encoding was set. */
async function* chunksOf(response: IncomingMessage): AsyncGenerator<Buffer> {
  for await (const chunk of response) if (Buffer.isBuffer(chunk)) yield chunk;
}

/** The disk, not the network: trying again or another mirror does not help. */
function isLocal(error: unknown): boolean {
  return error instanceof Error && 'syscall' in error && /^(open|write|close)$/.test(String(error.syscall));
}
