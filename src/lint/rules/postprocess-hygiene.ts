import type { Location } from '../../errors.ts';
import { manifest } from '../example.ts';
import { containerBuildOf } from '../container-build.ts';
import type { Rule } from '../rule.ts';
import { conditionalsOf, entriesOf, type Located, type Treefile } from '../treefile.ts';

/** What a script says that will not work where it runs. */
interface Mistake {
  readonly message: string;
  /** Line of the script, from 0. */
  readonly line: number;
  readonly severity?: 'info' | 'error';
}

/** Scripts that fail, or whose failing nobody notices. */
export const postprocessHygiene: Rule = {
  id: 'postprocess-hygiene',
  severity: 'warning',
  title: 'a script that may fail without being noticed',
  rationale:
    'Scripts are executed directly, so the first line has to name an interpreter. Without set -e the script goes on behind a command that failed, and the build counts as good. There is no network where they run. Under sh only what POSIX has is sure to work. A pipe counts as good when only its last command is, unless pipefail is set. In a container build there is no /usr/etc but what a script makes, and /etc is what ends up on the host. What is temporary stays for ever when nothing tells what it waits for.',
  bad: [
    manifest('postprocess:\n  - |\n    rm /usr/share/a\n', 2),
    manifest('postprocess:\n  - |\n    #!/bin/bash\n    rm /usr/share/a\n    rm /usr/share/b\n', 2),
    manifest('postprocess:\n  - |\n    #!/bin/bash\n    set -e\n    curl -O https://example.com/a\n', 5),
    manifest('postprocess:\n  - |\n    #!/bin/sh\n    set -e\n    if [[ -e /a ]]; then rm /a; fi\n', 5),
    manifest('postprocess:\n  - |\n    #!/bin/bash\n    set -e\n    cat > /etc/a <<EOF\n    b\n', 2),
    manifest('postprocess:\n  - |\n    #!/bin/bash\n    set -eu\n    cat /etc/a | sort > /etc/b\n', 5),
    manifest(
      'metadata: {build_with_buildah: true}\npostprocess:\n  - |\n    #!/bin/bash\n    set -e\n    echo a > /usr/etc/b\n',
      6,
    ),
    manifest(
      'postprocess:\n  - |\n    #!/bin/bash\n    set -e\n    # Temporary hack\n    rm /usr/lib/a\n',
      5,
    ),
  ],
  good: [
    manifest(
      'metadata: {build_with_buildah: true}\npostprocess:\n  - |\n    #!/bin/bash\n    set -e\n    if [ -f /run/.containerenv ]; then rm /etc/b; else rm /usr/etc/b; fi\n',
    ),
    manifest(
      'postprocess:\n  # https://example.com/issues/1\n  - |\n    #!/bin/bash\n    set -e\n    # Temporary hack\n    rm /usr/lib/a || true\n    sed -i "s | a | b |" /usr/etc/a\n',
    ),
    manifest(
      'postprocess:\n  - |\n    #!/bin/bash\n    set -euo pipefail\n    # workaround for RHEL-1234\n    cat /etc/a | sort > /etc/b\n',
    ),
    manifest(
      'postprocess:\n  - |\n    #!/usr/bin/env bash\n    set -xeuo pipefail\n    cat > /usr/share/a <<EOF\n    curl https://example.com\n    EOF\n',
    ),
    manifest('postprocess:\n  - |\n    #!/bin/sh\n    systemctl mask dnsmasq.service\n'),
  ],
  check: (context, report) => {
    const { treefiles, variants } = context;
    // The scripts of a container build run in it, with what network it has.
    const isContainer = variants.some((view) => containerBuildOf(context, view) !== undefined);
    for (const file of treefiles.values()) {
      for (const node of scriptsOf(file)) {
        if (typeof node.scalar !== 'string') continue;
        const mistakes = [
          ...mistakesIn(node.scalar, isContainer),
          ...waitingForNothing(node.scalar, commentAbove(file, node.origin.line)),
        ];
        for (const { message, line, severity } of mistakes)
          report({ message, at: placeOf(file, node, line), ...(severity === undefined ? {} : { severity }) });
      }
    }
  },
};

