import { execFile } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { engineInfo, textOf } from '../../../src/assembler/engines/info.ts';
import { podman, readPodmanInfo } from '../../../src/assembler/engines/podman.ts';
import { labEnvironment } from '../engine.ts';

const execute = promisify(execFile);

let dir: string;

beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), 'oni-info-'));
});

afterAll(async () => {
  await rm(dir, { recursive: true });
});

it('is the answer podman gives, without the search for package names that takes most of its time', async () => {
  for (const [name, value] of Object.entries(await labEnvironment(dir))) vi.stubEnv(name, value);
  const { stdout } = await execute('podman', ['info', '--format=json']);
  const plain: unknown = JSON.parse(stdout);
  // Twin: left alone, podman does search for them here.
  expect(textOf(plain, 'host', 'conmon', 'package')).toMatch(/^conmon/);
  const quick = await engineInfo('podman', 'json');
  expect(textOf(quick, 'host', 'conmon', 'package')).toBe('Unknown');
  expect(readPodmanInfo(quick)).toEqual(readPodmanInfo(plain));
  expect(await podman.find()).toEqual(readPodmanInfo(plain));
});
