import { readdir, rm } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { VM_ENVIRONMENT } from '../assembler/vm-environment.ts';

/** The assembler's marks of work in progress; it refuses to go on where one is, and a killed run leaves them. */
const SEMAPHORE = /^\..+\.building$/;

/**
 * The assembler's locks, with the claims beside them (`.builds.json.lock|host|pid|number`): one beside every JSON file
 * it writes, and those of the import into its repository. They last a year, and who finds one waits.
 *
 * UNVERIFIED: that the real assembler waits for the lock of a process that is gone (assembler.md, section 5.3).
 */
const LOCK = /^.+\.lock(?:\|.*)?$/;

/** What the tarball step makes on its way. */
const PACKING = /^oni-commit\./;

/** What a push makes on its way, among the logs. */
const PUSHING = /^push-(?:temp|digest)$/;

/**
 * Removes from a work directory what a run that was stopped, killed or cut off leaves there: the assembler's
 * semaphores and locks, half a tarball, the containers' temporary files, half a pull or push, the secrets of its virtual machine. Only
 * for whoever holds its lock, and when no container of it runs: nobody else is in the middle of anything then.
 *
 * @returns paths that could not be removed, such as files of another user.
 */
export async function clearLeftovers(workDir: string): Promise<string[]> {
  const builds = join(workDir, 'srv', 'builds');
  const stuck: string[] = [];
  const clear = async (dir: string, is: (name: string) => boolean): Promise<void> => {
    for (const name of (await namesIn(dir)).filter(is)) {
      const path = join(dir, name);
      await rm(path, { recursive: true, force: true }).catch(() => stuck.push(path));
    }
  };
  for (const id of await namesIn(builds)) {
    for (const arch of await namesIn(join(builds, id))) {
      await clear(join(builds, id, arch), (name) => SEMAPHORE.test(name) || isHiddenLock(name));
    }
  }
  await clear(builds, isHiddenLock);
  await clear(join(workDir, 'srv', 'tmp'), (name) => PACKING.test(name) || LOCK.test(name));
  await clear(join(workDir, 'logs'), (name) => PUSHING.test(name));
  for (const name of ['scratch', 'pull']) await clear(join(workDir, name), () => true);
  await clear(join(workDir, 'srv', dirname(VM_ENVIRONMENT)), (name) => name === basename(VM_ENVIRONMENT));
  return stuck;
}

/** A lock among builds, where only hidden ones are the assembler's. */
function isHiddenLock(name: string): boolean {
  return name.startsWith('.') && LOCK.test(name);
}

/** Names in a directory; none where there is no such directory. `latest` of builds is a link to one of the others. */
async function namesIn(dir: string): Promise<string[]> {
  const entries = await readdir(dir, { withFileTypes: true }).catch(() => []);
  return entries.filter((entry) => !entry.isSymbolicLink()).map(({ name }) => name);
}
