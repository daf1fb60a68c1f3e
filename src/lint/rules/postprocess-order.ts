import { files } from '../example.ts';
import type { Rule } from '../rule.ts';

/** Scripts of neighbouring includes, which run the other way round. */
export const postprocessOrder: Rule = {
  id: 'postprocess-order',
  severity: 'info',
  title: 'scripts of two includes that run the other way round',
  rationale:
    'Lists of included files come before those of the including one, and the last include comes first: of include: [A, B] the scripts of B run before those of A. A script that needs a file another one makes has to be below it in that order.',
  bad: [
    files(
      {
        'manifest.yaml': 'include:\n  - a.yaml\n  - b.yaml\n',
        'a.yaml': 'postprocess:\n  - |\n    #!/bin/sh\n    mkdir /usr/share/node\n',
        'b.yaml': 'postprocess:\n  - |\n    #!/bin/sh\n    touch /usr/share/node/mark\n',
      },
      'b.yaml:2',
    ),
  ],
  good: [
    files({
      'manifest.yaml': 'include:\n  - a.yaml\n  - b.yaml\n',
      'a.yaml': 'postprocess:\n  - |\n    #!/bin/sh\n    mkdir /usr/share/node\n',
      'b.yaml': 'postprocess:\n  - |\n    #!/bin/sh\n    mkdir /usr/share/other\n',
    }),
  ],
  check: ({ variants }, report) => {
    for (const view of variants) {
      const scripts = view.merged.items('postprocess').map(({ node, file }) => {
        const text = typeof node.scalar === 'string' ? node.scalar : '';
        return { origin: node.origin, file, makes: made(text), text };
      });
      const makers = new Map<string, number>();
      // Of several that make a path the first one to run counts.
      for (const [index, { makes }] of scripts.entries())
        for (const path of makes) if (!makers.has(path)) makers.set(path, index);
      for (const [index, script] of scripts.entries()) {
        const found = mentioned(script.text)
          .map((path) => ({ path, maker: makers.get(path) }))
          .find(({ maker }) => maker !== undefined && maker > index && scripts[maker]?.file !== script.file);
        const later = found?.maker === undefined ? undefined : scripts[found.maker];
        // Within one file the order is the one people read.
        if (found === undefined || later === undefined) continue;
        report({
          message: `uses ${found.path}, which the script at ${later.file}:${later.origin.line} makes, but that one runs later: scripts of the last include run first`,
          at: script.origin,
          in: view,
        });
      }
    }
  },
};

/** Paths below /usr or /etc a script makes: targets of mkdir, touch, redirections and copies. */
function made(text: string): string[] {
  const found = new Set<string>();
  for (const line of text.split('\n')) {
    if (/^\s*#/.test(line)) continue;
    const targets = [
      ...line.matchAll(/\b(?:mkdir|touch)\s+(?:-\S+\s+)*(\/(?:usr|etc)\/[\w./-]+)/g),
      ...line.matchAll(/(?<![>\d])>\s*(\/(?:usr|etc)\/[\w./-]+)/g),
    ];
    for (const [, path = ''] of targets) found.add(path.replace(/\/+$/, ''));
  }
  // A directory everything is in tells nothing, and what a package brings is there before any script.
  return [...found].filter((path) => path.split('/').length > 3 && !path.endsWith('/os-release'));
}

/** Paths a script names, and the directories they are in. */
function mentioned(text: string): string[] {
  const found = new Set<string>();
  for (const line of text.split('\n')) {
    if (/^\s*#/.test(line)) continue;
    for (const [path] of line.matchAll(/\/(?:usr|etc)\/[\w.+@-]+(?:\/[\w.+@-]+)*/g)) {
      for (let at = path; at.split('/').length > 3; at = at.slice(0, at.lastIndexOf('/'))) found.add(at);
    }
  }
  return [...found];
}
