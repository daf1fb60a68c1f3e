import type { IncomingMessage, ServerResponse } from 'node:http';

/** Requests a fault can strike: the calls of the artifact and cache services, and those that fill or read a blob. */
export type Place =
  | 'CreateArtifact'
  | 'FinalizeArtifact'
  | 'ListArtifacts'
  | 'DeleteArtifact'
  | 'block'
  | 'blocklist'
  | 'GetCacheEntryDownloadURL'
  | 'CreateCacheEntry'
  | 'FinalizeCacheEntryUpload'
  | 'blob';

/** What happens to a request. */
export type Harm =
  /** The connection breaks before the request has taken effect, or after it has. */
  | { readonly kind: 'drop'; readonly when: 'before' | 'after' }
  /** Nothing is read and nothing is answered; the connection stays. */
  | { readonly kind: 'stall' }
  /** A refusal of the artifact service; `body` replaces its twirp error. */
  | { readonly kind: 'refuse'; readonly status: number; readonly message: string; readonly body?: string }
  /** CreateArtifact only: the signed URL it gives has run out already. */
  | { readonly kind: 'expire' };

interface Planned {
  readonly at: Place;
  readonly harm: Harm;
  times: number;
}

/** Faults to come, and the requests that came. */
export class Faults {
  readonly #planned: Planned[] = [];
  readonly #seen = new Map<Place, number>();

  /** Lets the next `times` requests of a place come to harm. */
  plan(at: Place, harm: Harm, times = 1): void {
    this.#planned.push({ at, harm, times });
  }

  /** What shall happen to a request that has just come. */
  take(at: Place): Harm | undefined {
    this.#seen.set(at, this.seen(at) + 1);
    const planned = this.#planned.find((entry) => entry.at === at && entry.times > 0);
    if (planned === undefined) return undefined;
    planned.times -= 1;
    return planned.harm;
  }

  /** How many requests of a place have come. */
  seen(at: Place): number {
    return this.#seen.get(at) ?? 0;
  }

  /** Faults that were planned and have struck nobody: a test that counts on them has tested nothing. */
  left(): number {
    return this.#planned.reduce((sum, { times }) => sum + times, 0);
  }
}

/** Lets a request come to harm, or `work` on it as if nothing were. */
export async function strike(
  harm: Harm | undefined,
  request: IncomingMessage,
  response: ServerResponse,
  work: () => Promise<void>,
): Promise<void> {
  if (harm === undefined || harm.kind === 'expire') {
    await work();
  } else if (harm.kind === 'drop') {
    if (harm.when === 'after') {
      // The answer is written nowhere: the work is done, and nobody learns of it.
      response.end = () => response;
      response.writeHead = () => response;
      await work();
    }
    request.socket.destroy();
  } else if (harm.kind === 'stall') {
    request.pause();
  } else {
    request.resume();
    response.writeHead(harm.status, { 'content-type': 'application/json' });
    response.end(harm.body ?? JSON.stringify({ code: 'lab', msg: harm.message }));
  }
}
