import { createHash, randomUUID } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { mkdir, stat } from 'node:fs/promises';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { pipeline } from 'node:stream/promises';
import { isObject } from '../../../src/json.ts';
import type { CacheRoom } from '../cache/service.ts';
import { closeServer, listen } from '../listen.ts';
import { BlobStore } from './blob-store.ts';
import { Faults, strike, type Place } from './faults.ts';

/** An artifact the service holds. */
export interface StoredArtifact {
  readonly id: number;
  readonly name: string;
  readonly size: number;
  /** `sha256:…` as the client said. */
  readonly digest: string;
  /** Where its bytes are. */
  readonly file: string;
  /** When it was finalized, in milliseconds since 1970. */
  readonly finishedAt: number;
}

/** A running artifact service. */
export interface ArtifactServiceLab {
  /** Environment variables by which the runner tells an action of it. */
  readonly env: Readonly<Record<string, string>>;
  /** Finalized artifacts, oldest first. */
  list(): StoredArtifact[];
  /** Names that were created and never finalized. */
  unfinished(): string[];
  /** What goes wrong, when a test wants it to. */
  readonly faults: Faults;
  /** Bodies of the CreateArtifact requests, in the order they came. */
  readonly created: readonly Body[];
  /** A URL its bytes can be got from, as the web page would offer it. */
  downloadUrl(name: string): string;
  /** A URL a whole file can be PUT to, beside the artifacts. */
  uploadUrl(name: string): string;
  /** Removes an artifact with its bytes, as if it had never been. */
  forget(name: string): Promise<void>;
  close(): Promise<void>;
}

interface Entry {
  id: number;
  name: string;
  run: string;
  job: string;
  size: number;
  digest: string;
  finalized: boolean;
  finishedAt: number;
  createdAt: string;
}

const PLACES: readonly Place[] = [
  'CreateArtifact',
  'FinalizeArtifact',
  'ListArtifacts',
  'DeleteArtifact',
  'block',
  'blocklist',
];

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

type Body = Readonly<Record<string, unknown>>;

/**
 * The protocol @actions/artifact speaks: twirp with JSON bodies for the list, signed URLs of a blob store for the
 * bytes. Like the real one it refuses a second artifact of a name, a token without the scope, and a finalize whose
 * size or digest is not that of the blob. An artifact that was created and not finalized holds its name and is not
 * listed (as reported in atlanhq/application-sdk pull request 3711).
 */
