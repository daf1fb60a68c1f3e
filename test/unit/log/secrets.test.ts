import { afterEach, describe, expect, it } from 'vitest';
import { ConsoleLog } from '../../../src/log/console-log.ts';
import { GithubLog } from '../../../src/log/github-log.ts';
import { loginsIn, redactPasswords, redactUrl } from '../../../src/log/redact.ts';
import { SecretFilter } from '../../../src/log/secret-filter.ts';
import { addSecret, forgetSecrets, maskSecrets } from '../../../src/log/secrets.ts';

afterEach(() => forgetSecrets());

describe('maskSecrets', () => {
  it('covers each line of a secret, as it stands, in addresses and in JSON', () => {
    addSecret('first line\nhush"hush');
    expect(maskSecrets('a first line b')).toBe('a *** b');
    expect(maskSecrets('x hush"hush y hush%22hush z "hush\\"hush"')).toBe('x *** y *** z "***"');
  });

  it('leaves what is too short to be a secret, and the rest of the text', () => {
    addSecret('9\n\nabc');
    expect(maskSecrets('el9 abc')).toBe('el9 abc');
  });

  it('covers the longer of two that overlap', () => {
    addSecret('secret');
    addSecret('secret-longer');
    expect(maskSecrets('secret-longer secret')).toBe('*** ***');
  });

  it('takes a secret literally, whatever characters it has', () => {
    addSecret('$&.*(');
    expect(maskSecrets('x$&.*(y')).toBe('x***y');
  });

  it('covers passwords in addresses nobody registered, and no name of a user', () => {
    expect(maskSecrets('see https://me:pa@ss@host/x and ssh://git@host/y')).toBe(
      'see https://***@host/x and ssh://git@host/y',
    );
  });
});

describe('addresses with logins', () => {
  it.each([
    ['https://u:p@h/x@y', 'https://***@h/x@y'],
    ['https://u:p@q@h/', 'https://***@h/'],
    ['https://token@h/', 'https://***@h/'],
    ['https://h/a?m=x@y', 'https://h/a?m=x@y'],
    ['a http://u:p@h b ftp://x:y@z', 'a http://***@h b ftp://***@z'],
  ])('%s is shown as %s', (text, expected) => {
    expect(redactUrl(text)).toBe(expected);
    if (text.includes(':p@')) expect(redactPasswords(text)).toBe(expected);
  });

  it('give passwords as they stand and decoded, what HTTP sends, and tokens', () => {
    expect(loginsIn('https://me:s%40cret@h/ http://ghp_0123456789abcdef@h https://short@h')).toEqual([
      's%40cret',
      's@cret',
      Buffer.from('me:s@cret').toString('base64'),
      'ghp_0123456789abcdef',
    ]);
  });
});

describe('SecretFilter', () => {
  function filtered(...chunks: (string | Buffer)[]): string {
    const filter = new SecretFilter();
    const parts = chunks.map((chunk) => filter.write(Buffer.from(chunk)));
    return Buffer.concat([...parts, filter.end()]).toString('utf8');
  }

  it('covers a secret wherever chunks cut it', () => {
    addSecret('geheimnis');
    const text = 'a geheimnis b geheimnis';
    for (let cut = 0; cut <= text.length; cut += 1) {
      expect(filtered(text.slice(0, cut), text.slice(cut))).toBe('a *** b ***');
    }
    expect(filtered(...text.split(''))).toBe('a *** b ***');
  });

  it('covers secrets that are not ASCII, in bytes that are no UTF-8', () => {
    addSecret('schlüssel');
    const filter = new SecretFilter();
    const bytes = filter.write(
      Buffer.concat([Buffer.from([0xff]), Buffer.from('schlüssel'), Buffer.from([0xfe])]),
    );
    expect([...bytes]).toEqual([0xff, 0x2a, 0x2a, 0x2a, 0xfe]);
  });

  it('holds back nothing that cannot become a secret, and gives what did not', () => {
    addSecret('geheimnis');
    const filter = new SecretFilter();
    expect(filter.write(Buffer.from('a line\n')).toString()).toBe('a line\n');
    expect(filter.write(Buffer.from('gehe')).toString()).toBe('');
    expect(filter.end().toString()).toBe('gehe');
  });

  it('changes no byte without secrets', () => {
    expect(filtered('a', Buffer.from('ä€'))).toBe('aä€');
  });
});

describe('logs', () => {
  it('of the action mask, and tell the runner, also about secrets found later', () => {
    let text = '';
    addSecret('early secret');
    const log = new GithubLog((piece) => {
      text += piece;
    }, {});
    expect(text).toContain('::add-mask::early secret\n');
    const relay = log.child();
    relay.write('one');
    addSecret('late%secret');
    relay.write('a late%secret');
    relay.close();
    log.error('an early secret');
    // The command stands outside of the fence, or it would not be one.
    const lines = text.split('\n');
    const at = lines.indexOf('::add-mask::late%25secret');
    expect(lines[at - 1]).toMatch(/^::[0-9a-f-]{36}::$/);
    expect(text).toContain('\na ***\n');
    expect(text).toContain('::error::an ***\n');
  });

  it('of the command line mask everything', async () => {
    let text = '';
    addSecret('hush-hush');
    const log = new ConsoleLog((piece) => {
      text += piece;
    }, true);
    log.info('i hush-hush');
    log.warning('w hush-hush');
    log.debug('d hush-hush');
    log.child().write('c hush-hush');
    await log.group('g hush-hush', async () => await Promise.resolve());
    expect(text).not.toContain('hush');
    expect(text.match(/\*\*\*/g)).toHaveLength(5);
  });
});
