import { parentPort, workerData, type MessagePort } from 'node:worker_threads';
import type { ArtifactClient } from '@actions/artifact';
import { messageOf } from '../errors.ts';
import { isObject } from '../json.ts';
import { readClientLine, redact } from './client-lines.ts';
import { finalizeArtifact } from './finalize.ts';
import {
  ServiceError,
  type Delivered,
  type ListedArtifact,
  type ServiceErrorFacts,
  type UploadRequest,
} from './service.ts';

/** A call, as it goes to the thread. */
export type Call =
  | { readonly method: 'upload'; readonly request: UploadRequest }
  | { readonly method: 'finalize'; readonly name: string; readonly content: Delivered }
  | { readonly method: 'list' }
  | { readonly method: 'remove'; readonly name: string };

/** What a call that went well comes back with. */
export type Answer =
  | ({ readonly method: 'upload'; readonly id: number } & Delivered)
  | { readonly method: 'finalize'; readonly id: number }
  | { readonly method: 'list'; readonly artifacts: readonly ListedArtifact[] }
  | { readonly method: 'remove' };

/** What the thread says. */
export type Message =
  | { readonly kind: 'line'; readonly line: string }
  | { readonly kind: 'answer'; readonly answer: Answer }
  | { readonly kind: 'failure'; readonly message: string; readonly facts: ServiceErrorFacts };

/** Marks a thread as ours: this module is loaded in the main thread too, which only wants to know its address. */
export const ROLE = 'ovirt-node-image artifact client';

/** Where a thread finds its code: the same in the sources and in the bundle, where this module is its own chunk. */
export const CLIENT_THREAD = new URL(import.meta.url);

/** What the client has said about the upload under way. */
interface Heard {
  bytes: number;
  sha256: string;
  finalizing: boolean;
  /** It asked the service again. */
  waiting: boolean;
}

/** Before anything is said. */
const NOTHING: Readonly<Heard> = { bytes: 0, sha256: '', finalizing: false, waiting: false };

if (parentPort !== null && workerData === ROLE) serve(parentPort);

/** Answers calls, one after the other. The client reports on standard output, which therefore goes to the port. */
function serve(port: MessagePort): void {
  const say = (message: Message): void => port.postMessage(message);
  let heard: Heard = { ...NOTHING };
  process.stdout.write = (chunk: string | Uint8Array) => {
    for (const line of String(chunk).split('\n').filter(Boolean)) {
      listen(line, heard);
      say({ kind: 'line', line });
    }
    return true;
  };
  port.on('message', (call: Call) => {
    heard = { ...NOTHING };
    answer(call).then(
      (result) => say({ kind: 'answer', answer: result }),
      (error: unknown) =>
        say({ kind: 'failure', message: redact(messageOf(error)), facts: factsOf(error, heard) }),
    );
  });
}

function listen(text: string, heard: Heard): void {
  const line = readClientLine(text);
  if (line.kind === 'progress') heard.bytes = line.bytes;
  if (line.kind === 'digest') heard.sha256 = line.sha256;
  if (line.kind === 'finalizing') heard.finalizing = true;
  if (line.kind === 'waiting') heard.waiting = true;
}

async function answer(call: Call): Promise<Answer> {
  if (call.method === 'upload') return await upload(call.request);
  if (call.method === 'finalize') {
    return { method: 'finalize', id: await finalizeArtifact(call.name, call.content, process.env) };
  }
  if (call.method === 'list') return { method: 'list', artifacts: await list() };
  await (await client()).deleteArtifact(call.name);
  return { method: 'remove' };
}

async function list(): Promise<ListedArtifact[]> {
  const { artifacts } = await (await client()).listArtifacts({ latest: true });
  return artifacts.map(({ id, name, size, digest, createdAt }) => ({
    id,
    name,
    size,
    sha256: digest?.replace(/^sha256:/, ''),
    createdAt: createdAt?.getTime(),
  }));
}

async function upload({ name, files, root, zip, retentionDays }: UploadRequest): Promise<Answer> {
  const { id, size, digest } = await (
    await client()
  ).uploadArtifact(name, [...files], root, {
    skipArchive: !zip,
    ...(retentionDays === undefined ? {} : { retentionDays }),
  });
  if (id === undefined || size === undefined || digest === undefined) {
    throw new ServiceError('the artifact service did not say what it has got');
  }
  return { method: 'upload', id, size, sha256: digest };
}

async function client(): Promise<ArtifactClient> {
  const { DefaultArtifactClient } = await import('@actions/artifact');
  return new DefaultArtifactClient();
}

/** Status and code as the Azure client (`statusCode`, `code`), this module and the twirp client (a text) give them. */
function factsOf(error: unknown, heard: Heard): ServiceErrorFacts {
  const delivered =
    heard.finalizing && heard.sha256 !== '' ? { size: heard.bytes, sha256: heard.sha256 } : undefined;
  const asked = heard.waiting;
  if (error instanceof ServiceError) return { ...error.facts, delivered, asked };
  const told = /Failed request: \((\d{3})\)/.exec(messageOf(error))?.[1];
  const { statusCode, code } = isObject(error) ? error : {};
  return {
    status: typeof statusCode === 'number' ? statusCode : told === undefined ? undefined : Number(told),
    code: typeof code === 'string' ? code : undefined,
    delivered,
    asked,
  };
}
