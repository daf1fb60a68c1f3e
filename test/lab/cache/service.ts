import { stat } from 'node:fs/promises';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { isObject } from '../../../src/json.ts';
import { BlobStore } from '../artifacts/blob-store.ts';
import { Faults, strike, type Place } from '../artifacts/faults.ts';

/** An entry the service holds. */
export interface StoredEntry {
  readonly key: string;
  readonly version: string;
  /** Where the archive's bytes are. */
  readonly file: string;
  readonly size: number;
}

interface Entry {
  readonly key: string;
  readonly version: string;
  readonly blob: string;
  size: number;
  finalized: boolean;
}

type Body = Readonly<Record<string, unknown>>;

const SERVICE = '/twirp/github.actions.results.api.v1.CacheService/';
/** Blobs of caches lie beside those of artifacts. */
const BLOBS = '/blobs/cache%2F';
const PLACES: readonly Place[] = ['GetCacheEntryDownloadURL', 'CreateCacheEntry', 'FinalizeCacheEntryUpload'];

/** A request the service refuses, as a twirp error. */
class TwirpError extends Error {
  readonly status: number;
  readonly code: string;

  constructor(status: number, code: string, message: string) {
    super(message);
    this.status = status;
    this.code = code;
  }
}

/**
 * The protocol of the second cache service, as @actions/cache speaks it: twirp with JSON bodies, signed URLs of a blob
 * store for the archive. Like the real one it finds an entry by its version and by the beginning of its key, the
 * newest first, never changes an entry, and refuses a token that is not the run's.
 *
 * UNVERIFIED: scopes of branches and the removal of old entries are not played.
 */
export class CacheRoom {
  readonly faults = new Faults();
  readonly #store: BlobStore;
  readonly #entries: Entry[] = [];
  #origin = '';
  #token = '';

  constructor(dir: string) {
    this.#store = new BlobStore(dir);
  }

  /** Says where it is reached, and whose token counts. */
  open(origin: string, token: string): void {
    this.#origin = origin;
    this.#token = token;
  }

  /** Finalized entries, oldest first. */
  list(): StoredEntry[] {
    return this.#entries
      .filter(({ finalized }) => finalized)
      .map(({ key, version, blob, size }) => ({ key, version, size, file: this.#store.file(blob) ?? '' }));
  }

  /** Answers a request that is for it. @returns false for one that is not */
  async take(request: IncomingMessage, response: ServerResponse, url: URL): Promise<boolean> {
    if (url.pathname.startsWith(BLOBS)) {
      const harm = this.faults.take(request.method === 'GET' ? 'blob' : 'block');
      await strike(harm, request, response, async () => await this.#store.handle(request, response, url));
      return true;
    }
    if (!url.pathname.startsWith(SERVICE)) return false;
    const method = url.pathname.slice(SERVICE.length);
    const place = PLACES.find((name) => name === method);
    const harm = place === undefined ? undefined : this.faults.take(place);
    await strike(harm, request, response, async () => await this.#call(method, request, response));
    return true;
  }

  async #call(method: string, request: IncomingMessage, response: ServerResponse): Promise<void> {
    try {
      if (request.headers.authorization !== `Bearer ${this.#token}`)
        throw new TwirpError(401, 'unauthenticated', 'bad token');
      const result = JSON.stringify(await this.#work(method, await readBody(request)));
      response.writeHead(200, { 'content-type': 'application/json' }).end(result);
    } catch (error) {
      const { status, code, message } =
        error instanceof TwirpError ? error : new TwirpError(500, 'internal', String(error));
      response.writeHead(status, { 'content-type': 'application/json' });
      response.end(JSON.stringify({ code, msg: message }));
    }
  }

  async #work(method: string, body: Body): Promise<Body> {
    const key = textOf(body, 'key');
    const version = textOf(body, 'version');
    if (!/^[0-9a-f]{64}$/.test(version)) throw new TwirpError(400, 'invalid_argument', 'bad version');
    if (key.length > 512 || key.includes(',')) throw new TwirpError(400, 'invalid_argument', 'bad key');
    if (method === 'GetCacheEntryDownloadURL') return this.#find(key, version, body['restore_keys']);
    const known = this.#entries.find((entry) => entry.key === key && entry.version === version);
    if (method === 'CreateCacheEntry') {
      if (known !== undefined)
        throw new TwirpError(
          409,
          'already_exists',
          'cache entry with the same key, version, and scope already exists',
        );
      const blob = `cache/${this.#entries.length}`;
      this.#entries.push({ key, version, blob, size: 0, finalized: false });
      return { ok: true, signed_upload_url: `${this.#origin}${this.#store.sign(blob, 'cw', 600)}` };
    }
    if (method !== 'FinalizeCacheEntryUpload') throw new TwirpError(404, 'bad_route', `no method ${method}`);
    if (known === undefined) throw new TwirpError(404, 'not_found', 'no such entry');
    const file = this.#store.file(known.blob);
    if (file === undefined) throw new TwirpError(400, 'failed_precondition', 'nothing was uploaded');
    const { size } = await stat(file);
    if (Number(body['size_bytes']) !== size) throw new TwirpError(400, 'invalid_argument', `size is ${size}`);
    Object.assign(known, { size, finalized: true });
    return { ok: true, entry_id: String(this.#entries.indexOf(known) + 1) };
  }

  #find(key: string, version: string, restoreKeys: unknown): Body {
    const ready = this.#entries.filter((entry) => entry.finalized && entry.version === version).toReversed();
    const prefixes = [key, ...(Array.isArray(restoreKeys) ? restoreKeys.map(String) : [])];
    for (const prefix of prefixes) {
      const found =
        ready.find((entry) => entry.key === prefix) ?? ready.find((entry) => entry.key.startsWith(prefix));
      if (found === undefined) continue;
      const url = `${this.#origin}${this.#store.sign(found.blob, 'r', 600)}`;
      return { ok: true, matched_key: found.key, signed_download_url: url };
    }
    return { ok: false };
  }
}

function textOf(body: Body, name: string): string {
  const value = body[name];
  if (typeof value !== 'string' || value === '') throw new TwirpError(400, 'invalid_argument', `no ${name}`);
  return value;
}

async function readBody(request: IncomingMessage): Promise<Body> {
  let text = '';
  for await (const chunk of request.setEncoding('utf8')) text += String(chunk);
  const value: unknown = JSON.parse(text);
  if (!isObject(value)) throw new TwirpError(400, 'malformed', 'expected an object');
  return value;
}
