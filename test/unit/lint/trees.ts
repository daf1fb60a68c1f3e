import { mkdir, symlink, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { Finding } from '../../../src/lint/finding.ts';
import { lint, type LintOptions } from '../../../src/lint/lint.ts';
import type { Example } from '../../../src/lint/rule.ts';
import { tempDir } from '../../support/temp.ts';

/** Writes a small tree. @returns its directory */
export async function plant(files: Example['files']): Promise<string> {
  const dir = join(await tempDir(), 'tree');
  await mkdir(dir);
  for (const [path, content] of Object.entries(files)) {
    const target = join(dir, path);
    await mkdir(dirname(target), { recursive: true });
    if (typeof content === 'string') await writeFile(target, content);
    else if ('link' in content) await symlink(content.link, target);
    else await writeFile(target, content.text, { mode: 0o755 });
  }
  return dir;
}

/** Lints a small tree. */
export async function lintFiles(files: Example['files'], options: LintOptions = {}): Promise<Finding[]> {
  return await lint(await plant(files), options);
}

/** Lints the tree of an example the way it asks for. */
export async function lintExample({ files, arches, vars, rpmOstree }: Example): Promise<Finding[]> {
  return await lintFiles(files, {
    ...(arches === undefined ? {} : { arches }),
    ...(vars === undefined ? {} : { vars }),
    ...(rpmOstree === undefined ? {} : { rpmOstree }),
  });
}

/** `rule file:line severity`, for comparisons. */
export function brief({ rule, location, severity }: Finding): string {
  return `${rule} ${location.file}${location.line === undefined ? '' : `:${location.line}`} ${severity}`;
}
