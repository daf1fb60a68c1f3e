/** What goes into a build, a part each, with a short text that changes when the part does. */
export type Fingerprint = Readonly<Record<string, string>>;

/** A part that is not what it was. */
export interface MovedPart {
  readonly part: string;
  /** undefined for a part the earlier build did not have. */
  readonly before: string | undefined;
  readonly now: string | undefined;
}

/** What the text of a part begins with that could not be found out: it is never equal to anything. */
const UNKNOWN = '? ';

/** The text of a part nobody could tell. */
export function unknownPart(why: string): string {
  return `${UNKNOWN}${why}`;
}

/** False for the text of {@link unknownPart}, and for no text. */
export function isKnown(value: string | undefined): value is string {
  return value !== undefined && !value.startsWith(UNKNOWN);
}

/** The parts two builds differ in, by name. What is unknown on either side counts as moved. */
export function movedParts(before: Fingerprint, now: Fingerprint): MovedPart[] {
  const parts = [...new Set([...Object.keys(before), ...Object.keys(now)])].sort();
  return parts.flatMap((part) => {
    const [old, current] = [valueOf(before, part), valueOf(now, part)];
    return isKnown(old) && old === current ? [] : [{ part, before: old, now: current }];
  });
}

function valueOf(fingerprint: Fingerprint, part: string): string | undefined {
  return Object.hasOwn(fingerprint, part) ? fingerprint[part] : undefined;
}

/** `repository:baseos: 1a2b → 3c4d`, for the log and the summary. */
export function describeMoved({ part, before, now }: MovedPart): string {
  const shown = (value: string | undefined): string => {
    if (value === undefined) return 'none';
    return value.startsWith(UNKNOWN) ? `unknown (${value.slice(UNKNOWN.length)})` : value;
  };
  return `${part}: ${shown(before)} → ${shown(now)}`;
}
