import { afterAll, afterEach, vi } from 'vitest';
import { forgetSecrets } from '../../src/log/secrets.ts';
import { removeTempDirs } from './temp.ts';
import { closeWebServers } from './web-server.ts';

// Of every file with tests. The files share a process, because starting one took longer than most of them do: what a
// file leaves of its own there would be the next one's.
const environment = { ...process.env };
const directory = process.cwd();

afterEach(async () => {
  await closeWebServers();
  await removeTempDirs();
});

afterAll(() => {
  vi.restoreAllMocks();
  vi.useRealTimers();
  vi.unstubAllEnvs();
  for (const name of Object.keys(process.env)) if (!(name in environment)) delete process.env[name];
  Object.assign(process.env, environment);
  forgetSecrets();
  process.exitCode = undefined;
  process.chdir(directory);
});
