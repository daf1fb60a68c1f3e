import { mkdir, symlink, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { PrepareInputs } from '../../../src/commands/prepare.ts';
import { render } from '../../../src/config-tree/render.ts';
import type { RenderedConfig, RenderRequest } from '../../../src/config-tree/types.ts';
import type { OpenedRelease, ReleaseRepo } from '../../../src/release-rpm/types.ts';
import { MemoryLog } from '../../support/memory-log.ts';
import { tempDir } from '../../support/temp.ts';

/** Files by path; a value `-> target` makes a link. */
export type Tree = Readonly<Record<string, string>>;

/** Makes the files of a tree below a directory. */
export async function plant(dir: string, tree: Tree): Promise<string> {
  for (const [path, text] of Object.entries(tree)) {
    const file = join(dir, path);
    await mkdir(dirname(file), { recursive: true });
    if (text.startsWith('-> ')) await symlink(text.slice(3), file);
    else await writeFile(file, text);
  }
  return dir;
}

/** A base in the shape of fedora-coreos-config. */
export const BASE: Tree = {
  'manifest.yaml': 'include: manifests/base.yaml\nreleasever: 40\nrepos:\n  - fedora\n',
  'manifests/base.yaml':
    'packages:\n  - kernel\n  - systemd sudo\nostree-layers:\n  - overlay/05core\n' +
    'check-passwd:\n  type: file\n  filename: passwd\nboot-location: modules\n',
  'manifests/passwd': 'root:x:0:0::/root:/bin/sh\n',
  'fedora.repo':
    '# Fedora\n[fedora]\nname=Fedora\nbaseurl=http://x/\ngpgcheck=1\ngpgkey=file:///usr/share/distribution-gpg-keys/f\n\n[fedora-testing]\nname=T\nbaseurl=http://t/\n',
  'unused.repo': '[unused]\nbaseurl=http://u/\n',
  'image.yaml': 'include: image-base.yaml\n',
  'image-base.yaml': 'size: 10\n',
  'platforms.yaml': 'x86_64: {}\n',
  'manifest-lock.x86_64.json': '{}\n',
  'live/EFI/fedora/grub.cfg': "# menu of Fedora CoreOS\nmenuentry 'Fedora CoreOS (Live)' {\n}\n",
  'live/README': '\u0000Fedora CoreOS',
  'overlay.d/05core/usr/lib/systemd/system/masked.service': '-> /dev/null',
  'overlay.d/05core/usr/lib/file': 'core\n',
  'overlay.d/77other/usr/lib/other': 'other\n',
  'tests/kola/broken': '-> ../../../nowhere',
};

/** A user's configuration over it. */
export const USER: Tree = {
  'manifest.yaml.in':
    '# ours\ninclude: base/manifests/base.yaml # the base\n\nref: ovirt/@TARGET@\nmetadata:\n  name: our-node\n' +
    'automatic-version-prefix: "@RELEASEVER@.<date:%Y>"\npackages:\n  - ovirt-host   # the point\n  - extra one-more\n',
  'overlay.d/99node/usr/lib/node': 'node\n',
};

/** Inputs of `render` for trees like these; nothing is fetched but the base. */
export function renderInputs(
  given: Pick<PrepareInputs, 'config' | 'baseConfig' | 'workDir'> & Partial<PrepareInputs>,
): PrepareInputs {
  return {
    ovirtRelease: [],
    ovirtReleaseSha256: undefined,
    ovirtReleaseKeys: [],
    ovirtVersion: undefined,
    target: 'el9',
    variables: {},
    packages: [],
    overrides: '',
    baseConfigRef: undefined,
    baseConfigPath: 'base',
    arch: 'x86_64',
    branding: 'keep',
    gpgcheck: 'repo',
    ...given,
  };
}

/** Renders a user's tree over a base; both are planted anew. */
export async function renderTrees(
  trees: { readonly base?: Tree; readonly user?: Tree },
  changes: Partial<RenderRequest> = {},
): Promise<{ rendered: RenderedConfig; log: MemoryLog; config: string; base: string }> {
  const config = await plant(await tempDir(), trees.user ?? USER);
  const base = await plant(await tempDir(), trees.base ?? BASE);
  const log = new MemoryLog();
  const rendered = await render(
    {
      config,
      base,
      basePath: 'base',
      release: undefined,
      placeholders: { TARGET: 'el9', RELEASEVER: '9', ARCH: 'x86_64' },
      overrides: '',
      packages: [],
      arch: 'x86_64',
      gpgcheck: 'repo',
      branding: 'auto',
      out: join(await tempDir(), 'out'),
      ...changes,
    },
    log,
  );
  return { rendered, log, config, base };
}

/** A release package with one chosen file. */
export function release(
  text: string,
  repos: readonly Partial<ReleaseRepo>[],
  needs: readonly string[] = [],
): OpenedRelease {
  const all = repos.map((repo): ReleaseRepo => ({
    file: 'usr/share/r/deps.repo',
    id: 'r',
    name: 'r',
    baseurl: ['http://r/'],
    enabled: true,
    gpgcheck: true,
    gpgkey: [],
    chosen: true,
    ...repo,
  }));
  return {
    report: {
      name: 'ovirt-release-master',
      version: '1',
      release: '1',
      sha256: '0'.repeat(64),
      signature: { status: 'unsigned', keyId: null },
      files: [],
      repos: all,
      needs,
    },
    repoFiles: [{ name: 'deps.repo', text, repos: all }],
    keyFiles: [{ path: 'etc/pki/rpm-gpg/RPM-GPG-KEY-oVirt', content: Buffer.from('KEY') }],
    targets: ['el9'],
  };
}
