import { mkdir, writeFile } from 'node:fs/promises';
import { connect, createServer } from 'node:net';
import { join } from 'node:path';
import { startDaemon } from './daemon.ts';

/** A running OCI registry. */
export interface Registry {
  /** `host:port`, as the first part of an image reference. */
  readonly location: string;
  close(): Promise<void>;
}

async function freePort(host: string): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, host, resolve));
  const address = server.address();
  await new Promise<void>((resolve) => server.close(() => resolve()));
  if (address === null || typeof address === 'string') throw new Error('no free port');
  return address.port;
}

/** How a registry is set up. */
export interface RegistryOptions {
  readonly dir: string;
  readonly host: string;
  /** File by htpasswd (bcrypt); without it everybody is served. */
  readonly htpasswd?: string;
  /** PEM files; without them it speaks plain http. */
  readonly tls?: { readonly certificate: string; readonly key: string };
}

/** Starts Debian's docker-registry with its storage in `dir`; what was pushed before is still there. */
export async function startRegistry(options: RegistryOptions): Promise<Registry> {
  await mkdir(options.dir, { recursive: true });
  const location = `${options.host}:${await freePort(options.host)}`;
  const config = join(options.dir, 'config.yml');
  await writeFile(
    config,
    JSON.stringify({
      version: '0.1',
      log: { level: 'warn' },
      storage: { filesystem: { rootdirectory: join(options.dir, 'storage') } },
      http: {
        addr: location,
        ...(options.tls === undefined ? {} : { tls: options.tls }),
      },
      ...(options.htpasswd === undefined
        ? {}
        : { auth: { htpasswd: { realm: 'oni-lab', path: options.htpasswd } } }),
    }),
  );
  const close = await startDaemon(['docker-registry', 'serve', config], {
    log: join(options.dir, 'registry.log'),
    location,
    answers: async () => await answers(location),
    seconds: 10,
  });
  return { location, close };
}

/** True when something listens there; what it says to strangers is up to its settings. */
async function answers(location: string): Promise<boolean> {
  const [host = '', port = ''] = location.split(':');
  return await new Promise((resolve) => {
    const socket = connect(Number(port), host);
    socket.once('connect', () => {
      socket.destroy();
      resolve(true);
    });
    socket.once('error', () => resolve(false));
  });
}
