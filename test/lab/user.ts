import { chown, mkdir, readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { labEnvironment, LAB_PREFIX } from './engine.ts';
import { must } from './must.ts';

/** An ordinary user of this machine. */
export interface LabUser {
  readonly uid: number;
  readonly gid: number;
}

const NAME = `${LAB_PREFIX}runner`;

/** uid of the user that hosted runners run jobs as. */
const RUNNER_UID = 1001;

/**
 * The lab's ordinary user, made where there is none yet: the uid of hosted runners where it is free, and subordinate
 * ids, which `useradd` gives every new user. He has no password, no home and no group but his own.
 */
export async function ensureLabUser(): Promise<LabUser> {
  const entries = (await readFile('/etc/passwd', 'utf8')).split('\n').map((line) => line.split(':'));
  const [, , uid, gid] = entries.find(([name]) => name === NAME) ?? [];
  if (uid !== undefined && gid !== undefined) return { uid: Number(uid), gid: Number(gid) };
  const taken = entries.some(([, , id]) => id === String(RUNNER_UID));
  await must(['useradd', '--no-create-home', ...(taken ? [] : [`--uid=${RUNNER_UID}`]), NAME]);
  return await ensureLabUser();
}

/** What a login gives an ordinary user; root's PATH may lead into directories that are root's alone. */
export function ordinaryEnvironment(): Record<string, string> {
  return { USER: NAME, LOGNAME: NAME, PATH: '/usr/local/bin:/usr/bin:/bin:/usr/local/sbin:/usr/sbin:/sbin' };
}

/**
 * Environment of a podman that the user runs himself, with storage of its own below `labDir`.
 *
 * @param registries `registries.conf` of the lab's podman.
 */
export async function rootlessEnvironment(
  labDir: string,
  user: LabUser,
  registries: string,
): Promise<Record<string, string>> {
  const dir = join(labDir, 'rootless');
  await mkdir(dir, { recursive: true });
  // slirp4netns needs the device, which not every machine lets ordinary users open.
  const tun = await stat('/dev/net/tun').catch(() => undefined);
  const open = tun !== undefined && (tun.mode & 0o006) === 0o006;
  const env = await labEnvironment(dir, [], open ? undefined : 'host');
  const homes = { HOME: join(dir, 'home'), XDG_RUNTIME_DIR: join(dir, 'runtime') };
  const own = [join(dir, 'storage'), join(dir, 'run'), join(dir, 'engine'), ...Object.values(homes)];
  for (const path of [dir, ...own]) {
    await mkdir(path, { recursive: true, mode: 0o700 });
    await chown(path, user.uid, user.gid);
  }
  return { ...env, ...homes, ...ordinaryEnvironment(), CONTAINERS_REGISTRIES_CONF: registries };
}
