import { resolve } from 'node:path';
import { checkRef, checkRepositoryUrl } from '../git/url.ts';
import { redactUrl } from '../log/redact.ts';
import type { ValueReader } from './read-value.ts';
import type { InputSpec } from './input-spec.ts';
import { asLines, asWord, refuse, refuseOption } from './values.ts';

/** Schemes of {@link asDownloads}; with `http` the content has to be vouched for by something else. */
export type DownloadScheme = 'https' | 'http';

/** Reader of lines that are URLs with one of `schemes`, or paths, which are made absolute. */
export function asDownloads(cwd: string, schemes: readonly DownloadScheme[]): ValueReader<string[]> {
  return (spec, text) => asLines(text).map((line) => downloadOf(spec, line, cwd, schemes));
}

function downloadOf(spec: InputSpec, text: string, cwd: string, schemes: readonly string[]): string {
  refuseOption(spec, text);
  const scheme = /^([a-z][a-z0-9+.-]*):\/\//i.exec(text)?.[1];
  if (scheme === undefined) return resolve(cwd, text);
  if (!schemes.includes(scheme.toLowerCase()) || !URL.canParse(text)) {
    const urls = schemes.map((name) => `${name}://host/…`).join(' or ');
    refuse(spec, redactUrl(text), `${urls}, or the path of a file without any scheme`);
  }
  return `${scheme.toLowerCase()}${text.slice(scheme.length)}`;
}

/** Reader of a https address, or a directory, which is made absolute; `none` stays as it is. */
export function asPlace(cwd: string): ValueReader<string> {
  return (spec, text) => {
    if (text === 'none') return text;
    return downloadOf(spec, text, cwd, ['https', 'http']);
  };
}

/** Reader of a git repository's address, or a directory, which is made absolute. */
export function asRepository(cwd: string): ValueReader<string> {
  return (spec, text) => checkRepositoryUrl(text, spec.name, cwd).url;
}

/** A commit, branch or tag. */
export function asRef(spec: InputSpec, text: string): string {
  checkRef(asWord(spec, text), spec.name);
  return text;
}
