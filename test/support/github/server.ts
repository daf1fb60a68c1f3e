import { readFileSync } from 'node:fs';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { join } from 'node:path';
import { isObject, type JsonObject } from '../../../src/json.ts';
import { carryOutActions, type ActionsState } from './actions.ts';
import { carryOutIssue, type KeptIssue } from './issues.ts';
import { carryOutRelease, type KeptRelease } from './releases.ts';
import { pageOf, shownUser, type Answer } from './shown.ts';
import { misfits, resolveRef } from './schema.ts';

/** GitHub's own description of its API, as much of it as is used: a file for each part. */
const SPEC = merged(['openapi.json', 'openapi-actions.json'].map(readPart));

function readPart(file: string): JsonObject {
  const spec: unknown = JSON.parse(readFileSync(join(import.meta.dirname, file), 'utf8'));
  if (!isObject(spec)) throw new Error(`${file} is no object`);
  return spec;
}

/** One object of several; what is an object in each is merged, too. */
function merged(parts: readonly JsonObject[]): JsonObject {
  const whole: Record<string, unknown> = {};
  for (const [name, value] of parts.flatMap((part) => Object.entries(part))) {
    const there = whole[name];
    whole[name] = isObject(there) && isObject(value) ? merged([there, value]) : value;
  }
  return whole;
}

/** A comment as the server keeps it. */
export interface KeptComment {
  readonly id: number;
  body: string;
  readonly login: string;
  readonly type: 'Bot' | 'User';
  /** Number of the issue or pull request it is at. */
  readonly issue?: number;
}

/** An answer that takes the place of the real one. */
export interface Fault {
  readonly status: number;
  readonly message?: string;
  readonly headers?: Readonly<Record<string, string>>;
  /** The request is carried out all the same: only its answer is lost. */
  readonly done?: boolean;
}

/** A server that takes GitHub's place. */
export interface GithubServer {
  readonly url: string;
  readonly comments: KeptComment[];
  /** Issues, in the order of their numbers. */
  readonly issues: KeptIssue[];
  /** Releases and drafts, the oldest first. */
  readonly releases: KeptRelease[];
  /** Commits of the tags. */
  readonly tags: Map<string, string>;
  /** Workflow runs, newest first, and artifacts. */
  readonly actions: ActionsState;
  /** `METHOD path?query`, in order. */
  readonly requests: string[];
  /** Everything about requests and answers that does not fit the description. */
  readonly problems: string[];
  /** Asked before each request is answered. */
  fault: (method: string, path: string, number: number) => Fault | undefined;
  /** Waited for before each request is carried out: two may have to come together. */
  hold: (method: string, path: string) => Promise<void>;
  /** What arrives of an asset: the way may damage it. */
  arrived: (content: Buffer) => Buffer;
  readonly close: () => Promise<void>;
}

