/** When a part of the job ran. */
export interface Timing {
  readonly title: string;
  readonly seconds: number;
  /** Milliseconds since 1970, UTC. */
  readonly startedAt: number;
}

/** The timing of a part that has just ended after so many seconds. */
export function justEnded(title: string, seconds: number): Timing {
  return { title, seconds, startedAt: Date.now() - seconds * 1000 };
}
