import { createHash } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { startWebServer, type WebServer } from './web-server.ts';

export const INDEX = 'application/vnd.oci.image.index.v1+json';
export const DOCKER_LIST = 'application/vnd.docker.distribution.manifest.list.v2+json';
export const MANIFEST = 'application/vnd.oci.image.manifest.v1+json';

/** A manifest as a registry keeps it. */
export interface StoredManifest {
  readonly mediaType: string;
  readonly bytes: Buffer;
  readonly digest: string;
}

/** Makes a manifest of anything that is JSON. */
export function storedManifest(mediaType: string, content: object): StoredManifest {
  const bytes = Buffer.from(JSON.stringify({ schemaVersion: 2, mediaType, ...content }));
  return { mediaType, bytes, digest: `sha256:${createHash('sha256').update(bytes).digest('hex')}` };
}

/** A list of images, by `os/architecture[/variant]`. */
export function storedList(
  mediaType: string,
  entries: readonly (readonly [string, string])[],
): StoredManifest {
  const manifests = entries.map(([platform, named]) => {
    const [os, architecture, variant] = platform.split('/');
    return { mediaType: MANIFEST, size: 2, digest: named, platform: { os, architecture, variant } };
  });
  return storedManifest(mediaType, { manifests });
}

/** A digest nobody has content for. */
export function digest(digit: string): string {
  return `sha256:${digit.repeat(64)}`;
}

/** A registry of a test. */
export interface TestRegistry extends WebServer {
  /** `127.0.0.1:port`. */
  readonly host: string;
  /** `METHOD path authorization` of each request. */
  readonly seen: string[];
}

type Handler = (request: IncomingMessage, response: ServerResponse, number: number) => void;

/** A server whose answers a test makes. */
export async function startTestRegistry(handler: Handler): Promise<TestRegistry> {
  const seen: string[] = [];
  const server = await startWebServer((request, response, number) => {
    seen.push(`${request.method} ${request.url} ${request.headers.authorization ?? '-'}`);
    handler(request, response, number);
  });
  return { ...server, seen, host: new URL(server.url).host };
}

/** Sends a manifest, or its head. */
export function sendManifest(
  { method }: IncomingMessage,
  response: ServerResponse,
  { mediaType, bytes, digest: named }: StoredManifest,
): void {
  response.writeHead(200, {
    'content-type': mediaType,
    'docker-content-digest': named,
    'content-length': bytes.length,
  });
  response.end(method === 'HEAD' ? undefined : bytes);
}

/** Writes a registries.conf that lets hosts speak plain http. @returns the environment that names it */
export async function insecureHosts(dir: string, hosts: readonly string[]): Promise<Record<string, string>> {
  const file = join(dir, 'registries.conf');
  const tables = hosts.map((host) => `[[registry]]\nlocation = "${host}"\ninsecure = true\n`);
  await writeFile(file, tables.join('\n'));
  return { CONTAINERS_REGISTRIES_CONF: file, HOME: dir };
}
