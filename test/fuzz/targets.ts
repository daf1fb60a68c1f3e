import type { Target } from './target.ts';
import { cpio } from './targets/cpio.ts';
import { lockfile } from './targets/lockfile.ts';
import { lintTarget } from './targets/lint.ts';
import { meta } from './targets/meta.ts';
import { metadata } from './targets/metadata.ts';
import { repoFile } from './targets/repo-file.ts';
import { rpm } from './targets/rpm.ts';
import { treefile } from './targets/treefile.ts';

/** Every reader of what comes from outside. */
export const targets: readonly Target[] = [
  rpm,
  cpio,
  repoFile,
  treefile,
  lockfile,
  meta,
  metadata,
  lintTarget,
];
