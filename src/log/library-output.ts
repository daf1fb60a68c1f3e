import { readCommand, unescapeData } from './workflow-command.ts';

/**
 * Turns what the libraries write for a runner into what a person reads: what is for debugging shows only when asked
 * for, other messages lose their command, and everything else (groups, masks, settings of the runner) means nothing
 * here. Text that is no workflow command stays as it is.
 *
 * @param text whole lines, as the libraries write them.
 */
export function forPeople(text: string, verbose: boolean): string {
  return text
    .split(/(?<=\n)/)
    .flatMap((line) => {
      const end = /\r?\n$/.exec(line)?.[0] ?? '';
      const command = readCommand(line.slice(0, line.length - end.length));
      if (command === undefined) return [line];
      const { name, data } = command;
      const shown = ['notice', 'warning', 'error'].includes(name) || (name === 'debug' && verbose);
      return shown ? [`${name}: ${unescapeData(data)}${end}`] : [];
    })
    .join('');
}

/**
 * What stands in for standard output where libraries write to it: `write` gets their text as {@link forPeople} leaves
 * it.
 */
export function libraryOutput(write: (text: string) => void, verbose: boolean): typeof process.stdout.write {
  return (
    chunk: Uint8Array | string,
    encoding?: BufferEncoding | ((error?: Error | null) => void),
    done?: (error?: Error | null) => void,
  ): boolean => {
    const text = typeof chunk === 'string' ? chunk : Buffer.from(chunk).toString('utf8');
    const shown = forPeople(text, verbose);
    if (shown !== '') write(shown);
    const callback = typeof encoding === 'function' ? encoding : done;
    if (callback !== undefined) process.nextTick(callback);
    return true;
  };
}
