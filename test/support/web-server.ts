import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';

const open: Server[] = [];

/** A server on the loopback address that is gone after the test. */
export interface WebServer {
  /** `http://127.0.0.1:port`. */
  readonly url: string;
  /** Paths that were asked for, in order. */
  readonly requests: string[];
}

/** Answers each request with the handler; `number` counts the requests from 1. */
export async function startWebServer(
  handler: (request: IncomingMessage, response: ServerResponse, number: number) => void,
): Promise<WebServer> {
  const requests: string[] = [];
  const server = createServer((request, response) => {
    requests.push(request.url ?? '');
    handler(request, response, requests.length);
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(0, '127.0.0.1', resolve);
  });
  open.push(server);
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('the server has no TCP address');
  return { url: `http://127.0.0.1:${address.port}`, requests };
}

/** Closes what `startWebServer` opened; after each test. */
export async function closeWebServers(): Promise<void> {
  for (const server of open.splice(0)) {
    server.closeAllConnections();
    await new Promise<void>((resolve) => server.close(() => resolve()));
  }
}
