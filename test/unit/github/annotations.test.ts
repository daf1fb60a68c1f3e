import { describe, expect, it } from 'vitest';
import { annotate } from '../../../src/github/annotate.ts';
import { AnnotationLog } from '../../../src/github/annotation-log.ts';
import { SEVERITIES, type Finding } from '../../../src/lint/finding.ts';
import { MemoryLog } from '../../support/memory-log.ts';

describe('annotations', () => {
  it('are ten of each kind; the others are lines of the log', () => {
    const memory = new MemoryLog();
    const findings = SEVERITIES.flatMap((severity) =>
      Array.from({ length: 12 }, (_item, index): Finding => ({
        rule: 'r',
        severity,
        message: `m${index}`,
        location: { file: 'a/b.yaml', line: index + 1 },
      })),
    );
    annotate(findings, '/w', new AnnotationLog(memory));
    for (const kind of ['error', 'warning', 'notice'] as const) {
      expect(memory.of(kind)).toHaveLength(10);
      expect(memory.of('info')).toContain(`${kind}: /w/a/b.yaml:11: m10 [r]`);
    }
    expect(memory.said[0]).toEqual({
      kind: 'error',
      message: 'm0 [r]',
      location: { file: '/w/a/b.yaml', line: 1 },
    });
  });

  it('count what was said before, and are no longer than the runner takes', () => {
    const memory = new MemoryLog();
    const log = new AnnotationLog(memory);
    log.warning('x'.repeat(5000));
    expect(log.left('warning')).toBe(9);
    expect(memory.of('warning')[0]).toHaveLength(4096);
  });

  it('say where a finding holds when that is not everywhere', () => {
    const memory = new MemoryLog();
    annotate(
      [{ rule: 'r', severity: 'info', message: 'm', location: { file: 'x' }, when: 'only on s390x' }],
      '/w',
      new AnnotationLog(memory),
    );
    expect(memory.of('notice')).toEqual(['m (only on s390x) [r]']);
  });
});
