import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { join, normalize } from 'node:path';
import { createGunzip } from 'node:zlib';
import { closeServer, listen } from '../listen.ts';

/** A running smart HTTP git server. */
export interface GitServer {
  readonly url: string;
  close(): Promise<void>;
}

/** How a server is worse than a good one. */
export interface GitServerFaults {
  /** Speak protocol 0 only, as servers before git 2.18 do: commits by id are then up to the repository. */
  readonly old?: boolean;
  /** Called with the number of each request, from 1; a status is answered instead of the repository. */
  readonly status?: (number: number, path: string) => number | undefined;
}

/** Serves the repositories below `root` for fetching, by way of `git upload-pack`. */
export async function startGitServer(
  root: string,
  host: string,
  faults: GitServerFaults = {},
): Promise<GitServer> {
  let count = 0;
  const server = createServer((request, response) => {
    count += 1;
    const status = faults.status?.(count, request.url ?? '');
    if (status !== undefined) response.writeHead(status).end();
    else serve(root, request, response, faults.old === true);
  });
  const port = await listen(server, host);
  return { url: `http://${host}:${port}`, close: async () => await closeServer(server) };
}

function serve(root: string, request: IncomingMessage, response: ServerResponse, old: boolean): void {
  const url = new URL(request.url ?? '/', 'http://x');
  const match = /^\/([\w.-]+)\/(info\/refs|git-upload-pack)$/.exec(normalize(url.pathname));
  if (match?.[1] === undefined || !existsSync(join(root, match[1]))) {
    response.writeHead(404).end('not found');
    return;
  }
  const advertise = match[2] === 'info/refs';
  const dir = join(root, match[1]);
  const protocol = old ? undefined : request.headers['git-protocol'];
  const child = spawn(
    'git',
    ['upload-pack', '--stateless-rpc', ...(advertise ? ['--advertise-refs'] : []), dir],
    {
      env: { ...process.env, ...(typeof protocol === 'string' ? { GIT_PROTOCOL: protocol } : {}) },
      stdio: ['pipe', 'pipe', 'ignore'],
    },
  );
  response.writeHead(200, {
    'content-type': `application/x-git-upload-pack-${advertise ? 'advertisement' : 'result'}`,
    'cache-control': 'no-cache',
  });
  if (advertise) response.write('001e# service=git-upload-pack\n0000');
  child.stdout.pipe(response);
  child.stdin.on('error', () => undefined);
  if (request.headers['content-encoding'] === 'gzip') request.pipe(createGunzip()).pipe(child.stdin);
  else request.pipe(child.stdin);
}
