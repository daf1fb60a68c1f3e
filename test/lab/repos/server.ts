import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { createServer } from 'node:http';
import { join, normalize } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { closeServer, listen } from '../listen.ts';

/** A running file server. */
export interface FileServer {
  /** `http://host:port`. */
  readonly url: string;
  /** Paths that were asked for. */
  readonly requests: string[];
  close(): Promise<void>;
}

/** A status to answer a request with instead of its file; undefined = no fault. */
export type Fault = (path: string) => number | undefined;

/** Serves the files below `root`. */
export async function startFileServer(
  root: string,
  host: string,
  fault: Fault = () => undefined,
): Promise<FileServer> {
  const requests: string[] = [];
  const server = createServer((request, response) => {
    const path = normalize(decodeURIComponent(new URL(request.url ?? '/', 'http://x').pathname));
    requests.push(path);
    const status = fault(path);
    if (status !== undefined) {
      response.writeHead(status).end();
      return;
    }
    const file = join(root, path);
    void stat(file)
      .then(async (info) => {
        if (!info.isFile()) throw new Error('not a file');
        response.writeHead(200, { 'content-length': info.size, 'last-modified': info.mtime.toUTCString() });
        await pipeline(createReadStream(file), response);
      })
      .catch(() => {
        if (!response.headersSent) response.writeHead(404).end('not found');
      });
  });
  const port = await listen(server, host);
  return { url: `http://${host}:${port}`, requests, close: async () => await closeServer(server) };
}
