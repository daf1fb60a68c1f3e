import { formatLocation, UserError, type Location } from '../errors.ts';

/** The only thing the treefile engine throws. */
export class TreefileError extends UserError {
  /** rpm-ostree's own words for it, without its `error: `. */
  readonly upstream: string;

  constructor(upstream: string, location?: Location) {
    super(location === undefined ? upstream : `${formatLocation(location)}: ${upstream}`, {
      ...(location === undefined ? {} : { location }),
    });
    this.name = 'TreefileError';
    this.upstream = upstream;
  }
}
