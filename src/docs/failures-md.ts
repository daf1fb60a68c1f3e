import { CLASS_LETTERS, type Signature } from '../assembler/failures/signature.ts';
import { STEP_TIMEOUT, UNKNOWN } from '../assembler/failures/step-error.ts';
import { SIGNATURES } from '../assembler/failures/table.ts';
import { PROBE_TIMEOUT } from '../assembler/probe.ts';
import { PULL_CLASS, PULL_FAILURES, PULL_TIMEOUT } from '../assembler/pull-failures.ts';
import { PARTS } from '../report/failed-part.ts';
import { NO_SPACE, READ_ONLY } from '../runner/disk-refusal.ts';

/** What the column about trying says. */
const TRIED = { lab: 'caused in the lab', engine: 'engine, not assembler', replayed: 'replayed' } as const;

/** The text of docs/failures.md: every known failure, made from the table the program itself reads. */
export function failuresMd(): string {
  const classes = Object.entries(CLASS_LETTERS).map(([name, letter]) => `\`${name}\` (${letter})`);
  return `<!-- Made by \`npm run docs\` from src/assembler/failures/. -->

# Known failures

When a step of the assembler fails, its output is read from the bottom up: past the lines that only wrap others, past
colours and progress, to the first line of a known failure. That line, its cause and its fix are the one annotation
of the job; the job summary has them with the last lines of the step. Two outputs are set, also when the job fails, so
that a later step with \`if: failure()\` can read them: \`failure-signature\` is the name in the first column, and
\`failure-class\` is one of ${classes.join(', ')}.

A step that takes longer than \`timeout-minutes\` has the class \`timeout\` and the signature \`${STEP_TIMEOUT}\`.
A pull that takes longer, or than an hour where the input says nothing, has the class \`${PULL_CLASS}\` and the signature
\`${PULL_TIMEOUT}\`; a look at the assembler that does (half an hour) has \`probe\` and \`${PROBE_TIMEOUT}\`.
Where this program itself meets a full disk the class is \`environment\` and the signature \`${NO_SPACE}\`, as in a step;
where it meets one that is mounted read-only it is \`${READ_ONLY}\`.
A mistake in the inputs, found before anything is fetched, has the class \`input\` and the signature \`bad-input\`.
What fails around the steps has the part of the job as its class, and the signature \`${UNKNOWN}\` unless a table
below has it:

${Object.entries(PARTS)
  .map(([name, what]) => `- \`${name}\`: ${what}`)
  .join('\n')}

Everything else is \`${UNKNOWN}\` in both.

Only \`fetch\` is tried again, at most twice, and only for the signatures marked so.

"No." is the row of reference/assembler.md section 6; \`caused in the lab\` means that a test makes the assembler of
the lab fail in this way and reads what it prints; \`engine, not assembler\` that a test makes the container engine on
the machine fail so, whose code the assembler has inside as well; \`replayed\` that a text written down after its source
is recognized.
Where two signatures match the same line, the upper one is taken.

| signature | class | no. | dialects | cause | fix | again | tried | source |
| --- | --- | --- | --- | --- | --- | --- | --- | --- |
${SIGNATURES.map(row).join('\n')}

## Pulling the assembler

These have the class \`${PULL_CLASS}\`. A pull is tried up to three times where it says so.

| signature | cause | again |
| --- | --- | --- |
${PULL_FAILURES.map(({ id, cause, transient }) => `| \`${id}\` | ${cause} | ${transient ? 'yes' : ''} |`).join('\n')}
`;
}

function row(signature: Signature): string {
  const { id, class: kind, number, dialects, cause, fix, retry, tried, source } = signature;
  const first = dialects[0] ?? '';
  const last = dialects.at(-1) ?? '';
  const eras = first === last ? first : `${first}-${last}`;
  const again = retry ? 'yes' : '';
  const cells = [`\`${id}\``, kind, String(number), eras, cause, fix, again, TRIED[tried], source];
  return `| ${cells.map((cell) => cell.replaceAll('|', String.raw`\|`)).join(' | ')} |`;
}
