import { posix } from 'node:path';
import { files } from '../example.ts';
import { isForeign } from '../foreign.ts';
import type { Rule } from '../rule.ts';
import {
  conditionalsOf,
  entriesOf,
  isTreefileKey,
  readTreefile,
  stringsIn,
  type Treefile,
} from '../treefile.ts';

/** Names at the root that are read by something else. */
const OTHERS =
  /^(image(?:-[^/]*)?|platforms|extensions(?:-[^/]*)?|manifest-lock\..*|kola-denylist|content_sets|streams|bib-rootfs|\..*)\.ya?ml$/;

/** Treefiles and overlays no manifest uses. */
export const unusedFile: Rule = {
  id: 'unused-file',
  severity: 'info',
  title: 'a treefile or overlay no manifest uses',
  rationale:
    'On no architecture and under no condition is the file included, or the overlay listed in ostree-layers. It is a leftover, or an include of it was forgotten. (What overlay.d/ of your own configuration holds is layered by the build of this program anyway, with a notice.)',
  bad: [
    files({ 'manifest.yaml': 'packages: [bash]\n', 'more.yaml': 'packages: [vim-minimal]\n' }, 'more.yaml'),
    files(
      {
        'manifest.yaml': 'ostree-layers:\n  - overlay/05core\n',
        'overlay.d/05core/etc/a': '',
        'overlay.d/15more/etc/b': '',
      },
      'overlay.d/15more',
    ),
    files(
      {
        'manifest.yaml': 'ostree-layers:\n  - overlay/05core\n#  - overlay/15more\n',
        'overlay.d/05core/etc/a': '',
        'overlay.d/15more/etc/b': '',
      },
      'overlay.d/15more',
    ),
  ],
  good: [
    files({
      'manifest.yaml':
        'conditional-include:\n  - if: basearch == "s390x"\n    include:\n      ostree-layers: [overlay/05core]\n',
      'overlay.d/05core/etc/a': '',
    }),
    files({
      'manifest.yaml': 'include: more.yaml\nostree-layers:\n  - overlay/05core\n',
      'more.yaml': 'packages: [bash]\n',
      'overlay.d/05core/etc/a': '',
    }),
  ],
  check: ({ tree, treefiles, includes, layersAll }, report) => {
    // What a base that is not here includes or layers cannot be known.
    const isWhole = includes.every(({ path }) => tree.locate(path).kind !== 'missing');
    if (!isWhole) return;
    const used = new Set([...treefiles.keys()].map((path) => tree.identity(path)));
    const directories = new Set(['.', ...[...treefiles.keys()].map((path) => posix.dirname(path))]);
    for (const directory of directories) {
      if (directory !== '.' && isForeign(tree, `${directory}/`)) continue;
      for (const name of tree.names(directory)) {
        const path = directory === '.' ? name : `${directory}/${name}`;
        if (!/\.ya?ml$/.test(name) || OTHERS.test(name) || used.has(tree.identity(path))) continue;
        const { entries } = readTreefile(path, tree.read(path) ?? '');
        if (entries.length === 0 || !entries.every((entry) => isTreefileKey(entry.name))) continue;
        report({
          message: 'no manifest includes this treefile, on any architecture; include it, or delete it',
          at: { file: path },
        });
      }
    }
    if (layersAll) return;
    const layers = new Set(
      [...treefiles.values()].flatMap((file) =>
        layersNamedIn(file).flatMap((layer) => /^overlay(?:\.d)?\/(.+)$/.exec(layer)?.[1] ?? []),
      ),
    );
    for (const name of tree.names('overlay.d')) {
      const path = `overlay.d/${name}`;
      if (!tree.isDirectory(path) || layers.has(name)) continue;
      report({
        message: `no manifest lists the layer overlay/${name} under ostree-layers; list it, or delete the directory`,
        at: { file: path },
      });
    }
  },
};

/** Layers a treefile lists under whatever condition; of one that cannot be read, all that looks like one. */
function layersNamedIn(file: Treefile): string[] {
  if (file.error !== undefined) return file.text.match(/\boverlay(?:\.d)?\/[^\s"',\]]+/g) ?? [];
  const bodies = conditionalsOf(file).flatMap(({ include }) => entriesOf(include));
  return [...file.entries, ...bodies]
    .filter(({ name }) => name === 'ostree-layers' || name === 'ostree-override-layers')
    .flatMap(({ value }) => stringsIn(value).map(({ text }) => text));
}
