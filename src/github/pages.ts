import { UserError } from '../errors.ts';
import { isObject, type JsonObject } from '../json.ts';
import { callApi, type Api } from './api.ts';

const PER_PAGE = 100;
/** Pages that are looked through: ten thousand entries. */
const PAGES = 100;

/**
 * The entries of a list, one page asked for after the other, as far as they are taken.
 *
 * @param path of the list
 * @param query its other parameters
 * @throws UserError
 */
export async function* eachOf(
  api: Api,
  path: string,
  query: Readonly<Record<string, string>> = {},
): AsyncGenerator<JsonObject> {
  for (let page = 1; page <= PAGES; page += 1) {
    const asked = new URLSearchParams({ ...query, per_page: String(PER_PAGE), page: String(page) });
    const { body, link } = await callApi(api, { method: 'GET', path: `${path}?${asked.toString()}` });
    if (!Array.isArray(body)) throw new UserError(`GET ${path}: GitHub sent no list`);
    yield* (body as readonly unknown[]).filter(isObject);
    if (!/\brel="next"/.test(link)) return;
  }
}
