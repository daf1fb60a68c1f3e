import { isDigest } from '../assembler/reference.ts';
import { UserError } from '../errors.ts';
import { statusError } from '../net/status.ts';
import { TransientError } from '../net/transient.ts';
import { parseChallenges } from './challenge.ts';
import type { Login } from './credentials.ts';
import type { Endpoint } from './endpoints.ts';
import { ACCEPT, digestOf, digestOfImage, MANIFEST_LIMIT, manifestKind } from './manifest.ts';
import { exchange, type Answer } from './request.ts';
import { authorize, loginNeeded } from './token.ts';

/** What is asked of an endpoint. */
export interface Question {
  readonly endpoint: Endpoint;
  readonly tag: string;
  /** rpm's name of an architecture. */
  readonly arch: string;
  readonly login: Login | undefined;
  readonly signal: AbortSignal | undefined;
}

/** Error codes of the distribution project's specification, and what they mean for whoever wants a tag. */
const CODES: readonly [RegExp, string][] = [
  [/"MANIFEST_UNKNOWN"|"TAG_INVALID"/, 'the registry has no such tag; check the name'],
  [/"NAME_UNKNOWN"/, 'the registry has no such repository; check the name'],
];

/**
 * Asks one registry which image a tag is now.
 *
 * The head of the manifest is asked for first: it is enough for a single image, and registries that count pulls do
 * not count it. A list is read, to see whether it has an image for the architecture.
 *
 * @returns digest of what the tag names, a list or an image.
 * @throws TransientError for what another attempt can change, UserError for what it cannot.
 */
export async function askDigest(question: Question): Promise<string> {
  const { url, answer: first } = await reach(question);
  const authorization =
    first.status === 401
      ? await authorize({
          endpoint: question.endpoint,
          asked: url,
          challenges: parseChallenges(headerOf(first, 'www-authenticate')),
          login: question.login,
          signal: question.signal,
        })
      : undefined;
  const head = first.status === 401 ? await ask(url, 'HEAD', question, authorization) : first;
  if (head.status === 200) {
    const digest = headerOf(head, 'docker-content-digest');
    if (manifestKind(headerOf(head, 'content-type')) === 'single' && isDigest(digest)) return digest;
  } else if (head.status === 429 || head.status >= 500) {
    throw statusError(head.status, head.headers['retry-after']);
  }
  // Some registries do not know HEAD; and why it was refused stands in the text of an answer.
  const answer = await ask(url, 'GET', question, authorization);
  if (answer.status !== 200) throw refusal(question, answer);
  const promised = headerOf(answer, 'docker-content-digest');
  if (isDigest(promised) && promised !== digestOf(answer.body)) {
    throw new TransientError('the registry sent a manifest of another digest than it says');
  }
  return digestOfImage(answer.body, headerOf(answer, 'content-type'), question.arch);
}

/** The first request, which nothing secret is in: over https; where that fails and is not insisted on, over http. */
async function reach(question: Question): Promise<{ readonly url: URL; readonly answer: Answer }> {
  const { registry, repository, insecure } = question.endpoint;
  const host = registry === 'docker.io' ? 'registry-1.docker.io' : registry;
  const url = new URL(`https://${host}/v2/${repository}/manifests/${question.tag}`);
  try {
    return { url, answer: await ask(url, 'HEAD', question, undefined) };
  } catch (error) {
    if (!insecure || !(error instanceof UserError)) throw error;
    const plain = new URL(url.href.replace(/^https:/, 'http:'));
    return { url: plain, answer: await ask(plain, 'HEAD', question, undefined) };
  }
}

async function ask(
  url: URL,
  method: 'GET' | 'HEAD',
  { endpoint, signal }: Question,
  authorization: string | undefined,
): Promise<Answer> {
  return await exchange(url, {
    method,
    headers: { accept: ACCEPT },
    authorization,
    limit: MANIFEST_LIMIT,
    insecure: endpoint.insecure,
    signal,
  });
}

function refusal({ endpoint, login }: Question, { status, headers, body }: Answer): UserError {
  const text = body.toString('utf8');
  const known = CODES.find(([code]) => code.test(text))?.[1];
  if (status === 404)
    return new UserError(`${known ?? 'the registry has no such tag or repository'} (HTTP 404)`);
  if (status === 401 || status === 403) return loginNeeded(endpoint.registry, login);
  return statusError(status, headers['retry-after']);
}

function headerOf({ headers }: Answer, name: string): string {
  const value = headers[name];
  return typeof value === 'string' ? value : '';
}
