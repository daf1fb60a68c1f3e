import { manifest } from '../example.ts';
import type { Rule } from '../rule.ts';

/** units together with machineid-compat: false. */
export const unitsMachineid: Rule = {
  id: 'units-machineid',
  severity: 'error',
  title: 'units with machineid-compat: false',
  rationale:
    'The compose refuses units: when machineid-compat is false: without a machine id, units are enabled on first boot by presets. Put the units into a systemd preset of an overlay.',
  bad: [manifest('machineid-compat: false\nunits:\n  - tuned.service\n', 3)],
  good: [manifest('machineid-compat: true\nunits:\n  - tuned.service\n')],
  check: ({ variants }, report) => {
    for (const view of variants) {
      const setting = view.merged.setting('machineid-compat');
      if (setting?.winner.value.scalar !== false) continue;
      const { file, key } = setting.winner;
      for (const { text, origin } of view.merged.strings('units'))
        report({
          message: `found ${text} under units, but ${file}:${key.origin.line} says machineid-compat: false; enable it with a preset of an overlay`,
          at: origin,
          in: view,
        });
    }
  },
};
