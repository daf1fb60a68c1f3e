import type { Draft } from './draft.ts';
import { keyText } from './located.ts';
import type { Warning } from './types.ts';
import { valueOf } from './values.ts';

/** What a compose says about the configuration before it starts; `--print-only` does not. */
export function warningsOf(draft: Draft): Warning[] {
  const warnings: Warning[] = [];
  const warn = (text: string, key: string): void => {
    const origin = valueOf(draft, key)?.origin;
    warnings.push({ key, text, location: origin?.file === '' ? undefined : origin });
  };
  const bootLocation = valueOf(draft, 'boot-location');
  const location = bootLocation === undefined ? 'new' : keyText(bootLocation);
  if (location !== 'modules') {
    warn(`warning: boot-location: "${location}" is deprecated, use boot-location: modules`, 'boot-location');
  }
  if ((valueOf(draft, 'initramfs-args')?.items ?? []).length > 0)
    warn('warning: initramfs-args is deprecated, use /etc/dracut.conf.d', 'initramfs-args');
  if (valueOf(draft, 'cliwrap')?.scalar === true)
    warn('warning: cliwrap is deprecated and slated for removal', 'cliwrap');
  if (valueOf(draft, 'lockfile-repos') !== undefined) {
    warn('NOTICE: treefile key `lockfile-repos` is experimental and subject to change', 'lockfile-repos');
  }
  return warnings;
}
