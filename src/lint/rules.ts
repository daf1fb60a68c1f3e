import type { Rule } from './rule.ts';
import { REPO_RULES } from './repo-rules.ts';
import { archListDrift } from './rules/arch-list-drift.ts';
import { conditionConstant } from './rules/condition-constant.ts';
import { conditionSyntax } from './rules/condition-syntax.ts';
import { deprecatedKey } from './rules/deprecated-key.ts';
import { duplicateKey } from './rules/duplicate-key.ts';
import { duplicatePackage } from './rules/duplicate-package.ts';
import { extensionsFile } from './rules/extensions-file.ts';
import { fileIncludedTwice } from './rules/file-included-twice.ts';
import { filePaths } from './rules/file-paths.ts';
import { ignoredInContainerFlow } from './rules/ignored-in-container-flow.ts';
import { impliedDefaultMasks } from './rules/implied-default-masks.ts';
import { inlineBodyPitfall } from './rules/inline-body-pitfall.ts';
import { legacyAlias } from './rules/legacy-alias.ts';
import { lockfileCoverage } from './rules/lockfile-coverage.ts';
import { lockfileOverrideStale } from './rules/lockfile-override-stale.ts';
import { lockfileSchema } from './rules/lockfile-schema.ts';
import { missingInclude } from './rules/missing-include.ts';
import { needsRpmOstree } from './rules/needs-rpm-ostree.ts';
import { passwdPairing } from './rules/passwd-pairing.ts';
import { postprocessHygiene } from './rules/postprocess-hygiene.ts';
import { postprocessOrder } from './rules/postprocess-order.ts';
import { postprocessScriptMode } from './rules/postprocess-script-mode.ts';
import { removeFromPackages } from './rules/remove-from-packages.ts';
import { repoPackagesProblem } from './rules/repo-packages-problem.ts';
import { repoUndefined } from './rules/repo-undefined.ts';
import { requestedAndExcluded } from './rules/requested-and-excluded.ts';
import { settingLostOnInclude } from './rules/setting-lost-on-include.ts';
import { shadowedScalar } from './rules/shadowed-scalar.ts';
import { treefileRefused } from './rules/treefile-refused.ts';
import { undefinedVariable } from './rules/undefined-variable.ts';
import { unitsMachineid } from './rules/units-machineid.ts';
import { unknownArchKey } from './rules/unknown-arch-key.ts';
import { unknownKey } from './rules/unknown-key.ts';
import { unresolvedSubstitution } from './rules/unresolved-substitution.ts';
import { unusedFile } from './rules/unused-file.ts';
import { versionQueryQuoting } from './rules/version-query-quoting.ts';
import { yamlScalarTrap } from './rules/yaml-scalar-trap.ts';
import { imageConfig } from './rules/image-config.ts';
import { platformsConfig } from './rules/platforms-config.ts';
import { repoFile } from './rules/repo-file.ts';
import { overlayMode } from './rules/overlay-mode.ts';
import { overlayLink } from './rules/overlay-link.ts';
import { overlayConflict } from './rules/overlay-conflict.ts';
import { unitMissingFile } from './rules/unit-missing-file.ts';
import { sysusersEntry } from './rules/sysusers-entry.ts';
import { ovirtHostAccounts } from './rules/ovirt-host-accounts.ts';
import { buildArgsFile } from './rules/build-args-file.ts';
import { SUPPRESSION } from './suppression.ts';
import { PLACEHOLDER_RULE } from './workspace.ts';

/** All rules; a further one is a further module in this list. */
export const RULES: readonly Rule[] = [
  treefileRefused,
  unknownKey,
  duplicateKey,
  legacyAlias,
  yamlScalarTrap,
  undefinedVariable,
  conditionSyntax,
  conditionConstant,
  missingInclude,
  fileIncludedTwice,
  unusedFile,
  inlineBodyPitfall,
  settingLostOnInclude,
  shadowedScalar,
  impliedDefaultMasks,
  postprocessOrder,
  postprocessHygiene,
  duplicatePackage,
  versionQueryQuoting,
  requestedAndExcluded,
  unknownArchKey,
  archListDrift,
  repoUndefined,
  repoPackagesProblem,
  filePaths,
  removeFromPackages,
  unitsMachineid,
  postprocessScriptMode,
  passwdPairing,
  unresolvedSubstitution,
  deprecatedKey,
  ignoredInContainerFlow,
  lockfileSchema,
  lockfileOverrideStale,
  lockfileCoverage,
  extensionsFile,
  needsRpmOstree,
  imageConfig,
  platformsConfig,
  repoFile,
  overlayMode,
  overlayLink,
  overlayConflict,
  unitMissingFile,
  sysusersEntry,
  ovirtHostAccounts,
  buildArgsFile,
];

/** What is found before rules run, and can be set like them. */
export const BUILT_IN = [
  {
    id: PLACEHOLDER_RULE,
    severity: 'error',
    title: 'a placeholder nobody defines',
    rationale: 'A template is filled when the image is built; @NAME@ that has no value stops the build.',
  },
  {
    id: SUPPRESSION,
    severity: 'warning',
    title: 'a lint-ignore comment that names no rule',
    rationale: 'Such a comment silences nothing; a rule was mistyped, or it has another name.',
  },
] as const;

/** Everything a finding can be of. */
export const ALL_RULES = [...RULES, ...BUILT_IN, ...REPO_RULES].map(({ id, severity, title, rationale }) => ({
  id,
  severity,
  title,
  rationale,
}));

/** Ids of everything a finding can be of. */
export const RULE_IDS: readonly string[] = ALL_RULES.map(({ id }) => id);
