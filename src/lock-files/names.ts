/**
 * Names of the lock files of a configuration that count for an architecture, the one that wins last: what
 * coreos-assembler calls them (cmdlib.sh and cmd-build).
 */
export function lockFileNames(arch: string): string[] {
  return [`manifest-lock.${arch}`, 'manifest-lock.overrides', `manifest-lock.overrides.${arch}`].flatMap(
    (stem) => [`${stem}.json`, `${stem}.yaml`],
  );
}
