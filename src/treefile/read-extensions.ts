import { decode } from './decode.ts';
import { TreefileError } from './error.ts';
import type { Located } from './located.ts';
import { Mismatch } from './mismatch.ts';
import { mismatchError } from './mismatch-error.ts';
import { openFile } from './open-file.ts';
import { readYaml } from './read-yaml.ts';
import type { Shape } from './shapes.ts';

const STRINGS: Shape = { is: 'list', of: { is: 'string' } };

const EXTENSIONS: Shape = {
  is: 'struct',
  name: 'Extensions',
  fields: {
    extensions: {
      shape: {
        is: 'map',
        of: {
          is: 'struct',
          name: 'Extension',
          fields: {
            packages: { shape: STRINGS },
            repos: { shape: STRINGS, optional: true },
            architectures: { shape: STRINGS, optional: true },
            'match-base-evr': { shape: { is: 'string' }, optional: true },
            kind: {
              shape: { is: 'enum', values: ['os-extension', 'development'] },
              default: 'os-extension',
            },
          },
        },
      },
    },
    repos: { shape: STRINGS, optional: true },
  },
};

/**
 * Reads an extensions file, which is always YAML; members that are not known are dropped.
 *
 * @param path as it is told in errors; `resolved` is where it is.
 * @returns `extensions` and, where there are any, `repos`.
 * @throws TreefileError in rpm-ostree's words, with the place.
 */
export function readExtensions(path: string, resolved: string): Located {
  const { text } = openFile(path, resolved);
  const head = `parsing ${path}: `;
  const root = (() => {
    try {
      return readYaml(text, path);
    } catch (error) {
      if (!(error instanceof TreefileError)) throw error;
      throw new TreefileError(
        error.upstream.replace(`Parsing ${path}: serde-yaml: `, () => head),
        error.location,
      );
    }
  })();
  const start = root ?? { scalar: null, source: '', origin: { file: path, line: 1, column: 1 } };
  try {
    return decode(EXTENSIONS, start, { path: '', raw: true });
  } catch (error) {
    if (!(error instanceof Mismatch)) throw error;
    throw mismatchError(error, { path, reader: 'serde-yaml', root, head });
  }
}
