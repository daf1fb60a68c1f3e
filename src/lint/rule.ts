import type { Location } from '../errors.ts';
import type { LintContext, VariantView } from './context.ts';
import type { Severity } from './finding.ts';

/** A file of an example: its text, or what it is besides text. */
type ExampleFile = string | { readonly text: string; readonly executable: true } | { readonly link: string };

/** A small tree that a rule is shown on; the documentation prints it and the rule's test runs it. */
export interface Example {
  readonly files: Readonly<Record<string, ExampleFile>>;
  /** Where a bad example is found, `manifest.yaml:3`; a file alone stands for the whole file. */
  readonly at?: string;
  /** Options of the run that the example needs. */
  readonly arches?: readonly string[];
  readonly vars?: Readonly<Record<string, readonly string[]>>;
  readonly rpmOstree?: string;
}

/** What a rule has to say about one place. */
export interface Report {
  readonly message: string;
  readonly at: Location;
  /** When it is not the rule's own. */
  readonly severity?: Severity;
  /** The variant it was seen in; absent when it does not depend on any. */
  readonly in?: VariantView;
}

/** Takes what a rule finds. */
export type Reporter = (report: Report) => void;

/** One check. A further one is a further module in the list of rules. */
export interface Rule {
  readonly id: string;
  /** Of most of its findings; some are graver or lighter. */
  readonly severity: Severity;
  /** What it finds, in a few words. */
  readonly title: string;
  /** Why that matters, and what to do; for the documentation. */
  readonly rationale: string;
  /** The first of each is printed in the documentation; all are run. */
  readonly bad: readonly Example[];
  readonly good: readonly Example[];
  readonly check: (context: LintContext, report: Reporter) => void;
}