export async function startArtifactService(options: {
  dir: string;
  host?: string;
  /** Id of its first artifact: no two runs of a repository have artifacts of one id. */
  firstId?: number;
  /** False for a service that lets go of the name of an upload that was not finished. */
  holdsNames?: boolean;
  /** A cache service at the same address, as the runner has it. */
  cache?: CacheRoom;
}): Promise<ArtifactServiceLab> {
  await mkdir(options.dir, { recursive: true });
  const store = new BlobStore(options.dir);
  const entries: Entry[] = [];
  const faults = new Faults();
  const created: Body[] = [];
  const run = randomUUID();
  const job = randomUUID();
  const token = makeToken(run, job);
  let origin = '';
  let nextId = options.firstId ?? 1001;

  const entryOf = (body: Body): Entry => {
    const entry = entries.find(({ name }) => name === body['name']);
    if (entry === undefined)
      throw new TwirpError(404, 'not_found', `artifact ${String(body['name'])} not found`);
    return entry;
  };
  const blobOf = (name: string): string => `${run}/${name}`;

  const methods: Readonly<Record<string, (body: Body, seconds: number) => Promise<Body> | Body>> = {
    CreateArtifact: (body, seconds) => {
      created.push(body);
      const name = String(body['name']);
      if (!/^[^":<>|*?\r\n\\/]+$/.test(name)) throw new TwirpError(400, 'invalid_argument', 'invalid name');
      const there = entries.find((entry) => entry.name === name);
      if (there !== undefined && !there.finalized && options.holdsNames === false) {
        entries.splice(entries.indexOf(there), 1);
      } else if (there !== undefined) {
        throw new TwirpError(
          409,
          'already_exists',
          'an artifact with this name already exists on the workflow run',
        );
      }
      entries.push({
        id: nextId,
        name,
        run,
        job,
        size: 0,
        digest: '',
        finalized: false,
        finishedAt: 0,
        createdAt: new Date().toISOString(),
      });
      nextId += 1;
      return { ok: true, signed_upload_url: `${origin}${store.sign(blobOf(name), 'cw', seconds)}` };
    },
    FinalizeArtifact: async (body) => {
      const entry = entryOf(body);
      const file = store.file(blobOf(entry.name));
      if (file === undefined) throw new TwirpError(400, 'failed_precondition', 'nothing was uploaded');
      const { size, sha256 } = await measure(file);
      if (Number(body['size']) !== size) throw new TwirpError(400, 'invalid_argument', `size is ${size}`);
      if (body['hash'] !== `sha256:${sha256}`)
        throw new TwirpError(400, 'invalid_argument', 'digest differs');
      Object.assign(entry, { size, digest: `sha256:${sha256}`, finalized: true, finishedAt: Date.now() });
      return { ok: true, artifact_id: String(entry.id) };
    },
    ListArtifacts: (body) => ({
      artifacts: entries
        .filter((entry) => entry.finalized && (body['name_filter'] ?? entry.name) === entry.name)
        .map((entry) => ({
          workflow_run_backend_id: entry.run,
          workflow_job_run_backend_id: entry.job,
          database_id: String(entry.id),
          name: entry.name,
          size: String(entry.size),
          created_at: entry.createdAt,
          digest: entry.digest,
        })),
    }),
    GetSignedArtifactURL: (body) => ({
      signed_url: `${origin}${store.sign(blobOf(entryOf(body).name), 'r', 600)}`,
    }),
    DeleteArtifact: async (body) => {
      const entry = entryOf(body);
      entries.splice(entries.indexOf(entry), 1);
      await store.delete(blobOf(entry.name));
      return { ok: true, artifact_id: String(entry.id) };
    },
  };

  const answer = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const url = new URL(request.url ?? '/', origin);
    if (options.cache !== undefined && (await options.cache.take(request, response, url))) return;
    if (url.pathname.startsWith('/blobs/')) {
      const place = placeOf(url.searchParams.get('comp'));
      const harm = place === undefined ? undefined : faults.take(place);
      await strike(harm, request, response, async () => await store.handle(request, response, url));
      return;
    }
    const method = url.pathname.split('/').at(-1) ?? '';
    const place = placeOf(method);
    const harm = place === undefined ? undefined : faults.take(place);
    await strike(harm, request, response, async () => {
      await call(request, response, url, harm?.kind === 'expire' ? -1 : 3600);
    });
  };

  const call = async (
    request: IncomingMessage,
    response: ServerResponse,
    url: URL,
    seconds: number,
  ): Promise<void> => {
    try {
      const [, twirp, service, method = ''] = url.pathname.split('/');
      const work = methods[method];
      if (
        twirp !== 'twirp' ||
        service !== 'github.actions.results.api.v1.ArtifactService' ||
        work === undefined
      ) {
        throw new TwirpError(404, 'bad_route', `no route ${url.pathname}`);
      }
      if (request.headers.authorization !== `Bearer ${token}`) {
        throw new TwirpError(401, 'unauthenticated', 'bad token');
      }
      const body = await readBody(request);
      // A list may leave them out of its filter, everything else acts on this run and job.
      if (body['workflow_run_backend_id'] !== run || body['workflow_job_run_backend_id'] !== job) {
        throw new TwirpError(403, 'permission_denied', 'ids of another run');
      }
      const result = JSON.stringify(await work(body, seconds));
      response.writeHead(200, { 'content-type': 'application/json' });
      response.end(result);
    } catch (error) {
      const { status, code, message } =
        error instanceof TwirpError ? error : new TwirpError(500, 'internal', String(error));
      response.writeHead(status, { 'content-type': 'application/json' });
      response.end(JSON.stringify({ code, msg: message }));
    }
  };

  const server = createServer((request, response) => void answer(request, response));
  const host = options.host ?? '127.0.0.1';
  origin = `http://${host}:${await listen(server, host)}`;
  options.cache?.open(origin, token);

  return {
    env: { ACTIONS_RESULTS_URL: `${origin}/`, ACTIONS_RUNTIME_TOKEN: token },
    list: () =>
      entries
        .filter(({ finalized }) => finalized)
        .map(({ id, name, size, digest, finishedAt }) => ({
          finishedAt,
          id,
          name,
          size,
          digest,
          file: store.file(blobOf(name)) ?? '',
        })),
    unfinished: () => entries.filter(({ finalized }) => !finalized).map(({ name }) => name),
    faults,
    created,
    downloadUrl: (name) => `${origin}${store.sign(blobOf(name), 'r', 600)}`,
    uploadUrl: (name) => `${origin}${store.sign(blobOf(name), 'cw', 600)}`,
    forget: async (name) => {
      const at = entries.findIndex((entry) => entry.name === name);
      if (at >= 0) entries.splice(at, 1);
      await store.delete(blobOf(name));
    },
    close: async () => await closeServer(server),
  };
}

/** The place a request stands for, by its twirp method or its `comp` parameter. */
function placeOf(name: string | null): Place | undefined {
  return PLACES.find((place) => place === name);
}

/** A token shaped like the runner's: nobody verifies it here, but the scope in it is what the client reads. */
function makeToken(run: string, job: string): string {
  const part = (value: object): string => Buffer.from(JSON.stringify(value)).toString('base64url');
  return `${part({ alg: 'none', typ: 'JWT' })}.${part({ scp: `Actions.Results:${run}:${job}` })}.x`;
}

async function readBody(request: IncomingMessage): Promise<Body> {
  let text = '';
  for await (const chunk of request.setEncoding('utf8')) text += String(chunk);
  const value: unknown = JSON.parse(text);
  if (!isObject(value)) throw new TwirpError(400, 'malformed', 'expected an object');
  return value;
}

async function measure(file: string): Promise<{ size: number; sha256: string }> {
  const hash = createHash('sha256');
  await pipeline(createReadStream(file), hash);
  return { size: (await stat(file)).size, sha256: hash.digest('hex') };
}