/** The line of a script, where it is written as a block; what is about the whole script is at its item. */
function placeOf(file: Treefile, { origin }: Located, line: number): Location {
  const head = file.text.split('\n', origin.line)[origin.line - 1] ?? '';
  return line > 0 && /\|[+-]?\s*(?:#.*)?$/.test(head)
    ? { file: file.path, line: origin.line + 1 + line }
    : origin;
}

function scriptsOf(file: Treefile): Located[] {
  const inline = conditionalsOf(file).flatMap(({ include }) => entriesOf(include));
  return [...file.entries, ...inline]
    .filter(({ name }) => name === 'postprocess')
    .flatMap(({ value }) => [...(value.items ?? [])]);
}

function mistakesIn(script: string, isContainer: boolean): Mistake[] {
  const found: Mistake[] = [];
  const [first = ''] = script.split('\n');
  const shebang = /^#!\s*(\S+)(?:\s+(?:-S\s+)?(\S+))?/.exec(first);
  if (shebang === null) {
    found.push({
      message: `the script starts with ${JSON.stringify(first.slice(0, 40))}, expected #! and an interpreter: it is executed directly`,
      line: 0,
    });
    return found;
  }
  const interpreter =
    (shebang[1]?.endsWith('/env') === true ? shebang[2] : shebang[1])?.split('/').at(-1) ?? '';
  if (!['bash', 'sh', 'dash', 'ash'].includes(interpreter)) return found;
  const { commands, open } = withoutHeredocs(script);
  const code = commands.filter(({ text }) => !/^\s*(#|$)/.test(text));
  if (open !== undefined)
    found.push({
      message: `the here-document <<${open} has no line ${open} that ends it`,
      line: 0,
      severity: 'error',
    });
  const setsE =
    /\bset\s+(?:-o\s+\w+\s+)*-[a-z]*e|\bset\s+-o\s+errexit/.test(script) || /^#!.*\s-[a-z]*e\b/.test(first);
  // Who ends the script with a code of his own looks at what fails himself.
  const looks = code.some(({ text }) => /\bexit\s+[1-9]/.test(text));
  if (!setsE && !looks && code.length > 1)
    found.push({
      message:
        'the script has several commands and no set -e: it goes on behind one that fails; begin it with set -euo pipefail',
      line: 0,
    });
  const pipe = code.find(({ text }) => /\s\|\s/.test(text.replaceAll(/"(?:\\.|[^"\\])*"|'[^']*'/g, '""')));
  if (interpreter === 'bash' && setsE && pipe !== undefined && !/\bpipefail\b/.test(script))
    found.push({
      message: `line ${pipe.line + 1} of the script has a pipe, of which only the last command counts for set -e; write set -euo pipefail`,
      line: pipe.line,
      severity: 'info',
    });
  // A script for both ways of building asks where it runs.
  const asks = /\.containerenv\b|-[de]\s+\/?usr\/etc\b/.test(script);
  const usrEtc =
    isContainer && !asks ? code.find(({ text }) => /(?<![\w.])\/?usr\/etc\b/.test(text)) : undefined;
  if (usrEtc !== undefined)
    found.push({
      message: `line ${usrEtc.line + 1} of the script names /usr/etc, which a container build has not; write /etc`,
      line: usrEtc.line,
      severity: 'info',
    });
  for (const { text, line } of code) {
    const word =
      /(?:^|[;&|(]\s*|\b(?:then|do|else|sudo)\s+)(curl|wget|dnf|yum|microdnf|git\s+clone|pip3?\s+install)\b/.exec(
        text.trim(),
      )?.[1];
    if (!isContainer && word !== undefined && !/\bdnf\s+(?:config-manager|mark)\b/.test(text))
      found.push({
        message: `line ${line + 1} of the script calls ${word}, but there is no network where it runs`,
        line,
      });
    if (interpreter !== 'bash' && /\[\[|\bfunction\s+\w+|<<<|\bsource\s|^\s*\w+=\(/.test(text))
      found.push({
        message: `line ${line + 1} of the script is bash, but it runs under ${interpreter}; begin it with #!/usr/bin/env bash`,
        line,
      });
  }
  return found;
}

const TEMPORARY = /^\s*#(?!!).*\b(?:temporary|temporarily|hack|work-?around)\b/i;
/** An address, the number of an issue, or a key such as RHEL-1234. */
const TRACKER = /https?:\/\/|#\d+|\b(?:rhbz|bz|bug)\W{0,2}\d+|\b[A-Z][A-Z0-9]+-\d+\b/;

/** Comments that call something temporary in a script that names no issue, nor the comment above it does. */
function waitingForNothing(script: string, above: string): Mistake[] {
  if (TRACKER.test(script) || TRACKER.test(above)) return [];
  return script.split('\n').flatMap((text, line): Mistake[] =>
    TEMPORARY.test(text)
      ? [
          {
            message: `line ${line + 1} of the script says that something is temporary, and not what it waits for; name the issue`,
            line,
            severity: 'info',
          },
        ]
      : [],
  );
}

/** The comment lines right above a line of a file. */
function commentAbove(file: Treefile, line: number): string {
  const lines = file.text.split('\n').slice(0, line - 1);
  const start = lines.findLastIndex((text) => !/^\s*#/.test(text)) + 1;
  return lines.slice(start).join('\n');
}

/** Lines of a script that are commands, and the word of a here-document that does not end. */
function withoutHeredocs(script: string): {
  commands: { text: string; line: number }[];
  open: string | undefined;
} {
  const commands: { text: string; line: number }[] = [];
  let waiting: { word: string; tabs: boolean }[] = [];
  for (const [line, text] of script.split('\n').entries()) {
    const [current] = waiting;
    if (current !== undefined) {
      if ((current.tabs ? text.replace(/^\t+/, '') : text) === current.word) waiting = waiting.slice(1);
      continue;
    }
    commands.push({ text, line });
    if (/^\s*#/.test(text)) continue;
    for (const [, dash, , word = ''] of text.matchAll(/(?<![<(\d])<<(-?)\s*(["']?)([A-Za-z_]\w*)\2/g))
      waiting.push({ word, tabs: dash === '-' });
  }
  return { commands, open: waiting[0]?.word };
}
