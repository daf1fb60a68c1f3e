import { describe, expect, it } from 'vitest';
import { GithubLog } from '../../../src/log/github-log.ts';

/** What the runner would act on: commands outside of stop-commands stretches. */
function obeyed(text: string): string[] {
  let token: string | undefined;
  const commands: string[] = [];
  for (const line of text.split('\n')) {
    const trimmed = line.trimStart();
    if (token !== undefined) {
      if (trimmed === `::${token}::`) token = undefined;
    } else if (trimmed.startsWith('::stop-commands::')) {
      token = trimmed.slice('::stop-commands::'.length);
    } else if (trimmed.startsWith('::')) {
      commands.push(trimmed);
    }
    if (line.includes('##[')) commands.push(line);
  }
  return commands;
}

function make(): { log: GithubLog; text: () => string } {
  let text = '';
  const log = new GithubLog(
    (piece) => {
      text += piece;
    },
    { GITHUB_WORKSPACE: '/w' },
  );
  return { log, text: () => text };
}

describe('GithubLog', () => {
  it('obeys nothing a child prints, whatever it tries', async () => {
    const { log, text } = make();
    await log.group('step', async () => {
      const relay = log.child();
      for (const line of [
        '::error::not ours',
        '  ::set-output name=x::y',
        '##[error]not ours',
        'text ##[set-env name=PATH;]/tmp',
        '::stop-commands::mine',
        '\u001b[1m::warning::x',
        '\u0000::add-mask::a',
      ]) {
        relay.write(line);
      }
      relay.close();
      return await Promise.resolve();
    });
    log.warning('ours');
    expect(obeyed(text())).toEqual(['::group::step', '::endgroup::', '::warning::ours']);
  });

  it('twin: without the fence the same lines would be obeyed', () => {
    expect(obeyed('::error::not ours\n')).toEqual(['::error::not ours']);
  });

  it('closes the fence for a line of its own and opens another with a new token', () => {
    const { log, text } = make();
    const relay = log.child();
    relay.write('one');
    log.notice('between');
    relay.write('two');
    relay.close();
    const tokens = [...text().matchAll(/::stop-commands::(\S+)/g)].map(([, token]) => token);
    expect(new Set(tokens).size).toBe(2);
    expect(obeyed(text())).toEqual(['::notice::between']);
    expect(text()).toContain('\none\n');
    expect(text()).toContain('\ntwo\n');
  });

  it('escapes what it says itself, and names places relative to the workspace', () => {
    const { log, text } = make();
    log.error('50%\nsecond: line', { file: '/w/a,b.yaml', line: 3, column: 4 });
    expect(text()).toBe('::error file=a%2Cb.yaml,line=3,col=4::50%25%0Asecond: line\n');
  });

  it('does not let its own information become a command', () => {
    const { log, text } = make();
    log.info('value:\n::error::from an input');
    expect(obeyed(text()).filter((line) => line.startsWith('::'))).toEqual([]);
  });
});
