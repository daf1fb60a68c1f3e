/** What the check of repositories finds; it is set like the rules. docs/repository-check.md says more. */
export const REPO_RULES = [
  {
    id: 'package-missing',
    severity: 'error',
    title: 'a package no repository has',
    rationale: 'The build stops at the first package it cannot find, after everything was fetched.',
  },
  {
    id: 'package-not-found',
    severity: 'info',
    title: 'packages that the repositories looked into do not have',
    rationale:
      'Further repositories belong to the build, such as those of the release rpm, and may have them.',
  },
  {
    id: 'package-unchecked',
    severity: 'info',
    title: 'a package string only a solver can answer',
    rationale: 'A boolean dependency, `(a or b)`, is left to the build.',
  },
  {
    id: 'lock-entry-missing',
    severity: 'warning',
    title: 'a locked version no repository has any more',
    rationale: 'rpm-ostree warns and takes another version: the build is not the locked one.',
  },
  {
    id: 'repo-dead',
    severity: 'error',
    title: 'a repository that cannot be read',
    rationale: 'It is gone, damaged or altered, and the build will fail the same way.',
  },
  {
    id: 'repo-unchecked',
    severity: 'info',
    title: 'a repository that was not looked into',
    rationale: 'It may be fine elsewhere: it needs a variable or certificate, or may not be asked from here.',
  },
  {
    id: 'repo-signature-unchecked',
    severity: 'info',
    title: 'signed metadata whose signature was not checked',
    rationale: 'Signatures of metadata are left to the build.',
  },
  {
    id: 'repo-check-skipped',
    severity: 'info',
    title: 'a manifest whose packages were not looked up',
    rationale: 'It cannot be resolved for a variant, so nobody knows what it asks for.',
  },
] as const;
