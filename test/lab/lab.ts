import { cp, mkdir, readFile, rm } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { startArtifactService, type ArtifactServiceLab } from './artifacts/service.ts';
import { ensureAssemblerImage } from './assembler/image.ts';
import { makeBaseRepositories } from './base-config/repository.ts';
import { BASE_PACKAGES, X86_PACKAGES } from './base-config/tree.ts';
import { CacheRoom } from './cache/service.ts';
import { copyExample } from './config.ts';
import { labEnvironment, LAB_PREFIX } from './engine.ts';
import { offerImage } from './offer-image.ts';
import { startGitServer } from './git-server/server.ts';
import { hostAddress } from './host.ts';
import { must } from './must.ts';
import { startRegistry } from './registry.ts';
import { IS_FURTHER, LAB_DIR } from './rooms.ts';
import { buildReleaseRpm } from './release/build.ts';
import { buildRepositories, type LabRepositories } from './repos/build.ts';
import type { LabKey } from './repos/key.ts';
import { startFileServer } from './repos/server.ts';

/** All parts of the lab, running. */
export interface Lab {
  /** Where it keeps everything. */
  readonly dir: string;
  /** Environment of an action that shall meet the lab: its engine and its artifact service. */
  readonly env: Readonly<Record<string, string>>;
  /** Inputs that point an action at the lab; a test adds or replaces. */
  readonly inputs: Readonly<Record<string, string>>;
  readonly artifacts: ArtifactServiceLab;
  /** At the artifact service's address; a run uses it with ACTIONS_CACHE_SERVICE_V2 set. */
  readonly cache: CacheRoom;
  readonly key: LabKey;
  /** Directory with a directory for each repository; to be changed only with {@link LabOptions.ownRepositories}. */
  readonly repositories: string;
  /** Lines of the registry's access log. */
  registryLog(): Promise<string[]>;
  /** Paths that were asked of the server of the repositories, in order. */
  readonly served: readonly string[];
  /** Fresh directory for one run. */
  runDir(name: string): Promise<string>;
  /** Names of our containers that exist right now. */
  containers(): Promise<string[]>;
  close(): Promise<void>;
}

/** How a lab differs from the usual one. */
export interface LabOptions {
  /** Repositories that may be changed: a copy that is made anew, and is nobody else's. */
  readonly ownRepositories?: boolean;
}

/** Says how long a part took. */
export type Progress = (text: string) => void;

/** Starts the lab of this process; what was made before is used again. */
export async function startLab(
  progress: Progress = () => undefined,
  { ownRepositories = false }: LabOptions = {},
): Promise<Lab> {
  const labDir = LAB_DIR;
  await mkdir(labDir, { recursive: true });
  const host = hostAddress();
  const timed = async <T>(title: string, body: () => Promise<T>): Promise<T> => {
    const started = performance.now();
    const result = await body();
    progress(`${title}: ${((performance.now() - started) / 1000).toFixed(1)} s`);
    return result;
  };
  const registry = await startRegistry({ dir: join(labDir, 'registry'), host });
  const engineEnv = await labEnvironment(labDir, [registry.location], IS_FURTHER ? 'host' : undefined);
  const [local, shared] = await Promise.all([
    timed('rehearsal assembler', async () => await ensureAssemblerImage({ labDir, env: engineEnv })),
    timed(
      'repositories',
      async () => await buildRepositories({ labDir, packages: [...BASE_PACKAGES, ...X86_PACKAGES] }),
    ),
  ]);
  const repositories = ownRepositories ? await copyRepositories(shared) : shared;
  const image = `${registry.location}/${LAB_PREFIX}assembler/coreos-assembler:rhcos-4.17`;
  await timed('push', async () => {
    await offerImage(local, image, engineEnv);
  });
  const files = await startFileServer(dirname(repositories.root), host);
  const repoUrl = `${files.url}/${basename(repositories.root)}`;
  const gitRoot = join(labDir, 'git');
  const git = await startGitServer(gitRoot, host);
  const keyUrl = `${files.url}/${basename(repositories.key.path)}`;
  const base = await makeBaseRepositories(gitRoot, git.url, repoUrl, keyUrl);
  const { key } = shared;
  const release = await buildReleaseRpm({ workDir: join(labDir, 'release'), repoUrl, keyUrl, key });
  const config = await copyExample(join(labDir, 'config'), { baseurl: `${repoUrl}/crb`, gpgkey: keyUrl });
  const artifactDir = join(labDir, 'artifacts');
  await rm(artifactDir, { recursive: true, force: true });
  const cacheDir = join(labDir, 'caches');
  await rm(cacheDir, { recursive: true, force: true });
  const cache = new CacheRoom(cacheDir);
  const artifacts = await startArtifactService({ dir: artifactDir, cache });
  return {
    dir: labDir,
    env: { ...engineEnv, ...artifacts.env },
    inputs: {
      config,
      'ovirt-release': release,
      'ovirt-release-key': key.path,
      'ovirt-version': '4.5',
      target: 'el9',
      'base-config': `${git.url}/${base.name}`,
      'base-config-ref': base.commit,
      'assembler-image': image,
    },
    artifacts,
    cache,
    key,
    repositories: repositories.root,
    registryLog: async () => (await readFile(join(labDir, 'registry', 'registry.log'), 'utf8')).split('\n'),
    served: files.requests,
    runDir: async (name) => {
      const dir = join(labDir, 'runs', name);
      await rm(dir, { recursive: true, force: true });
      await mkdir(dir, { recursive: true });
      return dir;
    },
    containers: async () => {
      const names = await must(['podman', 'ps', '--all', '--format={{.Names}}'], { env: engineEnv });
      return names.split('\n').filter((name) => name.startsWith('ovirt-node-image-'));
    },
    close: async () => {
      await Promise.all([registry.close(), files.close(), git.close(), artifacts.close()]);
    },
  };
}

async function copyRepositories({ root, key }: LabRepositories): Promise<LabRepositories> {
  const own = join(dirname(root), 'own-repos');
  await rm(own, { recursive: true, force: true });
  await cp(root, own, { recursive: true });
  return { root: own, key };
}
