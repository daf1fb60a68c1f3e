import { TreefileError } from './error.ts';
import { KEYS } from './keys.ts';
import { keyText, type Located } from './located.ts';
import { draftOf, type Draft } from './merge.ts';
import { checkType } from './types-check.ts';

/** Keys whose value in an inline body goes nowhere. */
const DROPPED = new Set([
  'platform-module',
  'arch-include',
  'conditional-include',
  'variables',
  'include',
  'bootstrap-packages',
]);

/**
 * The draft of a treefile written inside a condition. Nothing that is done to a file is done to it: packages are not
 * split, unknown keys are dropped, it defines no variables and implies nothing.
 *
 * @throws TreefileError for a value of the wrong type, whether the condition holds or not.
 */
export function inlineDraft(path: string, body: Located): Draft {
  const keys = new Map<string, Located>();
  const refuse = (node: Located): never => {
    throw new TreefileError(
      `Parsing ${path}: serde-yaml: data did not match any variant of untagged enum IncludeFilesOrInlined`,
      node.origin,
    );
  };
  for (const { key, value } of body.entries ?? []) {
    const name = keyText(key);
    if (KEYS[name] === undefined || value.scalar === null) continue;
    if (keys.has(name)) refuse(key);
    for (const unsupported of ['include', 'bootstrap-packages', 'repo-packages', 'ex-override-replace']) {
      if (name === unsupported)
        throw new TreefileError(`${name} in an inline body is not supported yet`, key.origin);
    }
    try {
      checkType(name, value);
    } catch (error) {
      if (error instanceof TreefileError) refuse(value);
      throw error;
    }
    if (name === 'packages' && value.items?.some(({ scalar }) => typeof scalar !== 'string') === true)
      refuse(value);
    if (!DROPPED.has(name)) keys.set(name, value);
  }
  const packages = keys.get('packages');
  keys.delete('packages');
  return draftOf({
    path,
    keys,
    packages: packages?.items?.map((item) => ({ value: item.scalar, origin: item.origin })),
  });
}
