/** True when the job was started again: an earlier attempt may have left artifacts, whole ones and unfinished ones. */
export function isFurtherAttempt(env: NodeJS.ProcessEnv): boolean {
  return Number(env['GITHUB_RUN_ATTEMPT'] ?? '1') > 1;
}
