import { humanSize, table } from '../report/markdown.ts';
import type { ChangedPackage, PackageChanges, ReplacedPackage } from './changes.ts';
import { folded, shortList } from './fold.ts';
import { groupPackages } from './groups.ts';
import { counted, pairNote, plain, shown, sizeDifference, versionText } from './words.ts';

/** Rows of an important group that are shown without being unfolded. */
const UNFOLDED = 15;

/** One changed package, whatever happened to it. */
interface Row {
  readonly name: string;
  readonly cells: readonly string[];
}

const HEAD = ['Package', 'Change', 'Before', 'After', 'Size'];

/**
 * The changed packages: downgrades first, since they are hardly ever meant, then the groups.
 *
 * @param most rows of one table.
 */
export function packageSections(changes: PackageChanges, most: number): string[] {
  const { downgraded, upgraded, added, removed, replaced } = changes;
  const rows = [
    ...upgraded.map((pair) => pairRow(pair, pair.rebuilt ? 'rebuilt' : 'upgraded')),
    ...replaced.map((pair) => pairRow(pair, 'replaced')),
    ...added.map((found) => singleRow(found, 'added')),
    ...removed.map((found) => singleRow(found, 'removed')),
  ].sort((left, right) => (left.name < right.name ? -1 : left.name > right.name ? 1 : 0));
  return [
    ...(downgraded.length === 0
      ? []
      : [
          `**${counted(downgraded.length, 'package')} downgraded**`,
          rowsTable(
            downgraded.map((pair) => pairRow(pair, 'downgraded')),
            most,
          ),
        ]),
    ...groupPackages(rows).map(({ title, members, important }) => {
      const heading = `${title} (${members.length})`;
      const body = rowsTable(members, most);
      return important && members.length <= UNFOLDED ? `**${heading}**\n\n${body}` : folded(heading, body);
    }),
  ];
}

function rowsTable(rows: readonly Row[], most: number): string {
  const { kept, note } = shortList(rows, most);
  const text = table(
    HEAD,
    kept.map(({ cells }) => cells),
  );
  return note === '' ? text : `${text}\n\n${note}`;
}

function pairRow(pair: ReplacedPackage, what: string): Row {
  const { name, before, after } = pair;
  // What the word says already is not said again.
  const note = pairNote({ ...pair, rebuilt: pair.rebuilt && what !== 'rebuilt' });
  return {
    name,
    cells: [
      shown(name),
      note === '' ? what : `${what} (${plain(note)})`,
      shown(versionText(before, after)),
      shown(versionText(after, before)),
      sizeDifference(before.size, after.size),
    ],
  };
}

function singleRow(found: ChangedPackage, what: 'added' | 'removed'): Row {
  const { name, size } = found;
  const version = shown(versionText(found));
  const sign = what === 'added' ? '+' : '−';
  return {
    name,
    cells: [
      shown(name),
      what,
      what === 'added' ? '' : version,
      what === 'added' ? version : '',
      size === undefined ? '' : `${sign}${humanSize(size)}`,
    ],
  };
}
