import { stringify } from 'yaml';
import { IMAGE_KINDS } from '../inputs/choices.ts';
import type { InputSpec } from '../inputs/input-spec.ts';
import { INPUTS } from '../inputs/schema.ts';
import { imageOutputs, OUTPUTS, RELEASE_OUTPUTS, VALIDATE_OUTPUTS } from '../report/outputs.ts';

/**
 * The text of action.yml. It is made from the tables the program itself reads, so the two cannot say different things;
 * a test compares the committed file.
 */
export function actionYml(): string {
  const inputs = Object.fromEntries(
    INPUTS.map((spec: InputSpec) => {
      const value = spec.actionDefault ?? spec.default;
      return [
        spec.name,
        { description: spec.description, required: false, ...(value === '' ? {} : { default: value }) },
      ];
    }),
  );
  const outputs = Object.fromEntries(
    [...OUTPUTS, ...VALIDATE_OUTPUTS, ...RELEASE_OUTPUTS, ...IMAGE_KINDS.flatMap(imageOutputs)].map(
      ({ name, description }) => [name, { description }],
    ),
  );
  const document = {
    name: 'oVirt Node image',
    description:
      'Build a CoreOS-based oVirt Node: a live ISO and an OSTree commit tarball; tell what a change of its manifest means',
    author: 'ovirt-node-image',
    branding: { icon: 'hard-drive', color: 'green' },
    inputs,
    outputs,
    runs: { using: 'node24', main: 'dist/main.js', post: 'dist/post.js' },
  };
  return `# Made by \`npm run docs\` from src/inputs/schema.ts and src/report/outputs.ts.\n${stringify(document, { lineWidth: 0, singleQuote: true })}`;
}
