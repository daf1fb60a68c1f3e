import { createServer } from 'node:http';
import { closeServer, listen } from '../../listen.ts';

/** What a registry answers instead of a manifest, by the first part of the image's name. */
const ANSWERS = {
  closed: {
    status: 401,
    code: 'UNAUTHORIZED',
    message: 'access to the requested resource is not authorized',
  },
  denied: { status: 403, code: 'DENIED', message: 'requested access to the resource is denied' },
  limited: { status: 429, code: 'TOOMANYREQUESTS', message: 'You have reached your pull rate limit.' },
  empty: { status: 404, code: 'MANIFEST_UNKNOWN', message: 'manifest unknown' },
} as const;

/** A registry that has nothing for anybody; errors in the form of the OCI distribution specification. */
export async function startRefusingRegistry(
  host: string,
): Promise<{ readonly location: string; close(): Promise<void> }> {
  const server = createServer((request, response) => {
    const name = /^\/v2\/(\w+)\//.exec(request.url ?? '')?.[1];
    const answer = Object.entries(ANSWERS).find(([key]) => key === name)?.[1];
    response.setHeader('docker-distribution-api-version', 'registry/2.0');
    response.setHeader('content-type', 'application/json');
    if (answer === undefined) {
      response.end('{}');
      return;
    }
    const { status, ...error } = answer;
    // The engine waits between its own attempts as long as it is told, else two minutes in all.
    response.setHeader('retry-after', '0');
    response.writeHead(status).end(JSON.stringify({ errors: [error] }));
  });
  const port = await listen(server, host);
  return { location: `${host}:${port}`, close: async () => await closeServer(server) };
}
