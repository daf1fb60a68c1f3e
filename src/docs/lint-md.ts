import type { Example, Rule } from '../lint/rule.ts';
import { REPO_RULES } from '../lint/repo-rules.ts';
import { BUILT_IN, RULES } from '../lint/rules.ts';
import { SETTINGS_FILE } from '../lint/settings.ts';

/** The text of docs/lint.md: every rule with its reason and an example, made from the rules themselves. */
export function lintMd(): string {
  return `<!-- Made by \`npm run docs\` from src/lint/. -->

# What lint finds

\`ovirt-node-image lint [DIR]\` looks a configuration over without building it: the manifest with everything it
includes, for every architecture and variable at once, and the files beside it. A finding that is not of all of them
says so: "only on s390x" (in \`--format json\` as \`when\`, which is \`always\` for one of all). Where a manifest cannot be flattened, rpm-ostree's own refusal is one of the findings, with
its line, and the rules look at everything that can still be read.

An \`error\` is what rpm-ostree or the assembler would refuse, at once or an hour into the build; a \`warning\` means
something else than it looks like; an \`info\` is untidy. What is only untidy in a base (a submodule, or a directory
with a manifest of its own) is left to its maintainers. \`--fail-on warning\` makes the exit code 1 for warnings too.

Variables that a container build takes from build-args*.conf (\`id\`, \`stream\`, \`osversion\`, \`deriving\`) are found
there: beside the manifest, or else in the base it includes files of, whose values count where the manifest says nothing
itself. A classic assembler hands over none of them. Others are given with \`--var NAME=VALUE\`, a name several times for several values. Placeholders of a template
that a build always defines have stand-ins, unless \`--target\`, \`--ovirt-version\` or \`--variables\` give them.

## Settings

In a comment on the line, or on a line of its own above it, each with a reason for the next reader:

\`\`\`yaml
packages:
  - fwupd # lint-ignore duplicate-package: the base drops it soon
\`\`\`

In the file \`${SETTINGS_FILE}\` of the directory that is looked at; of several levels for one file the last counts,
and \`*\` stands for every rule:

\`\`\`yaml
lint:
  arches: [x86_64, aarch64]
  vars:
    stream: [stable, next]
  # Repositories that are defined elsewhere.
  repos: [private-baseos]
  rules:
    duplicate-package: warning
    lockfile-coverage: off
  paths:
    - files: [fedora-coreos-config/**]
      rules:
        "*": off
\`\`\`

## Rules

| rule | severity | finds |
| --- | --- | --- |
${[...RULES, ...BUILT_IN, ...REPO_RULES].map(row).join('\n')}

${RULES.map(section).join('\n')}
## The remaining ones

${[...BUILT_IN, ...REPO_RULES].map(({ id, title, rationale }) => `\`${id}\`: ${title}. ${escape(rationale)}`).join('\n\n')}
`;
}

/** What a reader of Markdown would take for markup. */
function escape(text: string): string {
  return text
    .replaceAll('|', String.raw`\|`)
    .replaceAll('<', String.raw`\<`)
    .replaceAll('*', String.raw`\*`)
    .replaceAll('_', String.raw`\_`);
}

function row({ id, severity, title }: Pick<Rule, 'id' | 'severity' | 'title'>): string {
  return `| \`${id}\` | ${severity} | ${escape(title)} |`;
}

function section({ id, rationale, bad, good }: Rule): string {
  const [wrong] = bad;
  const [right] = good;
  return `### ${id}

${escape(rationale)}

Found${wrong?.at === undefined ? '' : ` at ${wrong.at}`}:

${show(wrong)}
Not found:

${show(right)}`;
}

/** The files of an example; what is not text is told in words. As plain text, for no formatter to mend what is wrong. */
function show(example: Example | undefined): string {
  return Object.entries(example?.files ?? {})
    .map(([path, content]) => {
      if (typeof content !== 'string' && 'link' in content)
        return `\`${path}\`: a link to \`${content.link}\`\n`;
      const isText = typeof content === 'string';
      const text = isText ? content : content.text;
      const name = `\`${path}\`${isText ? '' : ', executable'}`;
      return text.trim() === '' ? `${name}: empty\n` : `${name}:\n\n\`\`\`text\n${text.trimEnd()}\n\`\`\`\n`;
    })
    .join('\n');
}
