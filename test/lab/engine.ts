import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { IS_FURTHER } from './rooms.ts';

/** Everything the lab leaves in an engine carries this prefix, so that it can be found and removed. */
export const LAB_PREFIX = 'oni-lab-';

/**
 * Settings of a podman of the lab's own: storage below `labDir`, and the values that run inside the containers
 * tests themselves often run in (runc because crun refuses hybrid cgroups, limits below the hard ones).
 *
 * @param insecureRegistries `host:port` of registries that speak plain HTTP.
 * @param network what containers get when nothing else is said; absent = the engine's own choice.
 * @returns the environment variables that make every podman, skopeo and buildah use them.
 */
export async function labEnvironment(
  labDir: string,
  insecureRegistries: readonly string[] = [],
  network?: 'host',
): Promise<Record<string, string>> {
  const conf = join(labDir, 'engine');
  await mkdir(conf, { recursive: true });
  const containers = join(conf, 'containers.conf');
  const registries = join(conf, 'registries.conf');
  const storage = join(conf, 'storage.conf');
  await writeFile(
    containers,
    [
      '[containers]',
      'default_ulimits = ["nofile=20000:20000", "nproc=4096:4096"]',
      ...(network === undefined ? [] : [`netns = ${JSON.stringify(network)}`]),
      '[engine]',
      // A test of the first lab looks whether pulls leave anything in the usual place.
      ...(IS_FURTHER ? ['image_copy_tmp_dir = "storage"'] : []),
      'runtime = "runc"',
      'cgroup_manager = "cgroupfs"',
      'events_logger = "file"',
      '[network]',
      'network_backend = "netavark"',
      `network_config_dir = ${JSON.stringify(join(conf, 'networks'))}`,
      '',
    ].join('\n'),
  );
  await writeFile(
    registries,
    [
      'unqualified-search-registries = []',
      ...insecureRegistries.flatMap((location) => [
        '[[registry]]',
        `location = ${JSON.stringify(location)}`,
        'insecure = true',
      ]),
      '',
    ].join('\n'),
  );
  await writeFile(
    storage,
    [
      '[storage]',
      'driver = "overlay"',
      `graphroot = ${JSON.stringify(join(labDir, 'storage'))}`,
      `runroot = ${JSON.stringify(join(labDir, 'run'))}`,
      '',
    ].join('\n'),
  );
  return {
    CONTAINERS_CONF: containers,
    CONTAINERS_REGISTRIES_CONF: registries,
    CONTAINERS_STORAGE_CONF: storage,
  };
}
