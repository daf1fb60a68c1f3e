import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { endEarlier, startDaemon } from './daemon.ts';
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
  const pidFile = join(dir, 'pid');
  await endEarlier('dockerd', pidFile);
  await writeFile(config, JSON.stringify({ 'insecure-registries': [registry] }));
  const env = { DOCKER_HOST: `unix://${socket}`, DOCKER_CONFIG: join(dir, 'client') };
  // Containers in the machine's network leave it mounted, and then nobody can remove the directory.
  const unmount = async (): Promise<unknown> =>
    await must(['umount', join(dir, 'exec', 'netns', 'default')]).catch(() => undefined);
  try {
    const stop = await startDaemon(
      [
        'dockerd',
        `--config-file=${config}`,
        `--data-root=${join(dir, 'data')}`,
        `--exec-root=${join(dir, 'exec')}`,
        `--pidfile=${pidFile}`,
        `--host=unix://${socket}`,
        `--group=${user.gid}`,
        '--bridge=none',
        '--iptables=false',
        '--ip6tables=false',
        '--ip-forward=false',
        '--ip-masq=false',
      ],
      {
        log: join(dir, 'dockerd.log'),
        location: socket,
        seconds: 30,
        answers: async () =>
          await must(['docker', 'info'], { env }).then(
            () => true,
            () => false,
          ),
      },
    );
    return {
      env,
      close: async () => {
        await stop();
        await unmount();
      },
    };
  } catch (error) {
    await unmount();
    throw error;
  }
}
