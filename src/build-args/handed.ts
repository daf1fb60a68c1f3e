import { releaseverOf, variablesOf, type BuildArgs } from './build-args.ts';

/** What the build script of a base hands to a manifest, and the file it takes that from. */
export interface HandedArgs {
  /** From the root of the configuration. */
  readonly file: string;
  readonly variables: Readonly<Record<string, string | boolean>>;
  readonly releasever: number | undefined;
}

/** What a file of build arguments hands over. */
export function handedBy(args: BuildArgs): HandedArgs {
  return { file: args.file, variables: variablesOf(args), releasever: releaseverOf(args) };
}

/** The manifest a file of build arguments is for; without the argument the build script takes this name. */
export function manifestOf({ values }: BuildArgs): string {
  return values.get('MANIFEST')?.value ?? 'manifest.yaml';
}

/**
 * Text of the treefile the build script includes a manifest from, as JSON: that is how it hands the variables over, so
 * they go before those of the manifest.
 *
 * @param include the manifest, as the treefile's directory has it.
 */
export function includingTreefile(include: string, { variables, releasever }: HandedArgs): string {
  return JSON.stringify({ variables, ...(releasever === undefined ? {} : { releasever }), include });
}
