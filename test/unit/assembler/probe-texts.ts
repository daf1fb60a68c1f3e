/** What the probe prints of an assembler of 2024. */
export const CLASSIC = [
  'command cmd-build ',
  'command cmd-fetch ',
  'command cmd-init ',
  'command cmd-buildextend-metal ',
  'command cmd-buildextend-live ',
  'cmd-build:--longoptions tag:,help,force,version:,strict',
  'cmd-fetch:--longoptions help,with-cosa-overrides,force',
  'cmd-buildextend-live:add_argument("--build", help="build id"',
  'cmd-build:prepare_build',
  'cmdlib.py:ociarchive',
  'rpm-ostree rpm-ostree: Version: 2024.7',
  'git {"git": {"commit": "0123456789abcdef0123456789abcdef01234567"}}',
].join('\n');
