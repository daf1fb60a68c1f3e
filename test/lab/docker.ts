import { spawn } from 'node:child_process';
import { createWriteStream } from 'node:fs';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { must } from './must.ts';
import type { LabUser } from './user.ts';

/** A running docker daemon. */
export interface DockerLab {
  /** Environment that makes `docker` talk to it. */
  readonly env: Readonly<Record<string, string>>;
  close(): Promise<void>;
}

/**
 * Starts a docker daemon of the lab's own below `labDir`; images it pulled before are still there. It touches neither
 * bridges nor the packet filter of the machine, so its containers need `--network=host` to reach anything.
 *
 * @param user may talk to the daemon, through the group of its socket.
 * @param registry `host:port` that speaks plain HTTP.
 */
export async function startDocker(labDir: string, user: LabUser, registry: string): Promise<DockerLab> {
  const dir = join(labDir, 'docker');
  await mkdir(dir, { recursive: true });
  const config = join(dir, 'daemon.json');
  const socket = join(dir, 'docker.sock');
  await writeFile(config, JSON.stringify({ 'insecure-registries': [registry] }));
  const child = spawn(
    'dockerd',
    [
      `--config-file=${config}`,
      `--data-root=${join(dir, 'data')}`,
      `--exec-root=${join(dir, 'exec')}`,
      `--pidfile=${join(dir, 'pid')}`,
      `--host=unix://${socket}`,
      `--group=${user.gid}`,
      '--bridge=none',
      '--iptables=false',
      '--ip6tables=false',
      '--ip-forward=false',
      '--ip-masq=false',
    ],
    { stdio: ['ignore', 'pipe', 'pipe'] },
  );
  const output = createWriteStream(join(dir, 'dockerd.log'));
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
    // Containers in the machine's network leave it mounted, and then nobody can remove the directory.
    await must(['umount', join(dir, 'exec', 'netns', 'default')]).catch(() => undefined);
  };
  const env = { DOCKER_HOST: `unix://${socket}`, DOCKER_CONFIG: join(dir, 'client') };
  for (let tries = 0; tries < 300; tries += 1) {
    const answers = await must(['docker', 'info'], { env }).then(
      () => true,
      () => false,
    );
    if (answers) return { env, close };
    if (child.exitCode !== null) break;
    await sleep(100);
  }
  await close();
  throw new Error(`dockerd does not answer at ${socket}; see ${join(dir, 'dockerd.log')}`);
}
