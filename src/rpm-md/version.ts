/** Epoch, version and release of a package or of a dependency. */
export interface Evr {
  /** Digits; empty where none is given, which counts as 0. */
  readonly epoch: string;
  readonly version: string;
  /** Empty where none is given: a dependency may leave it out. */
  readonly release: string;
}

/** The order of two things: before, the same, after. */
export type Order = -1 | 0 | 1;

const DIGITS = /[0-9]/;
const LETTERS = /[A-Za-z]/;

/**
 * The order of two versions or releases as rpm has it (rpmvercmp, rpm 4.15 and later): parts of digits are numbers,
 * parts of letters are words, everything between only separates; `~` sorts before the end of the text and `^` behind
 * it, but before anything else that follows.
 */
export function compareVersions(left: string, right: string): Order {
  if (left === right) return 0;
  let one = skipSeparators(left, 0);
  let two = skipSeparators(right, 0);
  while (one < left.length || two < right.length) {
    const marked = compareMarks(left[one], right[two]);
    if (marked === 'same') {
      one += 1;
      two += 1;
    } else if (marked !== undefined) {
      return marked;
    } else {
      if (one >= left.length || two >= right.length) break;
      const kind = DIGITS.test(left[one] ?? '') ? DIGITS : LETTERS;
      const [first, second] = [partEnd(left, one, kind), partEnd(right, two, kind)];
      // A number is newer than a word, whatever they are.
      if (second === two) return kind === DIGITS ? 1 : -1;
      const order = compareParts(left.slice(one, first), right.slice(two, second), kind === DIGITS);
      if (order !== 0) return order;
      [one, two] = [first, second];
    }
    one = skipSeparators(left, one);
    two = skipSeparators(right, two);
  }
  if (one >= left.length && two >= right.length) return 0;
  return one < left.length ? 1 : -1;
}

/** The order a `~` or `^` decides; `same` when both have it, undefined when neither has one. */
function compareMarks(left: string | undefined, right: string | undefined): Order | 'same' | undefined {
  if (left === '~' || right === '~') return left === right ? 'same' : left === '~' ? -1 : 1;
  if (left !== '^' && right !== '^') return undefined;
  if (left === right) return 'same';
  if (left === undefined) return -1;
  if (right === undefined) return 1;
  return left === '^' ? -1 : 1;
}

function skipSeparators(text: string, from: number): number {
  let at = from;
  while (at < text.length && !/[A-Za-z0-9~^]/.test(text[at] ?? '')) at += 1;
  return at;
}

function partEnd(text: string, from: number, kind: RegExp): number {
  let at = from;
  while (at < text.length && kind.test(text[at] ?? '')) at += 1;
  return at;
}

function compareParts(left: string, right: string, numeric: boolean): Order {
  if (!numeric) return orderOf(left, right);
  // Numbers of any length: without leading zeros the longer one is larger.
  const [one, two] = [left.replace(/^0+/, ''), right.replace(/^0+/, '')];
  return one.length === two.length ? orderOf(one, two) : orderOf(one.length, two.length);
}

function orderOf<T extends string | number>(left: T, right: T): Order {
  if (left === right) return 0;
  return left < right ? -1 : 1;
}

/** Reads `[epoch:]version[-release]`. */
export function parseEvr(text: string): Evr {
  const [, epoch = '', rest = text] = /^(\d*):(.*)$/s.exec(text) ?? [];
  const dash = rest.lastIndexOf('-');
  return dash < 0
    ? { epoch, version: rest, release: '' }
    : { epoch, version: rest.slice(0, dash), release: rest.slice(dash + 1) };
}

/** `[epoch:]version[-release]`; an epoch of 0 is left out, as rpm does. */
export function formatEvr({ epoch, version, release }: Evr): string {
  const before = epoch === '' || /^0+$/.test(epoch) ? '' : `${epoch}:`;
  return `${before}${version}${release === '' ? '' : `-${release}`}`;
}

/** The order of two packages of one name. A missing epoch is 0; one without a release sorts before one with. */
export function compareEvr(left: Evr, right: Evr): Order {
  const epochs = compareVersions(
    left.epoch === '' ? '0' : left.epoch,
    right.epoch === '' ? '0' : right.epoch,
  );
  if (epochs !== 0) return epochs;
  const versions = compareVersions(left.version, right.version);
  return versions === 0 ? compareVersions(left.release, right.release) : versions;
}
