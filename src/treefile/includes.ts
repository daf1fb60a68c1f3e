import { holds, parseCondition, type VariableValue } from './conditions.ts';
import { decodeConfig } from './decode-config.ts';
import { draftOf, type Draft } from './draft.ts';
import { keyText, memberOf, type Located } from './located.ts';
import { mergeUnder } from './merge.ts';
import { BUFFERED } from './reading.ts';
import type { IncludeEdge, Origin } from './types.ts';

/** A file an include names. */
export interface Include {
  readonly path: string;
  readonly origin: Origin;
  readonly kind: IncludeEdge['kind'];
}

/** What `include`, or the value of one architecture or condition, names. */
export function includeList(node: Located | undefined, kind: IncludeEdge['kind']): Include[] {
  if (node === undefined) return [];
  return (node.items ?? [node]).map((item) => ({ path: keyText(item), origin: item.origin, kind }));
}

/** What `arch-include` names for the architecture; without one nothing is looked at. */
export function archIncludes(node: Located | undefined, basearch: string | undefined): Include[] {
  return basearch === undefined ? [] : includeList(memberOf(node, basearch), 'arch-include');
}

/**
 * Evaluates `conditional-include`. Bodies written inline are laid under the draft at once, before any file.
 *
 * @returns the files of the conditions that hold.
 * @throws TreefileError for a condition that cannot be evaluated.
 */
export function conditionalIncludes(
  node: Located | undefined,
  variables: ReadonlyMap<string, VariableValue>,
  draft: Draft,
): Include[] {
  return (node?.items ?? []).flatMap((entry) => {
    const test = memberOf(entry, 'if');
    // All are evaluated: a mistake in a later one shows even after one that does not hold.
    const results = (test?.items ?? (test === undefined ? [] : [test])).map((item) =>
      holds(parseCondition(keyText(item), item.origin), variables),
    );
    if (!results.every(Boolean)) return [];
    const include = memberOf(entry, 'include');
    if (include?.entries === undefined) return includeList(include, 'conditional-include');
    mergeUnder(draft, inlineDraft(include));
    return [];
  });
}

/**
 * The draft of a treefile written inside a condition. Nothing that is done to a file is done to it: packages are not
 * split, unknown keys and underscore spellings are dropped, it implies nothing and its includes are not followed.
 */
function inlineDraft(body: Located): Draft {
  const { keys } = decodeConfig(body.entries ?? [], BUFFERED);
  // The only key merging does not look at.
  keys.delete('platform-module');
  return draftOf({ keys });
}
