import { formatLocation, UserError, type Location } from '../errors.ts';

/** The only thing the treefile engine throws. */
export class TreefileError extends UserError {
  /** rpm-ostree's own words for it, without its `error: `. */
  readonly upstream: string;

  constructor(upstream: string, location?: Location) {
    if (location === undefined) super(upstream);
    else super(`${formatLocation(location)}: ${upstream}`, { location });
    this.name = 'TreefileError';
    this.upstream = upstream;
  }
}