/** Starts the server on the loopback address. @param token the only one it takes */
export async function startGithub(token: string, login = 'github-actions[bot]'): Promise<GithubServer> {
  const server = createServer((request, response) => {
    void answer(request, response, state, { token, login });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('the server has no port');
  const { port } = address;
  const state: GithubServer = {
    url: `http://127.0.0.1:${port}`,
    comments: [],
    issues: [],
    releases: [],
    tags: new Map(),
    actions: { runs: [], artifacts: [] },
    requests: [],
    problems: [],
    fault: () => undefined,
    hold: () => Promise.resolve(),
    arrived: (content) => content,
    close: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
  return state;
}

async function answer(
  request: IncomingMessage,
  response: ServerResponse,
  state: GithubServer,
  { token, login }: { token: string; login: string },
): Promise<void> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) if (Buffer.isBuffer(chunk)) chunks.push(chunk);
  const content = Buffer.concat(chunks);
  const method = request.method ?? '';
  const url = new URL(request.url ?? '', state.url);
  state.requests.push(`${method} ${url.pathname}${url.search}`);
  const reply = (status: number, body: unknown, headers: Readonly<Record<string, string>> = {}): void => {
    response.writeHead(status, { 'content-type': 'application/json; charset=utf-8', ...headers });
    response.end(status === 204 ? undefined : JSON.stringify(body));
  };
  const found = operationOf(method, url.pathname);
  if (found === undefined) return reply(404, { message: 'Not Found' });
  const problems = requestProblems(request, url, content, found);
  state.problems.push(...problems.map((problem) => `${method} ${url.pathname}: ${problem}`));
  if (problems.length > 0) return reply(422, { message: 'Validation Failed', errors: problems });
  if (request.headers.authorization !== `Bearer ${token}`) return reply(401, { message: 'Bad credentials' });
  const fault = state.fault(method, url.pathname, state.requests.length);
  if (fault !== undefined && fault.done !== true)
    return reply(fault.status, { message: fault.message ?? '' }, fault.headers);
  await state.hold(method, url.pathname);
  const { status, body, headers } =
    carryOutActions(state.actions, found, url) ?? carryOut(state, found, url, content, login);
  if (fault !== undefined) return reply(fault.status, { message: fault.message ?? '' }, fault.headers);
  if (status >= 400) return reply(status, body, headers);
  if (status === 302) {
    response.writeHead(status, headers).end();
    return;
  }
  const schema = responseSchema(found.operation, status);
  if (schema !== undefined)
    state.problems.push(
      ...misfits(body, schema, SPEC).map((problem) => `answer of ${method} ${url.pathname}: ${problem}`),
    );
  return reply(status, body, headers);
}

interface Operation {
  readonly id: string;
  readonly operation: JsonObject;
  readonly values: Readonly<Record<string, string>>;
}

function operationOf(method: string, path: string): Operation | undefined {
  for (const [template, methods] of Object.entries(SPEC['paths'] ?? {})) {
    // Of the parameters there are, only the name of a ref has slashes in it.
    const named = template.replace('{ref}', '(?<ref>.+)').replaceAll(/\{(\w+)\}/g, '(?<$1>[^/]+)');
    const pattern = new RegExp(`^${named}$`);
    const operation: unknown = isObject(methods) ? methods[method.toLowerCase()] : undefined;
    const match = pattern.exec(path);
    if (match !== null && isObject(operation))
      return { id: String(operation['operationId']), operation, values: { ...match.groups } };
  }
  return undefined;
}

function requestProblems(
  request: IncomingMessage,
  url: URL,
  sent: Buffer,
  { operation, values }: Operation,
): string[] {
  const problems: string[] = [];
  const parameters: readonly unknown[] = Array.isArray(operation['parameters'])
    ? operation['parameters']
    : [];
  const query = new Set(url.searchParams.keys());
  for (const entry of parameters) {
    const parameter =
      isObject(entry) && typeof entry['$ref'] === 'string' ? resolveRef(entry['$ref'], SPEC) : entry;
    if (!isObject(parameter)) throw new Error('a parameter without description');
    const name = String(parameter['name']);
    const given = parameter['in'] === 'path' ? values[name] : (url.searchParams.get(name) ?? undefined);
    query.delete(name);
    if (given === undefined) {
      if (parameter['required'] === true) problems.push(`lacks the parameter ${name}`);
      continue;
    }
    const { schema } = parameter;
    problems.push(...misfits(valueOf(given, schema), schema, SPEC, name));
  }
  for (const name of query) problems.push(`has a parameter ${name} there is not`);
  if (request.headers['user-agent'] === undefined) problems.push('lacks a User-Agent, which GitHub refuses');
  if (request.headers['x-github-api-version'] !== '2022-11-28') problems.push('names no version of the API');
  const body = operation['requestBody'];
  if (!isObject(body)) return sent.length === 0 ? problems : [...problems, 'has a body'];
  if (isObject(body['content']) && body['content']['application/octet-stream'] !== undefined) {
    if (request.headers['content-length'] !== String(sent.length)) problems.push('does not say its length');
    return request.headers['content-type'] === 'application/octet-stream'
      ? problems
      : [...problems, 'is no application/octet-stream'];
  }
  if (request.headers['content-type'] !== 'application/json') problems.push('is no application/json');
  const content = contentOf(body);
  return [
    ...problems,
    ...misfits(
      JSON.parse(sent.toString('utf8')),
      isObject(content) ? content['schema'] : undefined,
      SPEC,
      'body',
    ),
  ];
}

/** The value a parameter's text stands for. */
function valueOf(text: string, schema: unknown): unknown {
  const type = isObject(schema) ? schema['type'] : undefined;
  if (type === 'integer') return Number(text);
  return type === 'boolean' && /^(?:true|false)$/.test(text) ? text === 'true' : text;
}

function contentOf(holder: JsonObject): unknown {
  const { content } = holder;
  return isObject(content) ? content['application/json'] : undefined;
}

function responseSchema(operation: JsonObject, status: number): unknown {
  const { responses } = operation;
  const response: unknown = isObject(responses) ? responses[String(status)] : undefined;
  if (!isObject(response)) throw new Error(`the description has no answer ${status}`);
  const content = contentOf(response);
  return isObject(content) ? content['schema'] : undefined;
}

function carryOut(
  state: GithubServer,
  { id, values }: Operation,
  url: URL,
  sent: Buffer,
  login: string,
): Answer {
  const upload = carryOutRelease(state, { id, values, url, sent });
  if (upload !== undefined) return upload;
  const body: unknown = sent.length === 0 ? undefined : JSON.parse(sent.toString('utf8'));
  const written = isObject(body) ? String(body['body']) : '';
  switch (id) {
    case 'issues/list-comments': {
      const at = state.comments.filter(({ issue = 7 }) => String(issue) === values['issue_number']);
      const { entries, headers } = pageOf(at, url, state.url);
      return { status: 200, body: entries.map((comment) => shown(comment, state.url)), headers };
    }
    case 'issues/create-comment': {
      const comment: KeptComment = {
        id: 1000 + state.comments.length,
        body: written,
        login,
        type: login.endsWith('[bot]') ? 'Bot' : 'User',
        issue: Number(values['issue_number']),
      };
      state.comments.push(comment);
      return { status: 201, body: shown(comment, state.url) };
    }
    case 'issues/update-comment': {
      const comment = state.comments.find((entry) => String(entry.id) === values['comment_id']);
      if (comment === undefined) throw new Error(`there is no comment ${values['comment_id']}`);
      comment.body = written;
      return { status: 200, body: shown(comment, state.url) };
    }
    case 'users/get-authenticated':
      return { status: 200, body: { login } };
    default: {
      const done = carryOutIssue(state, { id, values, url, body, login });
      if (done === undefined) throw new Error(`the server does not know ${id}`);
      return done;
    }
  }
}

/** A comment with everything the description says it has. */
function shown({ id, body, login, type }: KeptComment, url: string): JsonObject {
  return {
    id,
    node_id: `IC_${id}`,
    url: `${url}/comments/${id}`,
    html_url: `${url}/pull/7#issuecomment-${id}`,
    issue_url: `${url}/issues/7`,
    body,
    user: shownUser(login, type, url),
    created_at: '2026-01-01T00:00:00Z',
    updated_at: '2026-01-01T00:00:00Z',
    author_association: 'NONE',
    performed_via_github_app: null,
  };
}
