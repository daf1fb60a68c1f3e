/**
 * Libdnf takes these from the environment last, over any file (`DNF_VAR_` in ConfigMain::addVarsFromEnv). A directory
 * of variables would do nothing: a compose looks for it below the root it is about to fill.
 */
export const VARIABLE_PREFIX = 'DNF_VAR_';
