import type { Api } from './api.ts';
import { addComment, findComment, ownerOf, type CommentPlace } from './comments.ts';
import {
  fingerprintOf,
  issueMarker,
  readState,
  stateLine,
  type FailureKey,
  type IssueState,
} from './failure-issue-marker.ts';
import {
  failureComment,
  issueText,
  issueTitle,
  recoveryComment,
  type FailureReport,
  type Recovery,
} from './failure-issue-text.ts';
import { changeIssue, findIssues, openIssue, type Issue, type IssuePlace } from './issues.ts';

/** What was done, and at which issue. */
export interface Spoken {
  readonly did: 'opened' | 'commented' | 'updated' | 'reopened' | 'left closed' | 'closed' | 'nothing';
  readonly url: string | undefined;
}

/** Where, and about what. */
export interface Subject {
  /** `owner/name`. */
  readonly repository: string;
  readonly key: FailureKey;
}

/**
 * Tells of a failure: opens an issue, comments at the open one when the failure is another than before, or only
 * brings its text up to date. After somebody has closed it, with no good build since: the same failure opens it again
 * when it was closed as completed, and is silent when it was closed as not planned; another failure is another issue.
 *
 * @throws NotAllowedError when the token may not, UserError for other failures.
 */
export async function reportFailure(api: Api, subject: Subject, report: FailureReport): Promise<Spoken> {
  const place = await placeOf(api, subject);
  const fingerprint = fingerprintOf(report.digest);
  const [open] = await openOnes(api, place);
  if (open !== undefined) return await atOpen(api, subject, place, { issue: open, fingerprint, report });
  const closed = await lastClosed(api, place);
  const before = closed === undefined ? undefined : readState(closed.body);
  if (closed !== undefined && before?.recovered === false && before.fingerprint === fingerprint) {
    if (closed.reason === 'not_planned') return { did: 'left closed', url: closed.url };
    const state = next(before, fingerprint, report, 1);
    await say(api, subject, place, closed, failureMark(state), failureComment(report, true));
    const body = bodyOf(subject, place, state, report);
    await changeIssue(api, place, closed.number, { body, state: 'open', state_reason: 'reopened' });
    return { did: 'reopened', url: closed.url };
  }
  return await openAnother(api, subject, place, { fingerprint, report });
}

/**
 * Closes the issue after a build that succeeded, or that was skipped because a good one stands. One that a person
 * closed is marked as over, so that the next failure is told in another issue.
 *
 * @throws NotAllowedError when the token may not, UserError for other failures.
 */
export async function reportSuccess(api: Api, subject: Subject, success: Recovery): Promise<Spoken> {
  const place = await placeOf(api, subject);
  const open = await openOnes(api, place);
  for (const issue of open) {
    const state = readState(issue.body);
    const marker = `<!-- ovirt-node-image recovered ${state.turn} -->`;
    await say(api, subject, place, issue, marker, recoveryComment(success, state));
    const body = withState(issue, { ...state, recovered: true });
    await changeIssue(api, place, issue.number, { body, state: 'closed', state_reason: 'completed' });
  }
  if (open[0] !== undefined) return { did: 'closed', url: open[0].url };
  const closed = await lastClosed(api, place);
  if (closed === undefined || readState(closed.body).recovered) return { did: 'nothing', url: undefined };
  const body = withState(closed, { ...readState(closed.body), recovered: true });
  await changeIssue(api, place, closed.number, { body });
  return { did: 'updated', url: closed.url };
}

/** A failing run and the issue that is open. */
interface Failing {
  readonly issue: Issue;
  readonly fingerprint: string;
  readonly report: FailureReport;
}

async function atOpen(
  api: Api,
  subject: Subject,
  place: IssuePlace,
  { issue, fingerprint, report }: Failing,
): Promise<Spoken> {
  const before = readState(issue.body);
  const same = before.fingerprint === fingerprint;
  const state = next(before, fingerprint, report, same ? 0 : 1);
  // In this order: an interruption between the two may make a comment come twice, and never get lost.
  if (!same) await say(api, subject, place, issue, failureMark(state), failureComment(report, false));
  await changeIssue(api, place, issue.number, { body: bodyOf(subject, place, state, report) });
  return { did: same ? 'updated' : 'commented', url: issue.url };
}

async function openAnother(
  api: Api,
  subject: Subject,
  place: IssuePlace,
  { fingerprint, report }: Omit<Failing, 'issue'>,
): Promise<Spoken> {
  const { runId } = report;
  const state = { fingerprint, turn: 1, runs: 1, first: runId, last: runId, recovered: false };
  const body = bodyOf(subject, place, state, report);
  const issue = await openIssue(api, place, { title: issueTitle(subject.key), body });
  // Two runs at once both found none. They see the same list now: the older issue is the one that stays.
  const [oldest = issue] = await openOnes(api, place);
  if (oldest.number >= issue.number) return { did: 'opened', url: issue.url };
  await changeIssue(api, place, issue.number, {
    body: withState(issue, { ...state, recovered: true }),
    state: 'closed',
    state_reason: 'duplicate',
  });
  return await atOpen(api, subject, place, { issue: oldest, fingerprint, report });
}

async function placeOf(api: Api, { repository, key }: Subject): Promise<IssuePlace> {
  return { repository, marker: issueMarker(key), owner: await ownerOf(api) };
}

/** The oldest one first. */
async function openOnes(api: Api, place: IssuePlace): Promise<Issue[]> {
  const issues: Issue[] = [];
  for await (const issue of findIssues(api, place, 'open')) issues.push(issue);
  return issues.toSorted((one, two) => one.number - two.number);
}

async function lastClosed(api: Api, place: IssuePlace): Promise<Issue | undefined> {
  for await (const issue of findIssues(api, place, 'closed')) {
    // What two runs at once have opened twice says nothing.
    if (issue.reason !== 'duplicate') return issue;
  }
  return undefined;
}

/** What is remembered after one more failing run. A run that is tried again is still one. */
function next(before: IssueState, fingerprint: string, { runId }: FailureReport, turns: 0 | 1): IssueState {
  return {
    fingerprint,
    turn: before.turn + turns,
    runs: before.runs + (before.last === runId ? 0 : 1),
    first: before.first === '' ? runId : before.first,
    last: runId,
    recovered: false,
  };
}

/** Comments once for each turn, whichever of two runs at once comes first. */
async function say(
  api: Api,
  { repository }: Subject,
  { owner }: IssuePlace,
  { number }: Issue,
  marker: string,
  body: string,
): Promise<void> {
  const place: CommentPlace = { repository, number };
  if ((await findComment(api, place, marker, owner)) !== undefined) return;
  await addComment(api, place, { marker, body }, owner);
}

function failureMark({ fingerprint, turn }: IssueState): string {
  return `<!-- ovirt-node-image failure ${fingerprint} ${turn} -->`;
}

function bodyOf({ key }: Subject, { marker }: IssuePlace, state: IssueState, report: FailureReport): string {
  return `${marker}\n${stateLine(state)}\n${issueText(key, state, report)}`;
}

/** The text of an issue with another state; the rest stays as it is. */
function withState({ body }: Issue, state: IssueState): string {
  const [marker = '', second = '', ...rest] = body.split('\n');
  const text = second.startsWith('<!-- state ') ? rest : [second, ...rest];
  return [marker, stateLine(state), ...text].join('\n');
}
