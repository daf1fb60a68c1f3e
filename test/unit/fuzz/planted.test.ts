import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { CaseRoom } from '../../fuzz/case-room.ts';
import { targets } from '../../fuzz/planted.ts';
import { tempDir } from '../../support/temp.ts';

/** Gives the reader with that mistake a path. */
async function write(path: string, dir: string): Promise<void> {
  const reader = targets.find(({ name }) => name === 'writes-anywhere');
  await reader?.run(Buffer.from(`\0\0\0\0${path}\n`), dir);
}

it('the reader that writes anywhere does so around its cases only', async () => {
  const room = new CaseRoom(await tempDir());
  const away = join(await tempDir(), 'escaped');
  await expect(write(`${'../'.repeat(40)}${away}`, room.dir)).rejects.toThrow('leads out of the room');
  expect(existsSync(away)).toBe(false);
  await write('../../../escaped', room.dir);
  expect(room.inspect()).toBe('escaped');
});
