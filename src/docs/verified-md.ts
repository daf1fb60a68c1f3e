import { PAIRS, VERIFIED_MEANS } from '../config-tree/pairs.ts';
import { stepsShowing } from './observed.ts';
import { allUnverified } from './unverified.ts';

/** The text of docs/verified.md. @param root the repository, whose comments are read. */
export function verifiedMd(root: string): string {
  const words = Object.entries(VERIFIED_MEANS).map(([word, meaning]) => `- \`${word}\`: ${meaning}.`);
  return `<!-- Made by \`npm run docs\` from src/config-tree/pairs.json and what is marked UNVERIFIED in sources, examples and docs. -->

# What was seen, and what was not

Two kinds of tests compare with what other projects wrote: flattening with vectors of rpm-ostree's own
rules, rendering and the checks with real trees. Their files are not part of this repository. Where they are missing
these tests are skipped and counted in the last line of \`npm test\`, as on every push: .github/workflows/ci.yml sets
CI=false, with which missing files are no failure. Whoever has the files runs the tests with CI=true.

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

Each row is a comment or a paragraph in the file it names. \`section\` is that of the reference the fact comes from
(reference/assembler.md, notes read from the sources of coreos-assembler). \`shown by\` names the steps of a run that
turn it into something seen, when they end well; it is empty where a run may end well all the same.

A run of the workflow \`real-run\` (.github/workflows/real-run.yml) on a hosted runner uploads \`verified.json\`: the
assembler's digest, dialect and rpm-ostree, each step with its exit code, and for each row here whether that run has
shown it. Whoever has such a file can take the comment out, or correct what the program believes.

${table(
  ['section', 'what', 'relied on in', 'shown by'],
  allUnverified(root).map((entry) => [
    entry.section ?? '',
    entry.text,
    `\`${entry.file}\``,
    stepsShowing(entry)
      .map((step) => `\`${step}\``)
      .join(', '),
  ]),
)}
`;
}

function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]): string =>
    `| ${cells.map((cell) => cell.replaceAll('|', String.raw`\|`)).join(' | ')} |`;
  return [line(head), line(head.map(() => '---')), ...rows.map(line)].join('\n');
}
