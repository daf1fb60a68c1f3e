import { resolve } from 'node:path';
import type { ValueReader } from './read-value.ts';
import { refuse, refuseOption } from './values.ts';

/** Reader of a path, made absolute. */
export function asPath(cwd: string): ValueReader<string> {
  return (spec, text) => resolve(cwd, refuseOption(spec, text));
}

/** Reader of a path that is handed to the engine as part of a mount. */
export function asMountablePath(cwd: string): ValueReader<string> {
  return (spec, text) => {
    // The engine's syntax of mounts separates with these.
    if (/[,:"\n]/.test(text)) refuse(spec, text, 'a path without comma, colon and quote');
    return asPath(cwd)(spec, text);
  };
}
