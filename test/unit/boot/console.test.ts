import { appendFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { ConsoleWatch } from '../../../src/boot/console.ts';
import { tempDir } from '../../support/temp.ts';

async function watchOf(
  text: string,
  pattern = /login:/u,
): Promise<{ file: string; watch: ConsoleWatch; lines: string[] }> {
  const file = join(await tempDir(), 'serial.log');
  await writeFile(file, text);
  const lines: string[] = [];
  return { file, lines, watch: new ConsoleWatch(file, pattern, (line) => lines.push(line)) };
}

describe('the console of a booting machine', () => {
  it('is no console before the emulator made it', async () => {
    const watch = new ConsoleWatch(join(await tempDir(), 'none'), /x/u, () => undefined);
    expect(await watch.read()).toBeUndefined();
    expect(watch.size).toBe(0);
  });

  it('is good at a prompt, which has no line end, even when it comes in pieces', async () => {
    const { file, watch, lines } = await watchOf('Linux version 6\r\nlocalhost lo');
    expect(await watch.read()).toBeUndefined();
    await appendFile(file, 'gin: ');
    expect(await watch.read()).toEqual({ verdict: 'reached', line: 'localhost login: ' });
    expect(lines).toEqual(['Linux version 6']);
    expect(watch.size).toBe('Linux version 6\r\nlocalhost login: '.length);
  });

  it('sees through colours', async () => {
    const { watch } = await watchOf('\u001b[1;32mlocal\u001b[0mhost lo\u001b[0mgin:\n');
    expect(await watch.read()).toEqual({ verdict: 'reached', line: 'localhost login:' });
  });

  it.each([
    '[    1.2] Kernel panic - not syncing: VFS: Unable to mount root fs',
    'Entering emergency mode. Exit the shell to continue.',
    'dracut-initqueue[512]: FATAL: no root',
    'No bootable device.',
  ])('is bad at once with %j', async (line) => {
    const { watch } = await watchOf(`before\n${line}\n`);
    expect(await watch.read()).toEqual({ verdict: 'fatal', line });
  });

  it('keeps the first verdict: what comes after a prompt changes nothing', async () => {
    const { file, watch } = await watchOf('node login: \n');
    expect((await watch.read())?.verdict).toBe('reached');
    await appendFile(file, 'Kernel panic - not syncing\n');
    expect((await watch.read())?.verdict).toBe('reached');
  });

  it('keeps the lines that led to the verdict, not what a panic prints after it', async () => {
    const { watch, lines } = await watchOf('mounting\nKernel panic - not syncing\nRSP: 0\n');
    await watch.read();
    expect(watch.tail).toEqual(['mounting', 'Kernel panic - not syncing']);
    expect(lines).toHaveLength(3);
  });

  it('matches a line, not what spans two', async () => {
    const { watch } = await watchOf('one\ntwo\n', /one.*two/su);
    expect(await watch.read()).toBeUndefined();
  });
});
