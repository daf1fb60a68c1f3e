import { files } from '../example.ts';
import { onHost, overlaysOf } from '../overlays.ts';
import type { Rule } from '../rule.ts';

/** One file in two overlays. */
export const overlayConflict: Rule = {
  id: 'overlay-conflict',
  severity: 'warning',
  title: 'two overlays that write one file differently',
  rationale:
    'Layers are put over each other in the order of ostree-layers. Where two of one build have the same file, the compose refuses or the later one wins, depending on its version; only with the same content it is harmless.',
  bad: [
    files(
      {
        'manifest.yaml': 'ostree-layers: [overlay/05a, overlay/06b]\n',
        'overlay.d/05a/etc/motd': 'one\n',
        'overlay.d/06b/etc/motd': 'two\n',
      },
      'overlay.d/06b/etc/motd',
    ),
  ],
  good: [
    files({
      'manifest.yaml': 'ostree-layers: [overlay/05a, overlay/06b]\n',
      'overlay.d/05a/etc/motd': 'one\n',
      'overlay.d/06b/etc/motd': 'one\n',
    }),
  ],
  check: (context, report) => {
    const { tree, variants, layersAll } = context;
    const layersOf = variants.map((view) => ({
      view,
      names: new Set(
        view.merged.strings('ostree-layers').map(({ text }) => text.replace(/^overlay(?:\.d)?\//, '')),
      ),
    }));
    const seen = new Map<string, { overlay: string; path: string; text: string | undefined }[]>();
    for (const overlay of overlaysOf(context)) {
      for (const { path, kind } of overlay.entries) {
        if (kind !== 'file' && kind !== 'link') continue;
        const host = onHost(overlay, path);
        const text = kind === 'link' ? `link ${tree.target(path)}` : tree.read(path);
        const before = seen.get(host) ?? [];
        for (const other of before) {
          if (other.text === text) continue;
          const message = `${host} is in ${other.path} as well, with other content; keep one of the two`;
          // Every overlay of a user's own directory is layered.
          if (layersAll) report({ message, at: { file: path } });
          else
            for (const { view, names } of layersOf)
              if (names.has(overlay.name) && names.has(other.overlay))
                report({ message, at: { file: path }, in: view });
        }
        seen.set(host, [...before, { overlay: overlay.name, path, text }]);
      }
    }
  },
};
