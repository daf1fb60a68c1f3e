import { createServer, request as httpRequest, type IncomingMessage } from 'node:http';
import { connect, type Socket } from 'node:net';
import { closeServer, listen } from '../listen.ts';

/** A running proxy. */
export interface LabProxy {
  /** `http://host:port`. */
  readonly url: string;
  /** `CONNECT host:port` and `GET http://…`, in order, those that were refused too. */
  readonly requests: string[];
  close(): Promise<void>;
}

/** What a proxy asks for and knows. */
export interface LabProxyOptions {
  readonly host: string;
  /** `user:password`; without it everybody is served. */
  readonly login?: string;
  /** Names only the proxy can resolve, and the address behind each. */
  readonly names?: Readonly<Record<string, string>>;
}

/** Starts a forward proxy: tunnels for CONNECT, whole addresses for plain http, as squid does. */
export async function startProxy({ host, login, names = {} }: LabProxyOptions): Promise<LabProxy> {
  const requests: string[] = [];
  const wanted = login === undefined ? undefined : `Basic ${Buffer.from(login).toString('base64')}`;
  const served = ({ method, url, headers }: IncomingMessage): boolean => {
    requests.push(`${method ?? ''} ${url ?? ''}`);
    return wanted === undefined || headers['proxy-authorization'] === wanted;
  };
  const challenge = { 'proxy-authenticate': 'Basic realm="lab"' };
  const server = createServer((request, response) => {
    if (!served(request)) {
      response.writeHead(407, challenge).end();
      return;
    }
    const url = new URL(request.url ?? '');
    const { 'proxy-authorization': _, ...headers } = request.headers;
    const options = { method: request.method, headers, path: `${url.pathname}${url.search}`, port: url.port };
    const onward = httpRequest({ ...options, host: names[url.hostname] ?? url.hostname }, (answer) => {
      response.writeHead(answer.statusCode ?? 502, answer.headers);
      answer.pipe(response);
    });
    onward.once('error', () => response.writeHead(502).end());
    request.pipe(onward);
  });
  server.on('connect', (request, socket, head: Buffer) => {
    socket.on('error', () => undefined);
    if (!served(request)) {
      const headers = ['Proxy-Authenticate: Basic realm="lab"', 'Content-Length: 0', 'Connection: close'];
      socket.end(['HTTP/1.1 407 No', ...headers, '', ''].join('\r\n'));
      return;
    }
    const [name = '', port = '443'] = (request.url ?? '').split(':');
    const onward = connect(Number(port), names[name] ?? name, () => {
      socket.write('HTTP/1.1 200 Connected\r\n\r\n');
      onward.write(head);
      onward.pipe(socket).pipe(onward);
    });
    onward.once('error', () => socket.destroy());
    socket.once('close', () => onward.destroy());
  });
  // The server lets go of the sockets of tunnels, and would wait for them for ever.
  const sockets = new Set<Socket>();
  server.on('connection', (socket) => {
    sockets.add(socket);
    socket.once('close', () => sockets.delete(socket));
  });
  const port = await listen(server, host);
  const close = async (): Promise<void> => {
    for (const socket of sockets) socket.destroy();
    await closeServer(server);
  };
  return { url: `http://${host}:${port}`, requests, close };
}
