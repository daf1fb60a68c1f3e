import { createHash } from 'node:crypto';
import { messageOf, UserError } from '../errors.ts';
import type { Log } from '../log/log.ts';
import { maskSecrets } from '../log/secrets.ts';
import { validateMarkdown } from '../validate/markdown.ts';
import type { ValidateResult } from '../validate/types.ts';
import { NotAllowedError } from './api.ts';
import { COMMENT_LIMIT } from './comments.ts';
import { stickComment } from './sticky-comment.ts';

/** What the comment is made from. */
export interface CommentRequest {
  readonly result: ValidateResult;
  readonly pullRequest: { readonly number: number; readonly fromFork: boolean };
  readonly token: string | undefined;
  /** What was validated: two steps that validate different things have a comment each. */
  readonly configs: readonly string[];
  readonly env: NodeJS.ProcessEnv;
}

/**
 * Keeps the comment at the pull request up to date, where the token may. Nothing about it fails the step: all that it
 * says is in the summary as well.
 */
export async function postComment(request: CommentRequest, log: Log): Promise<void> {
  const { result, pullRequest, token, env } = request;
  const repository = env['GITHUB_REPOSITORY'] ?? '';
  if (token === undefined || !/^[\w.-]+\/[\w.-]+$/.test(repository)) {
    log.info('comment: none, because there is no token for it; the summary says the same');
    return;
  }
  const url = env['GITHUB_API_URL'] ?? 'https://api.github.com';
  const marker = markerOf(request);
  const body = maskSecrets(validateMarkdown(result, COMMENT_LIMIT - marker.length - 1));
  const isSilent = result.changed !== true && result.findings.length === 0;
  try {
    const posted = await stickComment(
      { url, token, log },
      { repository, number: pullRequest.number, marker, body, onlyUpdate: isSilent },
    );
    log.info(`comment: ${posted}`);
  } catch (error) {
    if (error instanceof NotAllowedError) {
      const why = pullRequest.fromFork
        ? 'a pull request from a fork gets a token that only reads'
        : 'the job needs `permissions: pull-requests: write` for it';
      log.info(`comment: none: ${why} (${error.message}); the summary says the same`);
    } else if (error instanceof UserError) {
      log.warning(`comment: not written: ${messageOf(error)}; the summary says the same`);
    } else {
      throw error;
    }
  }
}

/** One for each job and what it validates; the name of a step is nowhere to be had. */
function markerOf({ env, configs }: CommentRequest): string {
  const identity = JSON.stringify([env['GITHUB_WORKFLOW'], env['GITHUB_JOB'], [...configs].sort()]);
  return `<!-- ovirt-node-image validate ${createHash('sha256').update(identity).digest('hex').slice(0, 16)} -->`;
}
