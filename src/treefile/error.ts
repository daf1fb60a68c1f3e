import { formatLocation, UserError, type Location } from '../errors.ts';

/** The only thing the treefile engine throws. */
export class TreefileError extends UserError {
  /** rpm-ostree's own words for it, without its `error: `. */
  readonly upstream: string;
  /** The same without the path and position the reader put around it, for whoever names another place. */
  readonly unplaced: string;

  constructor(upstream: string, location?: Location, unplaced = upstream) {
    if (location === undefined) super(upstream);
    else super(`${formatLocation(location)}: ${upstream}`, { location });
    this.name = 'TreefileError';
    this.upstream = upstream;
    this.unplaced = unplaced;
  }
}
