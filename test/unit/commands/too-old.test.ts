import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { refuseTooOld } from '../../../src/commands/too-old.ts';
import { UserError } from '../../../src/errors.ts';
import type { Said } from '../../support/memory-log.ts';
import { BASE, renderTrees, USER } from '../config-tree/trees.ts';

const OLD = "rpm-ostree: Version: '2024.7' Git: 0123";
const NEW = "rpm-ostree: Version: '2026.2'";
const inlineOn = (arch: string): string =>
  `conditional-include:\n  - if: basearch == "${arch}"\n    include:\n      packages: [vim-minimal]\n`;

/** What holding a rendered tree against an assembler leads to. */
async function judge(
  rpmOstree: string,
  trees: { readonly user?: Record<string, string>; readonly base?: Record<string, string> },
  changes: Parameters<typeof renderTrees>[1] = {},
): Promise<{ error: UserError | undefined; said: Said[]; config: string }> {
  const base = { ...BASE, ...trees.base };
  const { rendered, log, config } = await renderTrees({ user: { ...USER, ...trees.user }, base }, changes);
  const before = log.said.length;
  const error = await refuseTooOld(rendered, { rpmOstree }, log).then(
    () => undefined,
    (thrown: unknown) => {
      if (thrown instanceof UserError) return thrown;
      throw thrown;
    },
  );
  return { error, said: log.said.slice(before), config };
}

/** The user's manifest with something behind it. */
function withLines(lines: string): { text: string; line: number } {
  const start = USER['manifest.yaml.in'] ?? '';
  return { text: `${start}repos: [fedora]\n${lines}`, line: start.split('\n').length + 1 };
}

describe('the rpm-ostree of the assembler', () => {
  it('is told to be too old for what it would refuse, at the line of the configuration', async () => {
    const { text, line } = withLines(inlineOn('x86_64'));
    const { error, config } = await judge(OLD, { user: { 'manifest.yaml.in': text } });
    expect(error?.location).toMatchObject({ file: join(config, 'manifest.yaml.in'), line: line + 3 });
    expect(error?.message).toContain('needs rpm-ostree 2025.8, the assembler has 2024.7, which refuses');
    expect((await judge(NEW, { user: { 'manifest.yaml.in': text } })).error).toBeUndefined();
  });

  it('lets pass what a comment says is in that version too', async () => {
    const { text } = withLines(
      inlineOn('x86_64').replace(
        'packages:',
        'packages: # lint-ignore needs-rpm-ostree: backported\n       ',
      ),
    );
    expect((await judge(OLD, { user: { 'manifest.yaml.in': text } })).error).toBeUndefined();
  });

  it('names the input that wrote it', async () => {
    const { error } = await judge(
      OLD,
      { user: { 'manifest.yaml.in': withLines('').text } },
      { overrides: 'no-initramfs: true\n' },
    );
    expect(error?.message).toMatch(/^overrides: no-initramfs: no-initramfs needs rpm-ostree 2026\.1/);
  });

  it('is a warning for what it only reads in another way, and for what the base has', async () => {
    const { error, said } = await judge(OLD, {
      base: { 'manifests/base.yaml': `repo-metadata: disabled\n${inlineOn('x86_64')}` },
    });
    expect(error).toBeUndefined();
    expect(said.map(({ kind }) => kind)).toEqual(['warning', 'warning']);
    expect(said.find(({ message }) => message.includes('2025.8'))).toMatchObject({
      location: { file: 'base/manifests/base.yaml', line: 5 },
    });
    expect(said.map(({ message }) => message).join('\n')).toContain('is dropped by rpm-ostree 2024.7');
  });

  it('is not held against files that are not read on this architecture', async () => {
    const user = {
      'manifest.yaml.in': withLines(
        'conditional-include:\n  - if: basearch == "s390x"\n    include: z.yaml\n',
      ).text,
      'z.yaml': 'sysusers: compose-auto\n',
    };
    expect(await judge(OLD, { user })).toMatchObject({ error: undefined, said: [] });
  });

  it('is not judged when it does not say its version', async () => {
    const { text } = withLines(inlineOn('x86_64'));
    expect(await judge('', { user: { 'manifest.yaml.in': text } })).toMatchObject({
      error: undefined,
      said: [],
    });
  });
});
