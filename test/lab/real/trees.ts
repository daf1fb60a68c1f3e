import { cp, mkdir, readdir, readFile, symlink, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { SHARED } from '../../support/shared.ts';

/** Layers openshift/os calls by other names than the submodule they come from. */
const RENAMED: Readonly<Record<string, string>> = { '01fcos': '05core', '02fcos-nouveau': '08nouveau' };

/** Where the mark of a layer's stand-in ends up in a commit. */
export function markOf(layer: string): string {
  return `usr/share/stand-in/${RENAMED[layer] ?? layer}`;
}

/**
 * A copy of a real configuration with stand-ins for what was left out of it: the layers its manifests name, each with
 * one file, and the boot menus of live/.
 *
 * @param name directory below ../shared/data.
 */
export async function copyRealTree(name: string, dir: string): Promise<void> {
  await cp(join(SHARED, 'data', name), dir, { recursive: true });
  const layers = await layersNamedIn(dir);
  const inner = join(dir, 'fedora-coreos-config');
  const innerLayers = name === 'openshift-os' ? await layersNamedIn(inner) : [];
  for (const layer of innerLayers) await plant(join(inner, 'overlay.d', layer, markOf(layer)), '');
  for (const layer of layers) {
    const source = RENAMED[layer] ?? layer;
    if (innerLayers.includes(source)) {
      await mkdir(join(dir, 'overlay.d'), { recursive: true });
      await symlink(`../fedora-coreos-config/overlay.d/${source}`, join(dir, 'overlay.d', layer));
    } else {
      await plant(join(dir, 'overlay.d', layer, markOf(layer)), '');
    }
  }
  if (name === 'openshift-os')
    await symlink('fedora-coreos-config/platforms.yaml', join(dir, 'platforms.yaml'));
  await plant(join(dir, 'live/isolinux/isolinux.cfg'), ISOLINUX);
  await plant(join(dir, 'live/EFI/fedora/grub.cfg'), GRUB);
}

const ISOLINUX = `serial 0
default linux
menu title Fedora CoreOS
label linux
  menu label ^RHEL CoreOS (Live)
  kernel /images/pxeboot/vmlinuz
  append initrd=/images/pxeboot/initrd.img @@KERNEL-ARGS@@
`;

const GRUB = `menuentry 'Fedora CoreOS (Live)' --class fedora {
  linux /images/pxeboot/vmlinuz @@KERNEL-ARGS@@
  initrd /images/pxeboot/initrd.img
}
`;

/** Every `overlay/NAME` in a tree's YAML files, whether a manifest in use includes it or not. */
async function layersNamedIn(dir: string): Promise<string[]> {
  const found = new Set<string>();
  for (const path of await readdir(dir, { recursive: true })) {
    if (!path.endsWith('.yaml')) continue;
    for (const [, layer = ''] of (await readFile(join(dir, path), 'utf8')).matchAll(/- overlay\/([\w-]+)/g))
      found.add(layer);
  }
  return [...found].sort();
}

async function plant(path: string, text: string): Promise<void> {
  await mkdir(dirname(path), { recursive: true });
  await writeFile(path, text);
}

/**
 * Points repositories of the .repo files right in a directory at other addresses; everything else of them stays as
 * upstream has it.
 *
 * @param addresses by id of the repository.
 * @returns ids that were found.
 */
export async function pointRepositories(
  dir: string,
  addresses: Readonly<Record<string, string>>,
): Promise<string[]> {
  const found: string[] = [];
  for (const name of (await readdir(dir)).filter((entry) => entry.endsWith('.repo'))) {
    const path = join(dir, name);
    const { text, ids } = pointSections(await readFile(path, 'utf8'), addresses);
    await writeFile(path, text);
    found.push(...ids);
  }
  return found;
}

/** {@link pointRepositories} for the text of one file. */
export function pointSections(
  text: string,
  addresses: Readonly<Record<string, string>>,
): { readonly text: string; readonly ids: string[] } {
  const ids: string[] = [];
  let id = '';
  let dropping = false;
  const lines = text.split('\n').flatMap((line) => {
    const header = /^\[(.+)\]/.exec(line)?.[1];
    if (header !== undefined) id = header;
    // The second and later addresses stand on lines of their own, indented.
    if (dropping && /^\s+\S/.test(line)) return [];
    dropping = false;
    const address = addresses[id];
    if (address === undefined || !/^(baseurl|mirrorlist)\s*=/.test(line)) return [line];
    dropping = true;
    ids.push(id);
    return [`${line.slice(0, line.indexOf('='))}=${address}`];
  });
  return { text: lines.join('\n'), ids };
}
