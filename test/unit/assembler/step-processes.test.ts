import { describe, expect, it } from 'vitest';
import { belonging, type ProcessFacts } from '../../../src/assembler/engines/step-processes.ts';

/** The processes of a machine: our step, with what it started through sudo, and others. */
const ALL: readonly ProcessFacts[] = [
  { pid: 1, parent: 0, session: 1, step: undefined },
  { pid: 50, parent: 1, session: 50, step: undefined }, // this action
  { pid: 100, parent: 50, session: 100, step: 'ovirt-node-image-r1-fetch' },
  { pid: 101, parent: 100, session: 100, step: undefined }, // sudo, of root: its environment cannot be read
  { pid: 102, parent: 101, session: 102, step: undefined }, // in a terminal session of sudo's making
  { pid: 103, parent: 102, session: 102, step: undefined },
  { pid: 104, parent: 1, session: 100, step: undefined }, // its parent has ended
  { pid: 200, parent: 50, session: 200, step: 'ovirt-node-image-r2-fetch' },
  { pid: 201, parent: 200, session: 200, step: undefined },
];

function sorted(pids: ReadonlySet<number>): number[] {
  return [...pids].sort((one, two) => one - two);
}

describe('the processes of a step', () => {
  it('are those with its mark, of their sessions, and below them', () => {
    const found = belonging(ALL, (step) => step === 'ovirt-node-image-r1-fetch');
    expect(sorted(found)).toEqual([100, 101, 102, 103, 104]);
  });

  it('never are those of another run, nor our own', () => {
    const found = belonging(ALL, (step) => step.startsWith('ovirt-node-image-r2-'));
    expect(sorted(found)).toEqual([200, 201]);
    expect(belonging(ALL, () => false).size).toBe(0);
  });

  it('stay known when what led to them has ended', () => {
    const rest = ALL.filter(({ pid }) => ![100, 101].includes(pid));
    const orphan = rest.map((facts) => (facts.pid === 102 ? { ...facts, parent: 1 } : facts));
    expect(sorted(belonging(orphan, () => false, new Set([102])))).toEqual([102, 103]);
  });
});
