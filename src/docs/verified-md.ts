import { PAIRS } from '../config-tree/pairs.ts';
import { SHOWN_BY } from './observed.ts';
import { allUnverified, type Unverified } from './unverified.ts';

const PAIR_WORDS = {
  lab: 'our own rehearsals: real trees, repositories and container engine, a stand-in for the assembler',
  scripts: "the assembler's own scripts over a stand-in for rpm-ostree",
  real: 'the real assembler',
} as const;

/** The text of docs/verified.md. @param root the repository, whose comments are read. */
export function verifiedMd(root: string): string {
  const words = Object.entries(PAIR_WORDS).map(([word, meaning]) => `- \`${word}\`: ${meaning}.`);
  return `<!-- Made by \`npm run docs\` from src/config-tree/pairs.json and the UNVERIFIED comments of the sources. -->

# What was seen, and what was not

## Pairs of base configuration and assembler

The column \`verified\` says what a pair was tried with:

${words.join('\n')}

${table(
  ['target', 'base configuration', 'assembler', 'dialect', 'verified'],
  PAIRS.map(({ target, baseConfig, baseConfigRef, branch, assemblerImage, dialect, verified }) => [
    target,
    `${baseConfig} ${branch} \`${baseConfigRef.slice(0, 12)}\``,
    `\`${assemblerImage}\``,
    dialect,
    `\`${verified}\``,
  ]),
)}

## What the program relies on and nobody has seen

Each row is a comment in the file it names. \`section\` is that of the reference the fact comes from
(reference/assembler.md, notes read from the sources of coreos-assembler). \`shown by\` names the steps of a run that
turn it into something seen, when they end well.

A run of the workflow \`real-run\` (.github/workflows/real-run.yml) on a hosted runner uploads \`verified.json\`: the
assembler's digest, dialect and rpm-ostree, each step with its exit code, and for each row here whether that run has
shown it. Whoever has such a file can take the comment out, or correct what the program believes.

${table(
  ['section', 'what', 'relied on in', 'shown by'],
  allUnverified(root).map((entry) => [entry.section ?? '', entry.text, `\`${entry.file}\``, shownBy(entry)]),
)}
`;
}

function shownBy({ section }: Unverified): string {
  const steps = section === undefined ? [] : (SHOWN_BY[section] ?? []);
  return steps.map((step) => `\`${step}\``).join(', ');
}

function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]): string =>
    `| ${cells.map((cell) => cell.replaceAll('|', String.raw`\|`)).join(' | ')} |`;
  return [line(head), line(head.map(() => '---')), ...rows.map(line)].join('\n');
}
