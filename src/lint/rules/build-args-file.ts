import { files } from '../example.ts';
import type { Rule } from '../rule.ts';

const M = { 'manifest.yaml': 'packages: [bash]\n', 'image.yaml': 'size: 10\nextra-kargs: []\n' };

/** build-args*.conf of container builds. */
export const buildArgsFile: Rule = {
  id: 'build-args-file',
  severity: 'error',
  title: 'a build-args*.conf a container build cannot use',
  rationale:
    'The assembler evaluates the file for NAME and STREAM and hands it to the container build, whose script takes the manifest, the image configuration and the variables of the manifest (id, stream, osversion) from it. An image to build on is best pinned by digest.',
  bad: [
    files({ ...M, 'build-args.conf': 'ID=rhel\nSTREAM=a\nVERSION=9.8\n' }, 'build-args.conf'),
    files({ ...M, 'build-args.conf': 'NAME=n\nSTREAM=a\nMANIFEST=gone.yaml\n' }, 'build-args.conf:3'),
    files({ ...M, 'build-args.conf': 'NAME=n\nSTREAM = a\n' }, 'build-args.conf:2'),
    files({ ...M, 'build-args.conf': 'NAME=n\nSTREAM=$(date)\n' }, 'build-args.conf:2'),
    files(
      { ...M, 'build-args.conf': 'NAME=n\nSTREAM=a\nBUILDER_IMG=quay.io/a/b:latest\n' },
      'build-args.conf:3',
    ),
  ],
  good: [
    files({
      ...M,
      'build-args.conf':
        '# arguments\nID=rhel\nNAME=n\nSTREAM=a\nVERSION=9.8\nDESCRIPTION=Enterprise Linux CoreOS\nMANIFEST=manifest.yaml\nIMAGE_CONFIG=image.yaml\n',
    }),
  ],
  check: ({ buildArgs, tree }, report) => {
    for (const { file, values, odd } of buildArgs) {
      for (const at of odd)
        report({
          message:
            'found a line that is no NAME=value: no blanks around =, and comments on lines of their own',
          at,
        });
      for (const name of ['NAME', 'STREAM']) {
        if (!values.has(name))
          report({ message: `found no ${name}=, which the assembler reads; add it`, at: { file } });
      }
      for (const name of ['MANIFEST', 'IMAGE_CONFIG']) {
        const arg = values.get(name);
        if (arg !== undefined && !tree.isFile(arg.value))
          report({
            message: `${name}: found ${arg.value}, which is not there; correct the name, or add the file`,
            at: { file, line: arg.line },
          });
      }
      for (const [name, { value, line }] of values) {
        if (/[$`\\]/.test(value))
          report({
            message: `${name}: found ${value}, which the shell of the assembler evaluates and the container build does not; write the value itself`,
            at: { file, line },
            severity: 'warning',
          });
      }
      const builder = values.get('BUILDER_IMG');
      if (builder !== undefined && !builder.value.includes('@sha256:'))
        report({
          message: `BUILDER_IMG: found ${builder.value}, which may be another image tomorrow; pin it with @sha256:…`,
          at: { file, line: builder.line },
          severity: 'info',
        });
    }
  },
};
