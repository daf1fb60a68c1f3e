import type { Location } from '../errors.ts';
import type { Finding, Severity } from '../lint/finding.ts';
import { redactUrl } from '../log/redact.ts';
import { flagOf } from '../release-rpm/repo-file.ts';
import { printable } from '../release-rpm/text.ts';
import { parseDependency } from './dependency.ts';
import { isGlob } from './glob.ts';
import type { Wanted } from './lookup.ts';
import { formatNevra, nevraForms, type Package } from './nevra.ts';
import type { OpenRepository } from './repository.ts';
import type { Asked } from './scan.ts';
import { suggestNames } from './suggest.ts';
import type { CheckRequest, RepositoryDefinition, UsedRepository } from './types.ts';

/** What has come of a repository. */
export interface Outcome {
  readonly used: UsedRepository;
  readonly state: 'read' | 'dead' | 'unchecked';
  /** undefined when no .repo file has it. */
  readonly definition?: RepositoryDefinition;
  /** Why it was not read. */
  readonly why?: string;
  readonly open?: OpenRepository | undefined;
  readonly packages?: number;
}

/** Repositories that are named in a message. */
const NAMED = 5;
/** Strings that get suggestions: with more of them missing it is the repositories that are wrong. */
const SUGGESTED = 50;

/** Makes findings of what was seen. */
export function reportOf(request: CheckRequest, asked: Asked, outcomes: readonly Outcome[]): Finding[] {
  const missing = asked.lookup.wanted.filter(
    // That a package is asked for and excluded is for another rule to say.
    ({ found, want }) => !found && !request.excluded.includes(want.text),
  );
  const unread = outcomes.filter(({ state }) => state !== 'read');
  // What a repository has that could not be read nobody knows.
  const certain = missing.filter(({ want }) =>
    want.repository === undefined
      ? unread.length === 0 && request.open === undefined
      : outcomes.some(({ used, state }) => used.id === want.repository && state === 'read'),
  );
  const open = missing.filter((wanted) => !certain.includes(wanted));
  const unjudged = request.open === undefined ? open.length : 0;
  const read = outcomes.filter(({ state }) => state === 'read');
  const nowhere = nowhereIn(read.map(({ used }) => used.id));
  return [
    ...outcomes.flatMap((outcome) => repositoryFindings(outcome, unjudged)),
    ...certain.flatMap((wanted, index) => missingFindings(wanted, nowhere, asked, index < SUGGESTED)),
    ...(request.open === undefined ? [] : openFindings(open, request.open, asked)),
    ...asked.lookup.unchecked.flatMap(({ text, origins }) =>
      origins.map((location): Finding => {
        const message = `${printable(text)}: a boolean dependency was not looked up; the build resolves it`;
        return { rule: 'package-unchecked', severity: 'info', message, location };
      }),
    ),
    ...(unread.length === 0 && request.open === undefined ? asked.locks.findings(nowhere) : []),
  ];
}

function repositoryFindings({ used, definition, state, why = '' }: Outcome, open: number): Finding[] {
  const location = definition?.location ?? used.origin;
  const id = printable(used.id);
  const rest =
    open === 0
      ? ''
      : `; not judged: ${open} ${open === 1 ? 'package' : 'packages'} that no other repository has`;
  const finding = (rule: string, severity: Severity, message: string): Finding => ({
    rule,
    severity,
    message: redactUrl(message),
    location,
  });
  if (state === 'dead') {
    const severity = isOn(definition, 'skip_if_unavailable') ? 'warning' : 'error';
    return [finding('repo-dead', severity, `${id} cannot be read: ${why}${rest}`)];
  }
  if (state !== 'read') {
    return [finding('repo-unchecked', 'info', `${id} was not looked into: ${why}${rest}`)];
  }
  if (!isOn(definition, 'repo_gpgcheck')) return [];
  const unsigned = `${id} has repo_gpgcheck=1; this check leaves the signature of repomd.xml to the build`;
  return [finding('repo-signature-unchecked', 'info', unsigned)];
}

function isOn(definition: RepositoryDefinition | undefined, key: string): boolean {
  return flagOf(definition?.values.get(key)) === true;
}

function missingFindings(wanted: Wanted, nowhere: string, asked: Asked, suggest: boolean): Finding[] {
  const { text, origins, repository } = wanted.want;
  const answer = repository === undefined ? nowhere : `${printable(repository)} does not have it`;
  const message = `${text.trim() === '' ? JSON.stringify(text) : printable(text)}: ${answer}${hint(wanted, asked, suggest)}`;
  return origins.map((location: Location) => ({
    rule: 'package-missing',
    severity: 'error',
    message,
    location,
  }));
}

function hint({ want, leftOut }: Wanted, { names, newest }: Asked, suggest: boolean): string {
  if (leftOut.size > 0) return `; ${[...leftOut].map(printable).join(', ')} leaves it out`;
  const { text } = want;
  const there = meantNames(text).flatMap((name): Package[] => {
    const found = newest.get(name);
    return found === undefined ? [] : [found];
  });
  const [closest] = there;
  if (closest !== undefined) return `; there is ${printable(formatNevra(closest))}`;
  if (/[<>=]/.test(text) && !/\s/.test(text))
    return '; a version needs blanks around its operator and quotes around all';
  if (!suggest || isGlob(text) || text.includes('/')) return '';
  const meant = suggestNames(text, names);
  return meant.length === 0 ? '' : `; did you mean ${meant.map(printable).join(', ')}?`;
}

/** Names of packages a string may mean, the longest first. */
function meantNames(text: string): string[] {
  const dependency = parseDependency(text);
  const names = nevraForms(text).map(({ name }) => name);
  return [...new Set([...(dependency === undefined ? [] : [dependency.name]), ...names])].sort(
    (one, two) => two.length - one.length,
  );
}

/** What others may have that were not looked into. */
function openFindings(open: readonly Wanted[], location: Location, asked: Asked): Finding[] {
  return open.map((wanted, index) => ({
    rule: 'package-not-found',
    severity: 'info',
    message: `${printable(wanted.want.text)}${hint(wanted, asked, index < SUGGESTED)}`,
    location,
  }));
}

/** Says that nobody has it. */
function nowhereIn(ids: readonly string[]): string {
  const [only] = ids;
  if (only === undefined) return 'no repository is used that could have it';
  if (ids.length === 1) return `${printable(only)} does not have it`;
  const more = ids.length > NAMED ? ` and ${ids.length - NAMED} more` : '';
  return `none of ${ids.slice(0, NAMED).map(printable).join(', ')}${more} has it`;
}
