import { files, manifest } from '../example.ts';
import type { Item } from '../merged.ts';
import type { Rule } from '../rule.ts';

/** One package asked for at several places. */
export const duplicatePackage: Rule = {
  id: 'duplicate-package',
  severity: 'info',
  title: 'a package that is asked for twice',
  rationale:
    'Packages are a set, so it does no harm today; who takes the package out at one place wonders why it is still there.',
  bad: [
    manifest('packages:\n  - fwupd\n  - bash\n  - fwupd\n', 4),
    files(
      { 'manifest.yaml': 'include: a.yaml\npackages: [bash]\n', 'a.yaml': 'packages: [bash]\n' },
      'manifest.yaml:2',
    ),
  ],
  good: [manifest('packages:\n  - fwupd\npackages-x86_64:\n  - grub2\npackages-aarch64:\n  - grub2\n')],
  check: ({ variants }, report) => {
    for (const view of variants) {
      const places = new Map<string, Item[]>();
      for (const item of view.merged.packages()) {
        // The rest of a version query that fell apart is found elsewhere.
        if (!/^[\w/(@]/.test(item.text)) continue;
        const known = places.get(item.text);
        if (known === undefined) places.set(item.text, [item]);
        else known.push(item);
      }
      for (const [name, items] of places) {
        if (items.length === 1) continue;
        const [keeper, ...others] = byPlace(items);
        if (keeper === undefined) continue;
        for (const { origin } of others) {
          const where =
            origin.file === keeper.origin.file
              ? `line ${keeper.origin.line}`
              : `${keeper.origin.file}:${keeper.origin.line}`;
          report({
            message: `found ${name}, which ${where} asks for as well; keep one of the two`,
            at: origin,
            in: view,
          });
        }
      }
    }
  },
};

/** The base is what a person cannot change: what lies deeper or is included later is kept, within a file the upper line. */
function byPlace(items: readonly Item[]): Item[] {
  const order = new Map(items.map(({ file }, index) => [file, index]));
  const depth = ({ file }: Item): number => file.split('/').length;
  return [...items].sort(
    (one, two) =>
      depth(two) - depth(one) ||
      (order.get(two.file) ?? 0) - (order.get(one.file) ?? 0) ||
      one.origin.line - two.origin.line,
  );
}
