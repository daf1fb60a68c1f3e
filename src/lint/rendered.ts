import { relative } from 'node:path';
import { isOwn, locate, type TreeView } from '../config-tree/manifest-view.ts';
import type { Location } from '../errors.ts';
import type { SourcePlace } from './lint.ts';

/**
 * Where the places of a rendered tree come from, for {@link import('./lint.ts').LintOptions}: the user's manifest or
 * its template with the line it has there, the input that wrote the line, or the base.
 */
export function sourcePlaces(view: TreeView): (at: Location) => SourcePlace {
  return (at) => {
    const writer = isOwn(at) && at.line !== undefined ? view.manifest.writerOf(at.line) : undefined;
    const place = locate(view, at);
    // Files of the user are named from his configuration, as are those of a lint of it.
    const file = isOwn(at) ? ownName(view) : at.file;
    return writer === undefined
      ? { location: { ...place, file } }
      : { location: { file: ownName(view) }, writer };
  };
}

function ownName(view: TreeView): string {
  const near = relative(view.config, view.manifest.file);
  return near === '' || near.startsWith('..') ? view.manifest.file : near;
}
