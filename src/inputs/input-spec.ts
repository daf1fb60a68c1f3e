/** How an input's text is understood; the parser has one function for each. */
export type InputKind =
  | 'text'
  | 'word'
  | 'path'
  | 'lines'
  | 'list'
  | 'pairs'
  | 'yaml'
  | 'choice'
  | 'choices'
  | 'boolean'
  | 'integer';

/** One input of the action, which is at the same time one flag of the command line. */
export interface InputSpec {
  readonly name: string;
  readonly kind: InputKind;
  /** What a person reads in action.yml, in --help and in the README. */
  readonly description: string;
  /** Text used when nothing was given; an empty string means "not given". */
  readonly default: string;
  /** The command it is for alone; absent = for `build`, and for others that say so. */
  readonly only?: 'validate' | 'publish-release';
  /** Default in action.yml where the runner has to make it; never seen by the command line. */
  readonly actionDefault?: string;
  /** For `choice` and `choices`: the values there are. */
  readonly values?: readonly string[];
  /** For `integer`: the smallest and largest value. */
  readonly range?: readonly [number, number];
}
