import { createHash, createHmac, randomBytes, timingSafeEqual } from 'node:crypto';
import { createReadStream, createWriteStream } from 'node:fs';
import { mkdir, open, readFile, rm, stat, writeFile } from 'node:fs/promises';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';

/** What one URL allows: `cw` to create and write, `r` to read. */
type Permission = 'cw' | 'r';

/** Refusal in the form the Azure client reads. */
class StoreError extends Error {
  readonly status: number;
  readonly code: string;

  constructor(status: number, code: string) {
    super(code);
    this.status = status;
    this.code = code;
  }
}

/**
 * A block blob store with the checks of the real one that matter to an uploader: signed URLs with method and expiry,
 * blocks whose ids are base64 of one length, a block list that names only blocks that arrived, Content-Length and
 * Content-MD5 that are true. Blobs are files; nothing is kept in memory.
 */
export class BlobStore {
  readonly #dir: string;
  readonly #key = randomBytes(32);
  readonly #committed = new Map<
    string,
    { readonly file: string; readonly contentType: string; readonly ids: readonly string[] }
  >();

  constructor(dir: string) {
    this.#dir = dir;
  }

  /** A URL path with its signature; `seconds` until it expires. */
  sign(name: string, permission: Permission, seconds: number): string {
    const expiry = new Date(Date.now() + seconds * 1000).toISOString();
    const query = new URLSearchParams({ sv: '2021-08-06', sr: 'b', se: expiry, sp: permission });
    query.set('sig', this.#signature(name, permission, expiry));
    return `/blobs/${encodeURIComponent(name)}?${query.toString()}`;
  }

  /** Path of a blob's file, or undefined while its block list was not committed. */
  file(name: string): string | undefined {
    return this.#committed.get(name)?.file;
  }

  async delete(name: string): Promise<void> {
    this.#committed.delete(name);
    await rm(this.#blobDir(name), { recursive: true, force: true });
  }

  async handle(request: IncomingMessage, response: ServerResponse, url: URL): Promise<void> {
    try {
      const name = decodeURIComponent(url.pathname.slice('/blobs/'.length));
      this.#authorize(request, url, name);
      if (request.method === 'GET') await this.#get(name, request, response);
      else if (url.searchParams.get('comp') === 'block') await this.#putBlock(name, url, request, response);
      else if (url.searchParams.get('comp') === 'blocklist')
        await this.#putBlockList(name, request, response);
      else if (request.headers['x-ms-blob-type'] === 'BlockBlob')
        await this.#putBlob(name, request, response);
      else throw new StoreError(400, 'UnsupportedOperation');
    } catch (error) {
      request.resume();
      if (response.headersSent) {
        response.destroy();
        return;
      }
      const { status, code } = error instanceof StoreError ? error : new StoreError(500, 'InternalError');
      response.writeHead(status, { 'x-ms-error-code': code, 'content-type': 'application/xml' });
      response.end(`<?xml version="1.0"?><Error><Code>${code}</Code><Message>${code}</Message></Error>`);
    }
  }

  #blobDir(name: string): string {
    return join(this.#dir, createHash('sha256').update(name).digest('hex').slice(0, 32));
  }

  #signature(name: string, permission: string, expiry: string): string {
    return createHmac('sha256', this.#key).update(`${name}\n${permission}\n${expiry}`).digest('base64');
  }

  #authorize(request: IncomingMessage, url: URL, name: string): void {
    const [permission, expiry, signature] = ['sp', 'se', 'sig'].map((key) => url.searchParams.get(key) ?? '');
    const expected = Buffer.from(this.#signature(name, permission ?? '', expiry ?? ''));
    const given = Buffer.from(signature ?? '');
    if (given.length !== expected.length || !timingSafeEqual(given, expected)) {
      throw new StoreError(403, 'AuthenticationFailed');
    }
    if (Date.parse(expiry ?? '') < Date.now()) throw new StoreError(403, 'AuthenticationFailed');
    const wanted: Permission = request.method === 'GET' ? 'r' : 'cw';
    if (permission !== wanted) throw new StoreError(403, 'AuthorizationPermissionMismatch');
  }

  async #putBlock(name: string, url: URL, request: IncomingMessage, response: ServerResponse): Promise<void> {
    const id = url.searchParams.get('blockid') ?? '';
    if (
      id === '' ||
      Buffer.from(id, 'base64').toString('base64') !== id ||
      Buffer.from(id, 'base64').length > 64
    ) {
      throw new StoreError(400, 'InvalidBlobOrBlock');
    }
    const dir = this.#blobDir(name);
    await mkdir(dir, { recursive: true });
    const file = join(dir, `block-${Buffer.from(id).toString('hex')}`);
    const claimed = request.headers['content-md5'];
    const md5 = claimed === undefined ? undefined : createHash('md5');
    if (md5 !== undefined) request.on('data', (chunk: Buffer) => md5.update(chunk));
    await pipeline(request, createWriteStream(file));
    const { size } = await stat(file);
    if (size !== Number(request.headers['content-length'])) throw new StoreError(400, 'InvalidHeaderValue');
    if (claimed !== md5?.digest('base64')) throw new StoreError(400, 'Md5Mismatch');
    response.writeHead(201, { 'x-ms-request-server-encrypted': 'true' }).end();
  }

  async #putBlockList(name: string, request: IncomingMessage, response: ServerResponse): Promise<void> {
    let body = '';
    for await (const chunk of request.setEncoding('utf8')) body += String(chunk);
    const ids = [...body.matchAll(/<(?:Latest|Uncommitted)>([^<]+)<\/(?:Latest|Uncommitted)>/g)].map(
      ([, id = '']) => id,
    );
    if (new Set(ids.map((id) => id.length)).size > 1) throw new StoreError(400, 'InvalidBlobOrBlock');
    const done = (): ServerResponse =>
      response.writeHead(201, { etag: '"1"', 'last-modified': new Date().toUTCString() }).end();
    // The same list again names blocks that are part of the blob already: whoever missed the answer may ask twice.
    if (this.#committed.get(name)?.ids.join('\n') === ids.join('\n')) {
      done();
      return;
    }
    const dir = this.#blobDir(name);
    const file = join(dir, 'blob');
    await writeFile(file, '');
    const out = await open(file, 'a');
    try {
      for (const id of ids) {
        const block = await readFile(join(dir, `block-${Buffer.from(id).toString('hex')}`)).catch(
          () => undefined,
        );
        if (block === undefined) throw new StoreError(400, 'InvalidBlockList');
        await out.write(block);
      }
    } finally {
      await out.close();
    }
    for (const id of new Set(ids)) await rm(join(dir, `block-${Buffer.from(id).toString('hex')}`));
    const contentType = request.headers['x-ms-blob-content-type'];
    this.#committed.set(name, { file, contentType: typeof contentType === 'string' ? contentType : '', ids });
    done();
  }

  /** The whole blob in one request, as a person does it with curl. */
  async #putBlob(name: string, request: IncomingMessage, response: ServerResponse): Promise<void> {
    const dir = this.#blobDir(name);
    await mkdir(dir, { recursive: true });
    const file = join(dir, 'blob');
    await pipeline(request, createWriteStream(file));
    if ((await stat(file)).size !== Number(request.headers['content-length'])) {
      throw new StoreError(400, 'InvalidHeaderValue');
    }
    this.#committed.set(name, { file, contentType: request.headers['content-type'] ?? '', ids: [] });
    response.writeHead(201, { etag: '"1"' }).end();
  }

  async #get(name: string, request: IncomingMessage, response: ServerResponse): Promise<void> {
    const blob = this.#committed.get(name);
    if (blob === undefined) throw new StoreError(404, 'BlobNotFound');
    const { size } = await stat(blob.file);
    response.writeHead(200, { 'content-length': size, 'content-type': blob.contentType });
    await pipeline(createReadStream(blob.file), response).catch((error: unknown) => {
      request.destroy();
      throw error;
    });
  }
}
