import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { layersOf, scriptsOf } from '../build-record/manifest-parts.ts';
import { makeRecord } from '../build-record/make-record.ts';
import { RECORD_FILE, type BuildRecord } from '../build-record/record.ts';
import { readPackageTuples, type BuildMeta } from '../images/meta.ts';
import type { BuildInputs } from '../inputs/types.ts';
import type { ResultImage } from '../report/result.ts';
import type { LookBack } from './look-back.ts';
import type { Prepared } from './prepare-all.ts';

/** What a record is made from. */
export interface RecordRequest {
  readonly inputs: BuildInputs;
  readonly prepared: Prepared;
  readonly meta: BuildMeta;
  /** Directory of meta.json. */
  readonly buildDir: string;
  readonly look: LookBack;
  readonly env: NodeJS.ProcessEnv;
}

/** The record of a build whose images are where they will stay. */
export async function recordOfBuild(
  { inputs, prepared, meta, buildDir, look, env }: RecordRequest,
  images: readonly ResultImage[],
): Promise<BuildRecord> {
  const { rendered, release, base, image, facts, target } = prepared;
  return makeRecord(
    {
      buildId: meta.buildId,
      name: meta.name,
      target: target ?? null,
      arch: inputs.arch,
      ref: meta.ref ?? rendered.ref ?? meta.buildId,
      ostreeCommit: meta.ostreeCommit,
      dialect: facts.dialect,
      assembler: { reference: image.reference, digest: image.digest },
      baseConfig: { url: base.url, commit: base.commit },
      release:
        release === undefined
          ? null
          : {
              nevr: `${release.report.name}-${release.report.version}-${release.report.release}`,
              sha256: release.report.sha256,
            },
      config: look.digests,
      layers: layersOf(rendered),
      scripts: await scriptsOf(rendered.flattened, rendered.out),
      packages: await readPackageTuples(buildDir),
      fingerprint: look.fingerprint,
      images,
      configDir: inputs.config,
    },
    env,
  );
}

/** Writes a record into the directory of the metadata. @returns its path */
export async function writeRecord(record: BuildRecord, dir: string): Promise<string> {
  const file = join(dir, RECORD_FILE);
  await writeFile(file, `${JSON.stringify(record, null, 1)}\n`);
  return file;
}
