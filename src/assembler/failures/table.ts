import { CONFIG } from './config.ts';
import { ENVIRONMENT } from './environment.ts';
import { PACKAGES } from './packages.ts';
import { REPOSITORY } from './repository.ts';
import type { Signature } from './signature.ts';
import { STATE } from './state.ts';
import { TOOL } from './tool.ts';

/**
 * Every known failure, in the order a line is held against them: the first that matches is taken. Where two match the
 * same line the first names the other under `over`; a test sees to that.
 */
export const SIGNATURES: readonly Signature[] = [
  ...ENVIRONMENT,
  ...CONFIG,
  ...PACKAGES,
  ...REPOSITORY,
  ...STATE,
  ...TOOL,
];
