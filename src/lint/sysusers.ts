import type { Location } from '../errors.ts';
import type { LintContext } from './context.ts';
import { onHost, overlaysOf } from './overlays.ts';

/** One line of a sysusers.d file. */
export interface SysusersLine {
  readonly type: string;
  readonly name: string;
  /** uid, gid, `uid:gid`, a path, `-`, or for `m` the group. */
  readonly id: string;
  readonly fields: number;
  readonly text: string;
  readonly at: Location;
}

/** Every line of the sysusers.d files of all overlays; a file hides one of the same name in an overlay before it. */
export function sysusersOf(context: Pick<LintContext, 'tree'>): SysusersLine[] {
  const files = new Map<string, string>();
  for (const overlay of overlaysOf(context)) {
    for (const { path, kind } of overlay.entries) {
      const host = onHost(overlay, path);
      if (kind === 'file' && /^\/(?:usr\/lib|etc)\/sysusers\.d\/[^/]+\.conf$/.test(host))
        files.set(host, path);
    }
  }
  return [...files.values()].flatMap((file) => parse(file, context.tree.read(file) ?? ''));
}

function parse(file: string, text: string): SysusersLine[] {
  return text.split(/\r?\n/).flatMap((line, index) => {
    if (/^\s*(#|$)/.test(line)) return [];
    const fields = [...line.matchAll(/"((?:[^"\\]|\\.)*)"|'([^']*)'|(\S+)/g)].map(
      ([, double, single, bare]) => double ?? single ?? bare ?? '',
    );
    const [type = '', name = '', id = '-'] = fields;
    return [{ type, name, id, fields: fields.length, text: line.trim(), at: { file, line: index + 1 } }];
  });
}
