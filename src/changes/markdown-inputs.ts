import { redactUrl } from '../log/redact.ts';
import { code, escapeMarkdown, table } from '../report/markdown.ts';
import type { Changes, NamedChanges, OrderedChanges, SourceChange } from './changes.ts';
import { folded, shortList } from './fold.ts';
import { plain, shown } from './words.ts';

/** Names of a list that are shown without being unfolded. */
const UNFOLDED = 10;

/**
 * What the builds were made from, as far as it is different.
 *
 * @param most names of one list.
 */
export function madeFrom(changes: Changes, most: number): string[] {
  const rows = valueRows(changes);
  return [
    rows.length === 0 ? '' : table(['Made from', 'Before', 'After'], rows),
    ...listed('Files of the configuration', changes.config, most),
    ...listed('Layers', changes.layers, most),
    ...ordered('layers', changes.layers, most),
    ...listed('Scripts', changes.scripts, most),
    ...ordered('scripts', changes.scripts, most),
    ...moved(changes.moved ?? [], most),
  ];
}

function valueRows({ target, ref, source, base, release, assembler }: Changes): string[][] {
  const rows: string[][] = [];
  if (target !== undefined && target !== null)
    rows.push(['Target', shown(target.before ?? 'none'), shown(target.after ?? 'none')]);
  if (ref !== undefined && ref !== null) rows.push(['Ref', shown(ref.before), shown(ref.after)]);
  if (source !== undefined && source !== null) rows.push(['Configuration', ...sourceSides(source)]);
  if (base !== undefined && base !== null) rows.push(['Base configuration', ...sourceSides(base)]);
  if (release !== undefined && release !== null) {
    // Built again under the same name, it can be told by its checksum alone.
    const same = release.before?.nevr === release.after?.nevr;
    const side = (value: typeof release.before): string =>
      value === null
        ? 'none'
        : `${shown(value.nevr)}${same ? ` ${code(`sha256:${value.sha256.slice(0, 12)}`)}` : ''}`;
    rows.push(['Release rpm', side(release.before), side(release.after)]);
  }
  if (assembler !== undefined && assembler !== null) {
    const side = ({ reference, digest }: typeof assembler.before): string =>
      `${escapeMarkdown(reference.replace(/@sha256:[0-9a-f]{64}$/, '').slice(0, 200))} ${shown(digest.slice(0, 19))}`;
    rows.push(['Assembler', side(assembler.before), side(assembler.after)]);
  }
  return rows;
}

/** Both commits, the second with a link to the page that compares them. */
export function sourceSides({ before, after, link }: SourceChange): [before: string, after: string] {
  const commit = (text: string): string => shown(/^[0-9a-f]{40}$/.test(text) ? text.slice(0, 12) : text);
  const isOne = before.url === after.url;
  const side = ({ url, commit: id }: SourceChange['before']): string =>
    isOne ? commit(id) : `${commit(id)} of ${plain(redactUrl(url))}`;
  // The link is made of an owner, a name and two commits, whose characters were looked at.
  return [side(before), link === undefined ? side(after) : `${side(after)} ([compare](${link}))`];
}

function listed(title: string, changes: NamedChanges | null | undefined, most: number): string[] {
  if (changes === undefined || changes === null) return [];
  const { added, removed, changed } = changes;
  const lines = [
    ...changed.map((name) => `- changed ${shown(name)}`),
    ...added.map((name) => `- added ${shown(name)}`),
    ...removed.map((name) => `- removed ${shown(name)}`),
  ];
  if (lines.length === 0) return [];
  const { kept, note } = shortList(lines, most);
  const body = [...kept, ...(note === '' ? [] : ['', note])].join('\n');
  const heading = `${title} (${lines.length})`;
  return [lines.length <= UNFOLDED ? `**${heading}**\n\n${body}` : folded(heading, body)];
}

function ordered(what: string, changes: OrderedChanges | null | undefined, most: number): string[] {
  if (changes === undefined || changes === null || changes.order === null) return [];
  const { order } = changes;
  const line = (names: readonly string[]): string => {
    const { kept, note } = shortList(names, most);
    return `${kept.map(shown).join(', ')}${note === '' ? '' : ` ${note}`}`;
  };
  return [`**Order of the ${what}**\n\n- before: ${line(order.before)}\n- after: ${line(order.after)}`];
}

function moved(parts: readonly string[], most: number): string[] {
  if (parts.length === 0) return [];
  const { kept, note } = shortList(parts, most);
  return [`Also moved: ${kept.map(shown).join(', ')}${note === '' ? '' : ` ${note}`}`];
}
