import { expect, it, vi } from 'vitest';
import { engineInfo, textOf } from '../../../src/assembler/engines/info.ts';
import { podman, readPodmanInfo } from '../../../src/assembler/engines/podman.ts';
import { tempDir } from '../../support/temp.ts';
import { labEnvironment } from '../engine.ts';
import { must } from '../must.ts';

it('is the answer podman gives, without the search for package names that takes most of its time', async () => {
  for (const [name, value] of Object.entries(await labEnvironment(await tempDir()))) vi.stubEnv(name, value);
  const plain: unknown = JSON.parse(await must(['podman', 'info', '--format=json']));
  // Twin: left alone, podman does search for them here.
  expect(textOf(plain, 'host', 'conmon', 'package')).toMatch(/^conmon/);
  const quick = await engineInfo('podman', 'json');
  expect(textOf(quick, 'host', 'conmon', 'package')).toBe('Unknown');
  expect(readPodmanInfo(quick)).toEqual(readPodmanInfo(plain));
  expect(await podman.find()).toEqual(readPodmanInfo(plain));
});
