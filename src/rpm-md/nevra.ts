import { globTest, isGlob } from './glob.ts';
import { formatEvr, type Evr } from './version.ts';

/** A package as the metadata of a repository have it. */
export interface Package extends Evr {
  readonly name: string;
  readonly arch: string;
}

/** What a text may mean as the name of a package; a part that is not there may be anything. */
export interface NevraForm {
  readonly name: string;
  readonly epoch?: string;
  readonly version?: string;
  readonly release?: string;
  readonly arch?: string;
}

// libdnf's nevra.cpp: what a part may not hold.
const NAME = '([^:(/=<> ]+)';
const VERSION = '([^-:(/=<> ]+)';
const ARCH = '([^-:.(/=<> ]+)';
const EPOCH = '(?:(\\d+):)?';

/** libdnf's forms in the order it tries them (HY_FORMS_MOST_SPEC), with what their groups are. */
const FORMS: readonly (readonly [RegExp, readonly (keyof NevraForm)[]])[] = [
  [
    new RegExp(`^${NAME}-${EPOCH}${VERSION}-${VERSION}\\.${ARCH}$`),
    ['name', 'epoch', 'version', 'release', 'arch'],
  ],
  [new RegExp(`^${NAME}\\.${ARCH}$`), ['name', 'arch']],
  [new RegExp(`^${NAME}$`), ['name']],
  [new RegExp(`^${NAME}-${EPOCH}${VERSION}-${VERSION}$`), ['name', 'epoch', 'version', 'release']],
  [new RegExp(`^${NAME}-${EPOCH}${VERSION}$`), ['name', 'epoch', 'version']],
];

/** Everything a text may mean; empty for one that names no package, such as a path or `a >= 1`. */
export function nevraForms(text: string): NevraForm[] {
  return FORMS.flatMap(([pattern, parts]) => {
    const groups = pattern.exec(text)?.slice(1);
    if (groups === undefined) return [];
    const given = parts.flatMap((part, index) => {
      const value = groups[index];
      return value === undefined ? [] : [[part, value] as const];
    });
    return [{ name: '', ...Object.fromEntries(given) }];
  });
}

/** A test for packages. */
export type PackageTest = (found: Package) => boolean;

/** Tests a package against a form; each part may be a pattern, but for the epoch. */
export function formTest(form: NevraForm): PackageTest {
  const tests: PackageTest[] = [];
  for (const part of ['name', 'version', 'release', 'arch'] as const) {
    const value = form[part];
    if (value === undefined || value === '*') continue;
    const test = isGlob(value) ? globTest(value) : undefined;
    tests.push(test === undefined ? (found) => found[part] === value : (found) => test(found[part]));
  }
  const { epoch } = form;
  if (epoch !== undefined) tests.push((found) => Number(found.epoch) === Number(epoch));
  return (found) => tests.every((test) => test(found));
}

/** `name-[epoch:]version-release.arch`. */
export function formatNevra(found: Package): string {
  return `${found.name}-${formatEvr(found)}.${found.arch}`;
}

/** A test of everything a text may mean, as `excludepkgs=` and `includepkgs=` have it: names, not what they provide. */
export function nameTest(text: string): PackageTest {
  const tests = nevraForms(text).map(formTest);
  if (isGlob(text)) {
    const whole = globTest(text);
    tests.push((found) => whole(formatNevra(found)));
  }
  return (found) => tests.some((test) => test(found));
}
