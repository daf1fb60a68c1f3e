import { createReadStream } from 'node:fs';
import { UserError } from '../errors.ts';
import { isObject } from '../json.ts';
import { retry, type RetryPolicy } from '../net/retry.ts';
import { exchange, judge, type Api } from './api.ts';

/** Longest time of one attempt: 2 GiB at 1 MiB/s take half an hour. */
const ATTEMPT_MS = 3_600_000;

export const UPLOAD_POLICY: RetryPolicy = {
  attempts: 3,
  firstDelayMs: 5_000,
  maxDelayMs: 60_000,
  budgetMs: 7_200_000,
};

/** A stretch of a file, or a text, that becomes an asset. */
export interface AssetContent {
  readonly name: string;
  /** 64 hex digits. */
  readonly sha256: string;
  /** Bytes. */
  readonly size: number;
  readonly from: { readonly path: string; readonly start: number } | { readonly text: string };
}

/**
 * Uploads an asset and compares what GitHub says it has got.
 *
 * @param uploadUrl as the release has it, without its template.
 * @param forget removes what an attempt that broke off has left under that name; a second one is refused otherwise.
 * @throws NotAllowedError, UserError
 */
export async function uploadAsset(
  api: Api,
  uploadUrl: string,
  asset: AssetContent,
  forget: () => Promise<void>,
): Promise<void> {
  let attempts = 0;
  await retry(
    `upload ${asset.name}`,
    async () => {
      attempts += 1;
      if (attempts > 1) await forget();
      await uploadOnce(api, uploadUrl, asset);
    },
    { policy: api.policy ?? UPLOAD_POLICY, log: api.log },
  );
}

async function uploadOnce(
  api: Api,
  uploadUrl: string,
  { name, sha256, size, from }: AssetContent,
): Promise<void> {
  const url = new URL(uploadUrl);
  url.searchParams.set('name', name);
  const { body } = judge(
    await exchange(url, 'POST', {
      token: api.token,
      content: {
        type: 'application/octet-stream',
        length: size,
        send: (request) => {
          if ('text' in from) {
            request.end(from.text);
            return;
          }
          const { path, start } = from;
          const stream = createReadStream(path, { start, end: start + size - 1, highWaterMark: 1024 * 1024 });
          stream.once('error', (error) => request.destroy(error));
          // An answer that comes early, such as a refusal, closes the connection: nobody reads the rest.
          request.once('close', () => stream.destroy());
          stream.pipe(request);
        },
      },
      signal: AbortSignal.timeout(ATTEMPT_MS),
    }),
  );
  const got = isObject(body) ? body : {};
  const digest = got['digest'];
  if (got['name'] !== name || got['size'] !== size || got['state'] !== 'uploaded')
    throw new UserError(
      `${name}: GitHub has ${String(got['size'])} bytes as ${String(got['name'])}, ${String(got['state'])}; expected ${size} bytes`,
    );
  if (typeof digest === 'string' && digest !== `sha256:${sha256}`)
    throw new UserError(`${name}: GitHub has got ${digest}, the file is sha256:${sha256}`);
}
