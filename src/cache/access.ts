import { whyNoService } from '../publish/availability.ts';

/** What a run may do with the cache. */
export interface CacheAccess {
  readonly read: boolean;
  readonly write: boolean;
  /** Why it may not do both, for a person; undefined where it may. */
  readonly why: string | undefined;
}

/**
 * Events whose images go out to others, or that run for strangers with the rights of the repository: what such a run
 * reads from a cache somebody else may have filled, and what it writes others would read.
 */
const CLOSED = new Set(['release', 'pull_request_target', 'workflow_run']);
/** Events only somebody who may push can cause. */
const TRUSTED = new Set(['push', 'schedule', 'workflow_dispatch', 'repository_dispatch']);

/** What this run may do, by its event, by the runner's own setting and by what service there is. */
export function cacheAccess(env: NodeJS.ProcessEnv): CacheAccess {
  const nothing = (why: string): CacheAccess => ({ read: false, write: false, why });
  const missing = whyNoCache(env);
  if (missing !== undefined) return nothing(missing);
  const event = env['GITHUB_EVENT_NAME'] ?? '';
  if (CLOSED.has(event)) return nothing(`a run of the event ${event} neither reads nor fills it`);
  if (env['GITHUB_REF_TYPE'] === 'tag') return nothing('a run of a tag neither reads nor fills it');
  // The runner says what the token allows; words that are not known mean nothing, as to the library.
  const mode = (env['ACTIONS_CACHE_MODE'] ?? '').trim().toLowerCase();
  const read = mode !== 'none' && mode !== 'write-only';
  const allowed = mode !== 'none' && mode !== 'read';
  if (!read && !allowed) return nothing(`the runner forbids it (ACTIONS_CACHE_MODE=${mode})`);
  const write = allowed && TRUSTED.has(event);
  if (read && write) return { read, write, why: undefined };
  const why = TRUSTED.has(event)
    ? `the runner allows only part of it (ACTIONS_CACHE_MODE=${mode})`
    : `a run of the event ${event || 'without a name'} reads it and does not fill it`;
  return { read, write, why };
}

/** Why there is no cache service that could be used. */
function whyNoCache(env: NodeJS.ProcessEnv): string | undefined {
  // The same address and the same hosts as for artifacts.
  const why = whyNoService(env)?.replaceAll('artifact service', 'cache service');
  if (why !== undefined) return why;
  const second = (env['ACTIONS_CACHE_SERVICE_V2'] ?? '') !== '';
  return second
    ? undefined
    : 'the cache service here is of the first kind (ACTIONS_CACHE_SERVICE_V2 not set)';
}
