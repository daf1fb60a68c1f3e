import { UserError } from '../../errors.ts';
import { parseFlags } from '../../inputs/flags.ts';
import type { Command } from './command.ts';

/** `ovirt-node-image diff`: what is different between two builds. */
export const diffCommand: Command = {
  name: 'diff',
  summary: 'tell what is different between two builds',
  usage: () => `ovirt-node-image diff A B [options]

Tells what is different between two builds, A the older one. Each is a directory builds/ID/ARCH, a directory with the
metadata of a build (an unpacked metadata artifact), or a lock file. What one of them does not say is not compared.

  --json                    Print the difference as JSON.
  --markdown                Print it as Markdown, short enough for an issue or a pull request.
  --exit-code               End with exit code 1 when there is a difference.
`,
  run: async (args, { write }) => {
    const { extra, positionals } = parseFlags(
      args,
      [],
      [
        { name: 'json', type: 'boolean' },
        { name: 'markdown', type: 'boolean' },
        { name: 'exit-code', type: 'boolean' },
      ],
      true,
    );
    const [before, after, ...more] = positionals;
    if (before === undefined || after === undefined || more.length > 0)
      throw new UserError(`diff needs two builds, A and B, found ${positionals.length}; see --help`, {
        exitCode: 2,
      });
    if (extra['json'] === true && extra['markdown'] === true)
      throw new UserError('--json, --markdown: only one of them; see --help', { exitCode: 2 });
    const { readSide } = await import('../../changes/read-side.ts');
    const { compareBuilds } = await import('../../changes/compare.ts');
    const changes = compareBuilds(await readSide(before), await readSide(after));
    if (extra['json'] === true) write(`${JSON.stringify(changes, null, 2)}\n`);
    else if (extra['markdown'] === true) {
      const { changesMarkdown } = await import('../../changes/markdown.ts');
      write(changesMarkdown(changes));
    } else {
      const { changesText } = await import('../../changes/text.ts');
      write(changesText(changes));
    }
    return extra['exit-code'] === true && changes.different ? 1 : 0;
  },
};
