import { spawn } from 'node:child_process';
import { createWriteStream } from 'node:fs';
import { mkdir, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
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

/** Starts Debian's docker-registry with its storage in `dir`; what was pushed before is still there. */
export async function startRegistry(options: { dir: string; host: string }): Promise<Registry> {
  await mkdir(options.dir, { recursive: true });
  const location = `${options.host}:${await freePort(options.host)}`;
  const config = join(options.dir, 'config.yml');
  await writeFile(
    config,
    JSON.stringify({
      version: '0.1',
      log: { accesslog: { disabled: true }, level: 'warn' },
      storage: { filesystem: { rootdirectory: join(options.dir, 'storage') } },
      http: { addr: location },
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
    const answer = await fetch(`http://${location}/v2/`).catch(() => undefined);
    if (answer?.ok === true) return { location, close };
    if (child.exitCode !== null) break;
    await sleep(100);
  }
  await close();
  throw new Error(`docker-registry does not answer at ${location}; see ${join(options.dir, 'registry.log')}`);
}
