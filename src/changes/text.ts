import { cleanLine } from '../log/clean.ts';
import { humanSize } from '../report/markdown.ts';
import type {
  Changes,
  ImageChange,
  NamedChanges,
  OrderedChanges,
  ReplacedPackage,
  SourceChange,
} from './changes.ts';
import { countsText, pairNote, sizeDifference, versionText } from './words.ts';

/** A difference for a terminal: a line for each thing that is not the same, and the numbers at the end. */
export function changesText(changes: Changes): string {
  const { added, removed, upgraded, downgraded, replaced } = changes.packages;
  const lines = [
    ...downgraded.map((pair) => pairLine('downgraded', pair)),
    ...upgraded.map((pair) => pairLine('upgraded', pair)),
    ...replaced.map((pair) => pairLine('replaced', pair)),
    ...added.map((found) => row('added', found.name, versionText(found))),
    ...removed.map((found) => row('removed', found.name, versionText(found))),
    ...valueLines(changes),
    ...named('file', changes.config),
    ...ordered('layer', changes.layers),
    ...ordered('script', changes.scripts),
    ...(changes.images ?? []).filter(({ same }) => !same).map(imageLine),
    countsText(changes),
  ];
  return `${lines.map(cleanLine).join('\n')}\n`;
}

const WIDTH = 12;

function row(what: string, name: string, text: string): string {
  return `${what.padEnd(WIDTH)}${name}${text === '' ? '' : `  ${text}`}`;
}

function pairLine(what: string, pair: ReplacedPackage): string {
  const { name, before, after } = pair;
  const note = pairNote(pair);
  return row(
    what,
    name,
    `${versionText(before, after)} → ${versionText(after, before)}${note === '' ? '' : ` (${note})`}`,
  );
}

function valueLines({ target, ref, source, base, release, assembler }: Changes): string[] {
  const line = (what: string, before: string, after: string): string =>
    row('changed', what, `${before} → ${after}`);
  return [
    ...(target ? [line('target', target.before ?? 'none', target.after ?? 'none')] : []),
    ...(ref ? [line('ref', ref.before, ref.after)] : []),
    ...(source ? [line('configuration', sourceText(source.before), sourceText(source.after))] : []),
    ...(base ? [line('base configuration', sourceText(base.before), sourceText(base.after))] : []),
    ...(release ? [line('release rpm', releaseText(release.before), releaseText(release.after))] : []),
    ...(assembler ? [line('assembler', assembler.before.digest, assembler.after.digest)] : []),
  ];
}

function sourceText({ url, commit }: SourceChange['before']): string {
  return `${url} ${commit}`;
}

function releaseText(release: { readonly nevr: string; readonly sha256: string } | null): string {
  return release === null ? 'none' : `${release.nevr} (sha256 ${release.sha256.slice(0, 12)})`;
}

function named(what: string, changes: NamedChanges | null | undefined): string[] {
  if (!changes) return [];
  return (['changed', 'added', 'removed'] as const).flatMap((kind) =>
    changes[kind].map((name) => row(kind, `${what} ${name}`, '')),
  );
}

function ordered(what: string, changes: OrderedChanges | null | undefined): string[] {
  if (!changes) return [];
  const { order } = changes;
  return [
    ...named(what, changes),
    ...(order === null
      ? []
      : [row('reordered', `${what}s`, `${order.before.join(', ')} → ${order.after.join(', ')}`)]),
  ];
}

function imageLine({ kind, before, after }: ImageChange): string {
  const size = (bytes: number | undefined): string =>
    bytes === undefined ? 'unknown size' : humanSize(bytes);
  const difference = sizeDifference(before, after);
  return row('image', kind, `${size(before)} → ${size(after)}${difference === '' ? '' : ` (${difference})`}`);
}
