import { isObject } from '../../src/json.ts';
import { must } from './must.ts';

/**
 * Sees to it that the lab's registry has an image, and the engine does not have it under that name: what the job pulls
 * must come from the registry. Pushing compresses all of it anew, so what an earlier lab has pushed stays.
 *
 * @param local name of the image in the engine's storage.
 * @param image `host:port/path:tag` of a registry that speaks plain http.
 */
export async function offerImage(
  local: string,
  image: string,
  env: Readonly<Record<string, string>>,
): Promise<void> {
  const id = (await must(['podman', 'image', 'inspect', '--format={{.Id}}', local], { env })).trim();
  if ((await idAtRegistry(image)) !== `sha256:${id}`)
    await must(['podman', 'push', '--quiet', local, `docker://${image}`], { env });
  await must(['podman', 'rmi', '--ignore', image], { env });
}

/** Digest of the image's configuration, which is its id. @returns undefined where the registry has no such image */
async function idAtRegistry(image: string): Promise<string | undefined> {
  const [, location, path, tag] = /^([^/]+)\/(.+):([^:]+)$/.exec(image) ?? [];
  const accept = [
    'application/vnd.oci.image.manifest.v1+json',
    'application/vnd.docker.distribution.manifest.v2+json',
  ].join(', ');
  const response = await fetch(`http://${location}/v2/${path}/manifests/${tag}`, { headers: { accept } });
  if (response.status === 404) return undefined;
  if (!response.ok) throw new Error(`the registry answers ${response.status} for ${image}`);
  const manifest: unknown = await response.json();
  const config = isObject(manifest) ? manifest['config'] : undefined;
  return isObject(config) && typeof config['digest'] === 'string' ? config['digest'] : undefined;
}
