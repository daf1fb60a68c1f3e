import { createHash } from 'node:crypto';
import { isObject } from '../json.ts';
import { cleanLine } from '../log/clean.ts';

/** What an issue is about: one for each. */
export interface FailureKey {
  /** Name of the workflow: another one that builds the same in another way has an issue of its own. */
  readonly workflow: string;
  /** The input `config` as it was given. */
  readonly config: string;
  /** Empty for a build without target. */
  readonly target: string;
  /** rpm's name. */
  readonly arch: string;
}

/** What an issue remembers, in a comment nobody sees. */
export interface IssueState {
  /** Of the last failure, see {@link fingerprintOf}; empty when somebody has edited it away. */
  readonly fingerprint: string;
  /** How many different failures it was so far: two comments about the same turn are one. */
  readonly turn: number;
  /** Runs in a row that failed. */
  readonly runs: number;
  /** Id of the workflow run that failed first. */
  readonly first: string;
  /** Id of the workflow run that failed last. */
  readonly last: string;
  /** The build has succeeded since; what fails afterwards is another issue. */
  readonly recovered: boolean;
}

/** The first line of the issue's text: no other issue begins with it. */
export function issueMarker({ workflow, config, target, arch }: FailureKey): string {
  return `<!-- ovirt-node-image failure ${digest([workflow, config, target, arch])} -->`;
}

/**
 * A text that is the same for the same failure: numbers, dates, checksums, and servers of addresses (a mirror is as
 * good as another one) do not count.
 */
export function fingerprintOf(failure: {
  readonly class: string;
  readonly signature: string;
  readonly step: string | undefined;
  readonly line: string;
}): string {
  return digest([failure.class, failure.signature, failure.step ?? '', normalized(failure.line)]);
}

/** A line without what differs from night to night. */
export function normalized(line: string): string {
  return (
    cleanLine(line)
      .toLowerCase()
      // Of an address the last part of its path is what was looked for.
      .replaceAll(/\b[a-z][a-z0-9+.-]*:\/\/[^\s"'<>]*?([^\s"'<>/]*)(?=[\s"'<>]|$)/g, 'url:$1')
      .replaceAll(/\b(?=[0-9a-f]*\d)[0-9a-f]{7,}\b/g, '#')
      .replaceAll(/\b(?:mon|tue|wed|thu|fri|sat|sun|jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)\b/g, '#')
      .replaceAll(/\d+/g, '#')
      .replaceAll(/\s+/g, ' ')
      .trim()
  );
}

/** The second line of the issue's text. */
export function stateLine(state: IssueState): string {
  return `<!-- state ${JSON.stringify(state)} -->`;
}

/**
 * Reads what the second line says. Whoever may edit the issue may have written it: what is not as we write it counts
 * as unknown.
 */
export function readState(body: string): IssueState {
  const text = /^<!-- state (\{.*\}) -->$/.exec(body.split('\n')[1] ?? '')?.[1] ?? '{}';
  const parsed = ((): unknown => {
    try {
      return JSON.parse(text);
    } catch {
      return {};
    }
  })();
  const { fingerprint, turn, runs, first, last, recovered } = isObject(parsed) ? parsed : {};
  const count = (value: unknown): number =>
    typeof value === 'number' && Number.isSafeInteger(value) && value > 0 ? value : 1;
  const id = (value: unknown): string => (typeof value === 'string' && /^\d{1,20}$/.test(value) ? value : '');
  return {
    fingerprint: typeof fingerprint === 'string' && /^[0-9a-f]{16}$/.test(fingerprint) ? fingerprint : '',
    turn: count(turn),
    runs: count(runs),
    first: id(first),
    last: id(last),
    recovered: recovered === true,
  };
}

function digest(parts: readonly string[]): string {
  return createHash('sha256').update(JSON.stringify(parts)).digest('hex').slice(0, 16);
}
