import { UserError } from './errors.ts';

/** What a step gives; undefined when a mistake of the configuration is in its way, for others to tell. */
export async function unlessRefused<T>(step: () => Promise<T>): Promise<T | undefined> {
  try {
    return await step();
  } catch (error) {
    if (error instanceof UserError) return undefined;
    throw error;
  }
}
