export interface Counts {
  readonly passed: number;
  readonly failed: number;
  readonly skipped: number;
}

/** What is read of a report of vitest's json reporter. */
export interface Report {
  readonly testResults: readonly {
    readonly status: string;
    readonly assertionResults: readonly { readonly status: string }[];
  }[];
}

export const NONE: Counts;
export function add(left: Counts, right: Counts): Counts;
export function countsOf(report: Report): Counts;
export function countsOfReport(file: string): Counts;
export function closingLine(counts: Counts): string;
