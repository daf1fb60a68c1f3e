import { spawn } from 'node:child_process';
import { createWriteStream } from 'node:fs';
import { mkdir, writeFile } from 'node:fs/promises';
import { connect, createServer } from 'node:net';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

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
      log: { accesslog: { disabled: true }, level: 'warn' },
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
  const child = spawn('docker-registry', ['serve', config], { stdio: ['ignore', 'pipe', 'pipe'] });
  const output = createWriteStream(join(options.dir, 'registry.log'));
  child.stdout.pipe(output, { end: false });
  child.stderr.pipe(output, { end: false });
  const ended = new Promise<void>((resolve) => {
    child.once('exit', () => resolve());
    child.once('error', () => resolve());
  });
  const close = async (): Promise<void> => {
    child.kill('SIGTERM');
    await ended;
    output.end();
  };
  for (let tries = 0; tries < 100; tries += 1) {
    if (await answers(location)) return { location, close };
    if (child.exitCode !== null) break;
    await sleep(100);
  }
  await close();
  throw new Error(`docker-registry does not answer at ${location}; see ${join(options.dir, 'registry.log')}`);
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
