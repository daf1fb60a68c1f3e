import { randomUUID } from 'node:crypto';
import { relative } from 'node:path';
import type { Location } from '../errors.ts';
import { cleanLine } from './clean.ts';
import type { ChildRelay, Log } from './log.ts';
import { maskSecrets, watchSecrets } from './secrets.ts';
import { escapeData, escapeProperty } from './workflow-command.ts';

/**
 * Log of the action: workflow commands on standard output.
 *
 * A child's lines stand between `::stop-commands::TOKEN` and `::TOKEN::` with a token of their own for each stretch,
 * so nothing a child prints can act as a command. The older `##[…]` form is not covered by stop-commands; it only
 * changes how a line is shown, and is broken up with a blank.
 */
export class GithubLog implements Log {
  readonly #write: (text: string) => void;
  readonly #workspace: string;
  readonly #fences = new Set<() => void>();
  readonly #debug: boolean;

  constructor(write: (text: string) => void, env: NodeJS.ProcessEnv) {
    this.#write = (text) => write(maskSecrets(text));
    this.#workspace = env['GITHUB_WORKSPACE'] ?? process.cwd();
    this.#debug = env['RUNNER_DEBUG'] === '1';
    // The runner then covers them in everything, other steps' output included. It never shows this line.
    watchSecrets((secret) => {
      for (const close of this.#fences) close();
      write(`::add-mask::${escapeData(secret)}\n`);
    });
  }

  info(message: string): void {
    // Our own text may quote an input: a line of it must not become a command either.
    // The runner ignores blanks in front of a command, so the colons themselves are taken apart.
    this.#line(message.replaceAll(/^(\s*)::/gm, '$1: :').replaceAll('##[', '## ['));
  }

  notice(message: string, location?: Location): void {
    this.#command('notice', message, location);
  }

  warning(message: string, location?: Location): void {
    this.#command('warning', message, location);
  }

  error(message: string, location?: Location): void {
    this.#command('error', message, location);
  }

  debug(message: string): void {
    if (this.#debug) this.#line(`::debug::${escapeData(message)}`);
  }

  async group<T>(title: string, body: () => Promise<T>): Promise<T> {
    this.#line(`::group::${escapeData(title)}`);
    try {
      return await body();
    } finally {
      this.#line('::endgroup::');
    }
  }

  child(): ChildRelay {
    let token: string | undefined;
    const close = (): void => {
      if (token !== undefined) this.#write(`::${token}::\n`);
      token = undefined;
      this.#fences.delete(close);
    };
    return {
      write: (line) => {
        if (token === undefined) {
          token = randomUUID();
          this.#write(`::stop-commands::${token}\n`);
          this.#fences.add(close);
        }
        this.#write(`${cleanLine(line).replaceAll('##[', '## [')}\n`);
      },
      close,
    };
  }

  /** Our own line: any open fence is closed first, and opens again with the child's next line. */
  #line(text: string): void {
    for (const close of this.#fences) close();
    this.#write(`${text}\n`);
  }

  #command(name: string, message: string, location?: Location): void {
    const properties: string[] = [];
    if (location !== undefined) {
      const file = relative(this.#workspace, location.file);
      properties.push(`file=${escapeProperty(file.startsWith('..') ? location.file : file)}`);
      if (location.line !== undefined) properties.push(`line=${location.line}`);
      if (location.column !== undefined) properties.push(`col=${location.column}`);
    }
    this.#line(`::${name}${properties.length > 0 ? ` ${properties.join(',')}` : ''}::${escapeData(message)}`);
  }
}
