import { describe, expect, it } from 'vitest';
import { sinceMarkdown, type Since } from '../../../src/report/since.ts';

const run = { id: 41, url: 'https://github.com/o/r/actions/runs/41', sha: '4'.repeat(40) };
const SINCE: Since = {
  previous: { buildId: '9.20261124.0', finished: '2026-11-24T03:00:00Z', run },
  source: null,
  base: undefined,
  moved: [],
};
const LAST =
  'The last good build is [9.20261124.0](https://github.com/o/r/actions/runs/41) (2026\\-11\\-24T03:00:00Z).';

describe('what has changed since the last good build', () => {
  it('may be nothing that was looked at, or not be known', () => {
    expect(sinceMarkdown(SINCE)).toBe(`${LAST}\n\nNothing that was looked at has moved.`);
    expect(sinceMarkdown({ ...SINCE, moved: undefined })).toContain('before it was known');
  });

  it('are commits, and parts that moved; the base is told once', () => {
    const moved = [
      { part: 'base', before: '1', now: '2' },
      { part: 'repository:`evil`', before: undefined, now: '7' },
    ];
    const base = {
      before: { url: 'https://github.com/openshift/os', commit: '1'.repeat(40) },
      after: { url: 'https://github.com/openshift/os', commit: '2'.repeat(40) },
      link: 'https://github.com/openshift/os/compare/1...2',
    };
    expect(sinceMarkdown({ ...SINCE, base, moved })).toBe(
      `${LAST}\n\n- Base configuration: \`111111111111\` → \`222222222222\` ([compare](${base.link}))\n` +
        "- `repository:'evil': none → 7`",
    );
    expect(sinceMarkdown({ ...SINCE, moved })).toContain('- `base: 1 → 2`\n');
  });

  it('links no address that is none', () => {
    const bad = { ...run, url: 'javascript:alert(1)' };
    expect(sinceMarkdown({ ...SINCE, previous: { ...SINCE.previous, run: bad } })).not.toContain('](');
  });
});
